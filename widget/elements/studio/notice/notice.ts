/** What went wrong in plain words, and what can be done about it. */
import { html, nothing } from 'lit'
import type { MessageKey } from '../../../locales/catalogue.ts'
import type { Words } from '../../../locales/index.ts'
import { isLimit, limitOf } from '../../../store/limit.ts'
import type { Missing } from '../../../store/missing.ts'
import type { ShownError, Snapshot } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { StudioPiece } from '../piece.ts'

/** Seconds from which a time of day says more than a length of time. */
const CLOCK_SECONDS = 5400

/** A refusal of the Worker in the visitor's language. */
export function errorWords(error: ShownError, words: Words): string {
  const fields = (error.fields ?? [])
    .map((field) => words((field.startsWith('reference') ? 'references' : field) as MessageKey))
    // The prompt's label is a question, which can't stand in a list.
    .map((label) => label.replace(/\s*[?？؟]$/, ''))
    .filter(Boolean)
  const code = error.code === 'invalid-input' && fields.length === 0 ? 'other' : error.code
  const text = words.code('problem', code, { fields: words.list([...new Set(fields)]) })
  const { until, vague } = error
  if (!until || vague) return isLimit(error) ? `${text} ${words('wait_later')}` : text
  const seconds = (until - Date.now()) / 1000
  const short = seconds < CLOCK_SECONDS
  const time = short ? words.time(seconds) : words.moment(until)
  return `${text} ${words(short ? 'wait_time' : 'wait_until', { time })}`
}

/** Why a file can't be used; it has no fields that could be wrong. */
export const fileWords = ({ code, kind, format = '' }: ShownError, words: Words): string =>
  words.code('file', kind ?? (code === 'invalid-input' ? 'other' : code), { format })

/** What is still missing, in words. */
export function lackWords(lacks: Missing, snapshot: Snapshot, words: Words): string {
  const limit = lacks === 'limit' && limitOf(snapshot)
  return limit ? errorWords(limit, words) : words(`missing_${lacks as Exclude<Missing, 'limit'>}`)
}

/** Troubles that are nobody's mistake and pass. */
const CALM = /^(challenge|budget|quota|rate|paused|run|network|reference|storage)\b/

/** Refusals of the first contact that another try may get past. */
const PASSING = /^(challenge|internal|storage|rate)-/

interface Notice {
  title?: string
  text: string
  id?: string | undefined
  /** Nothing went wrong: something has to wait. */
  calm?: boolean
  /** What the button asks for. */
  retry?: 'begin' | 'retry' | false | undefined
}

/** What is to be told of a snapshot, the most recent first. */
function noticeOf(snapshot: Snapshot, words: Words): Notice | undefined {
  const { generation, phase, site } = snapshot
  const met = snapshot.error
  // A limit is told before anybody meets it, and not once it is over.
  const error = met && !isLimit(met) ? met : limitOf(snapshot)
  if (error) {
    const { code, request_id } = error
    const calm = CALM.test(code)
    const id = calm ? undefined : request_id
    return { text: errorWords(error, words), id, calm, retry: !site && PASSING.test(code) && 'begin' }
  }
  if (phase === 'canceled') return { title: words('canceled'), text: words('canceled_text'), calm: true }
  if (phase !== 'failed') return undefined
  const code = generation?.error?.code ?? 'provider-failed'
  const retry = generation?.error?.retryable && 'retry'
  return { title: words('failed'), text: words.code('failure', code), retry }
}

/**
 * @summary A refusal, a failure, or a lost connection.
 * @csspart notice - A box that says what went wrong, or that the connection is lost.
 * @csspart retry-button - The same once more.
 */
export class RefreelNotice extends StudioPiece {
  protected override render() {
    const { snapshot, words } = this
    const { pending, connected } = snapshot
    const notice = noticeOf(snapshot, words)
    const retry = notice?.retry
    return html`
      ${connected ? nothing : html`<p class="notice calm" part="notice">${icons.again}<span>${words('reconnecting')}</span></p>`}
      ${
        notice
          ? html`<div class="notice ${notice.calm ? 'calm' : ''}" part="notice">
              ${notice.calm ? (notice.title ? nothing : icons.wait) : icons.alert}
              <div class="notice-text">
                ${notice.title ? html`<p><strong>${notice.title}</strong></p>` : nothing}
                <p>${notice.text}</p>
                ${notice.id ? html`<p class="small support">${words('support', { id: notice.id })}</p>` : nothing}
              </div>
              ${
                retry
                  ? html`<button
                      part="retry-button"
                      aria-disabled=${pending ? 'true' : nothing}
                      @click=${() => this.ask({ type: retry })}
                    >${icons.again}${words('retry')}</button>`
                  : nothing
              }
            </div>`
          : nothing
      }
    `
  }
}
