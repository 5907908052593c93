/** All predictions: creates them, moves them from state to state, and tells who listens. */
import { randomInt, randomUUID } from 'node:crypto'
import { predictionId } from '../ids.ts'
import { SEED_MAX } from '../model.ts'
import { FOLLOWED_BY, type Input, isOver, type Prediction, type Status, type WebhookEvent } from '../prediction.ts'
import { Journal } from './journal.ts'

/** A caller's order, after its input was checked. */
export type Order = {
  input: Input
  webhook: string | null
  webhookEventsFilter: WebhookEvent[] | null
  deadline: number | null
}

export type Listener = (prediction: Prediction, event: WebhookEvent) => void

const DEFAULT_SECONDS = 5

export class Predictions {
  readonly #journal: Journal<Prediction>
  readonly #byId = new Map<string, Prediction>()
  readonly #listeners = new Set<Listener>()
  #sequence = 0

  constructor(directory: string) {
    this.#journal = new Journal(directory)
    for (const prediction of this.#journal.read().sort((a, b) => a.sequence - b.sequence)) {
      this.#byId.set(prediction.id, prediction)
      this.#sequence = prediction.sequence
    }
  }

  /** Writes a new prediction down; it is on disk when this returns. */
  create(order: Order): Prediction {
    this.#sequence += 1
    const prediction: Prediction = {
      ...order,
      id: predictionId(),
      sequence: this.#sequence,
      status: 'starting',
      seed: order.input.seed ?? randomInt(SEED_MAX + 1),
      billedSeconds: 0,
      logs: '',
      error: null,
      delivery: null,
      videoSha256: null,
      createdAt: Date.now(),
      startedAt: null,
      completedAt: null,
      dataRemoved: false,
      notice: { id: `msg_${randomUUID()}`, attempts: 0, state: 'none' },
    }
    this.#byId.set(prediction.id, prediction)
    this.save(prediction)
    return prediction
  }

  get(id: string): Prediction | undefined {
    return this.#byId.get(id)
  }

  newestFirst(): Prediction[] {
    return [...this.#byId.values()].reverse()
  }

  /** Hears of every event from now on, until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** It runs now. A run that is taken up after a restart runs already and keeps its start. */
  begin(prediction: Prediction): void {
    if (prediction.status === 'processing') return
    this.#enter(prediction, 'processing')
    prediction.startedAt = Date.now()
    this.save(prediction)
    this.#tell(prediction, 'start')
  }

  /** Adds to the logs. They are written to disk with the next state, not line by line. */
  log(prediction: Prediction, text: string): void {
    prediction.logs = (prediction.logs ?? '') + text
    this.#tell(prediction, 'logs')
  }

  /** The output is there: announced while the run is still processing, then the end. */
  succeed(prediction: Prediction, delivery: string, videoSha256: string): void {
    prediction.delivery = delivery
    prediction.videoSha256 = videoSha256
    this.#tell(prediction, 'output')
    this.#end(prediction, 'succeeded', prediction.input.duration ?? DEFAULT_SECONDS)
  }

  /** A failed run costs nothing. */
  fail(prediction: Prediction, error: string): void {
    prediction.error = error
    this.#end(prediction, 'failed', 0)
  }

  /** Stops a prediction, for its caller or at its deadline. A run that had started is paid for, others are free. */
  stop(prediction: Prediction, why: 'caller' | 'deadline'): void {
    if (isOver(prediction)) return
    if (prediction.status === 'processing') {
      this.#end(prediction, 'canceled', prediction.input.duration ?? DEFAULT_SECONDS)
    } else {
      prediction.logs = null
      this.#end(prediction, why === 'deadline' ? 'aborted' : 'canceled', 0)
    }
  }

  /** Replicate keeps input, output and logs for an hour. */
  forget(prediction: Prediction): void {
    prediction.dataRemoved = true
    prediction.logs = null
    prediction.delivery = null
    this.save(prediction)
  }

  save(prediction: Prediction): void {
    this.#journal.write(prediction)
  }

  #end(prediction: Prediction, status: Status, billedSeconds: number): void {
    this.#enter(prediction, status)
    prediction.billedSeconds = billedSeconds
    prediction.completedAt = Date.now()
    if (prediction.webhook !== null) prediction.notice.state = 'pending'
    this.save(prediction)
    this.#tell(prediction, 'completed')
  }

  #enter(prediction: Prediction, status: Status): void {
    if (!FOLLOWED_BY[prediction.status].includes(status)) {
      throw new Error(`a prediction can't go from ${prediction.status} to ${status}`)
    }
    prediction.status = status
  }

  #tell(prediction: Prediction, event: WebhookEvent): void {
    for (const listener of this.#listeners) listener(prediction, event)
  }
}
