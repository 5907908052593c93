/** `<refreel-notice>`: what went wrong, in the visitor's language, with a retry button where a retry may help. */
import { html, nothing } from 'lit'
import type { MessageKey } from '../../../locales/catalogue.ts'
import type { Words } from '../../../locales/index.ts'
import { isLimit, limitOf } from '../../../store/limit.ts'
import type { Missing } from '../../../store/missing.ts'
import type { ShownError, Snapshot } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { StudioChild } from '../studio-child.ts'

/** Waits from this many seconds on are told as a time of day. Ours. */
const CLOCK_SECONDS = 5400

/** An error's text in the visitor's language, with the time to wait where there is one. */
export function errorWords(error: ShownError, words: Words): string {
  const fields = (error.fields ?? [])
    .map((field) => words((field.startsWith('reference') ? 'references' : field) as MessageKey))
    // The prompt's label ends with a question mark, which reads badly within a list.
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

/** Why a file can't be used; `invalid-input` names fields, which a file doesn't have. */
export const fileWords = ({ code, kind, format = '' }: ShownError, words: Words): string =>
  words.code('file', kind ?? (code === 'invalid-input' ? 'other' : code), { format })

/** The hint for a missing input. */
export function lackWords(lacks: Missing, snapshot: Snapshot, words: Words): string {
  const limit = lacks === 'limit' && limitOf(snapshot)
  return limit ? errorWords(limit, words) : words(`missing_${lacks as Exclude<Missing, 'limit'>}`)
}

/** Codes that are nobody's mistake and pass with time. */
const CALM = /^(challenge|budget|quota|rate|paused|run|network|reference|storage)\b/

/** Codes of a refused session that a retry may get past. */
const PASSING = /^(challenge|internal|storage|rate)-/

interface Notice {
  title?: string
  text: string
  id?: string | undefined
  /** A wait, not a failure: drawn without the colours of an error. */
  calm?: boolean
  /** The request of the retry button. */
  retry?: 'begin' | 'retry' | false | undefined
}

/** The notice of a snapshot: an error or a limit before the end of a run. */
function noticeOf(snapshot: Snapshot, words: Words): Notice | undefined {
  const { generation, phase, site } = snapshot
  const met = snapshot.error
  // `limitOf` tells of a limit before a request meets it, and no longer once it is over.
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
export class RefreelNotice extends StudioChild {
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
