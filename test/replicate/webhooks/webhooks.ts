/** Sends a prediction's events to its webhook: in order, rarely, and the last one until it arrives. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import { type Prediction, type WebhookEvent, webhookBody } from '../prediction.ts'
import type { Predictions } from '../runs/predictions.ts'
import { type Message, type Outcome, type Post, sendFaulty } from './faulty-message.ts'
import { signMessage } from './signature.ts'

/** Replicate's documents: how often `logs` and `output` come at most. */
const LEAST_GAP_MS = 500
/** The waits before each resend of the last message; together about a minute. */
const RESEND_AFTER_MS = [1000, 2000, 4000, 8000, 16_000, 30_000]
/** "A few seconds", say the documents. A receiver's time does not run faster on our clock. */
const ANSWER_WITHIN_MS = 10_000
/** Replicate's default where no filter is given. */
const DEFAULT_EVENTS: readonly WebhookEvent[] = ['output', 'completed']

export class Webhooks {
  readonly #clock: Clock
  readonly #predictions: Predictions
  readonly #secret: string
  readonly #faults: Faults
  readonly #origin: () => string
  readonly #closing = new AbortController()
  readonly #lines = new Map<string, { tail: Promise<void>; waiting: number; lastAt: number }>()
  /** Messages that a fault sends after the last one. */
  readonly #held = new Map<string, Message[]>()
  readonly #answered = new Set<string>()
  readonly #waiters = new Set<() => void>()

  constructor(clock: Clock, predictions: Predictions, secret: string, faults: Faults, origin: () => string) {
    this.#clock = clock
    this.#predictions = predictions
    this.#secret = secret
    this.#faults = faults
    this.#origin = origin
    predictions.listen((prediction, event) => this.#announce(prediction, event))
  }

  /** Sends the ends that were not delivered when the process before this one ended. */
  resume(): void {
    for (const prediction of this.#predictions.newestFirst()) {
      if (prediction.notice.state === 'pending') this.#announce(prediction, 'completed')
    }
  }

  close(): void {
    this.#closing.abort()
  }

  /** Waits until any message of this prediction has been answered; where there is no webhook, not at all. */
  async first(predictionId: string): Promise<void> {
    if (!this.#predictions.get(predictionId)?.webhook) return
    while (!this.#answered.has(predictionId)) {
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  #announce(prediction: Prediction, event: WebhookEvent): void {
    const url = prediction.webhook
    if (url === null || this.#closing.signal.aborted) return
    const wanted = (prediction.webhookEventsFilter ?? DEFAULT_EVENTS).includes(event)
    if (event === 'completed') {
      // Whether Replicate announces `aborted` is not known. We don't: who relies on hearing of it will find out here.
      if (wanted && prediction.status !== 'aborted') this.#enqueue(prediction.id, () => this.#sendEnd(prediction, url))
      else this.#settle(prediction, 'none')
      return
    }
    if (!wanted || (event === 'logs' && this.#tooSoon(prediction.id))) return
    const message = { prediction, url, id: `msg_${randomUUID()}`, event, body: this.#bodyOf(prediction) }
    this.#enqueue(prediction.id, async () => void (await this.#send(message)))
  }

  /** Messages of one prediction go one after the other. */
  #enqueue(id: string, send: () => Promise<void>): void {
    const line = this.#lines.get(id) ?? { tail: Promise.resolve(), waiting: 0, lastAt: 0 }
    this.#lines.set(id, line)
    line.waiting += 1
    line.lastAt = Date.now()
    line.tail = line.tail.then(send).finally(() => {
      line.waiting -= 1
    })
  }

  #tooSoon(id: string): boolean {
    const line = this.#lines.get(id)
    return line !== undefined && (line.waiting > 0 || Date.now() - line.lastAt < this.#clock.scaled(LEAST_GAP_MS))
  }

  async #sendEnd(prediction: Prediction, url: string): Promise<void> {
    const body = this.#bodyOf(prediction)
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#send({ prediction, url, id: prediction.notice.id, event: 'completed', body })
      for (const held of this.#held.get(prediction.id) ?? []) await this.#post(held)
      this.#held.delete(prediction.id)
      if (this.#closing.signal.aborted) return
      prediction.notice.attempts += 1
      const pause = RESEND_AFTER_MS[attempt - 1]
      if (outcome === 'accepted') return this.#settle(prediction, 'delivered')
      if (outcome === 'given-up' || pause === undefined) return this.#settle(prediction, 'given-up')
      await this.#clock.wait(pause, this.#closing.signal).catch(() => {})
      if (this.#closing.signal.aborted) return
    }
  }

  #settle(prediction: Prediction, state: Prediction['notice']['state']): void {
    this.#lines.delete(prediction.id)
    prediction.notice.state = state
    this.#predictions.save(prediction)
  }

  #bodyOf(prediction: Prediction): string {
    return JSON.stringify(webhookBody(prediction, this.#origin()))
  }

  /** The one place where a message leaves; a fault decides here what becomes of it. */
  async #send(message: Message): Promise<Outcome> {
    const { id, input, status } = message.prediction
    if (this.#faults.mode('down')) return 'failed'
    const fault = this.#faults.take('webhook', { subject: message.event, prompt: input.prompt, status })
    if (!fault) return this.#post(message)
    const hold = (held: Message) => this.#held.set(id, [...(this.#held.get(id) ?? []), held])
    return sendFaulty(fault, message, { clock: this.#clock, closing: this.#closing.signal, post: this.#post, hold })
  }

  readonly #post: Post = async ({ prediction, url, id, body }, { secret = this.#secret, ageSeconds = 0 } = {}) => {
    const timestamp = Math.floor(Date.now() / 1000) - ageSeconds
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Replicate/1.0',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signMessage(secret, id, timestamp, body),
        },
        body,
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      })
      await response.body?.cancel()
      if (response.ok) return 'accepted'
      return response.status >= 400 ? 'failed' : 'given-up'
    } catch {
      return 'failed'
    } finally {
      this.#answered.add(prediction.id)
      for (const waiter of this.#waiters) waiter()
      this.#waiters.clear()
    }
  }
}
