/** What went wrong in plain words, and what can be done about it. */
import { html, nothing } from 'lit'
import type { MessageKey } from '../../../locales/catalogue.ts'
import type { Words } from '../../../locales/index.ts'
import type { Snapshot, Trouble } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { StudioPiece } from '../piece.ts'

/** Fields as the visitor knows them. */
const FIELDS = [
  'prompt',
  'references',
  'negative_prompt',
  'resolution',
  'aspect_ratio',
  'duration',
  'shot_type',
  'seed',
]

/** A refusal of the Worker in the visitor's language. */
export function troubleWords(trouble: Trouble, words: Words): string {
  const fields = (trouble.fields ?? [])
    .map((field) => (field.startsWith('reference') ? 'references' : field))
    .filter((field) => FIELDS.includes(field))
    .map((field) => words(field as MessageKey))
  const code = trouble.code === 'invalid-input' && fields.length === 0 ? 'other' : trouble.code
  const text = words.code('problem', code, { fields: words.list([...new Set(fields)]) })
  const { retry_after } = trouble
  return retry_after ? `${text} ${words('wait_time', { time: words.time(retry_after) })}` : text
}

/** What is to be told of a snapshot, the most recent first. */
function noticeOf({ trouble, generation, phase }: Snapshot, words: Words) {
  if (trouble) return { title: undefined, text: troubleWords(trouble, words), id: trouble.request_id, retry: false }
  if (phase === 'canceled') return { title: words('canceled'), text: words('canceled_text'), retry: false }
  if (phase !== 'failed') return undefined
  const code = generation?.error?.code ?? 'provider-failed'
  const retry = generation?.error?.retryable ?? false
  return { title: words('failed'), text: words.code('failure', code), id: undefined, retry }
}

/**
 * @summary A refusal, a failure, or a lost connection.
 * @csspart notice - A box that says what went wrong, or that the connection is lost.
 * @csspart retry-button - The same once more.
 */
export class RefreelNotice extends StudioPiece {
  protected override render() {
    const { snapshot, words } = this
    const { phase, pending, connected } = snapshot
    const notice = noticeOf(snapshot, words)
    return html`
      ${connected ? nothing : html`<p class="notice calm" part="notice">${icons.again}<span>${words('reconnecting')}</span></p>`}
      ${
        notice
          ? html`<div class="notice ${phase === 'canceled' && !snapshot.trouble ? 'calm' : ''}" part="notice">
              ${icons.alert}
              <div class="notice-text">
                ${notice.title ? html`<p><strong>${notice.title}</strong></p>` : nothing}
                <p>${notice.text}</p>
                ${notice.id ? html`<p class="small support">${words('support', { id: notice.id })}</p>` : nothing}
              </div>
              ${
                notice.retry
                  ? html`<button
                      part="retry-button"
                      aria-disabled=${pending ? 'true' : nothing}
                      @click=${() => this.ask({ type: 'retry' })}
                    >${icons.again}${words('retry')}</button>`
                  : nothing
              }
            </div>`
          : nothing
      }
    `
  }
}
