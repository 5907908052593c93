/** Loads Turnstile's script: once for all studios of a page, and again after a failure. */
import { ProblemError } from '../../../client/problem.ts'
import { policy } from '../../../trusted-types.ts'

const ADDRESS = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

/** The script may take this many milliseconds to load. Ours. */
const LONGEST_MS = 30_000

/** The part of Turnstile's API that the widget uses, after Turnstile's documentation. */
export interface Turnstile {
  render(place: HTMLElement, options: TurnstileOptions): string | undefined
  reset(id?: string): void
  remove(id?: string): void
}

export interface TurnstileOptions {
  sitekey: string
  action: string
  language: string
  theme: 'dark' | 'light'
  size: 'flexible' | 'compact'
  /** The box shows only when the visitor has to click. */
  appearance: 'interaction-only'
  /** Turnstile adds no hidden field to a form of the page. */
  'response-field': false
  retry: 'never'
  'refresh-expired': 'manual'
  'refresh-timeout': 'manual'
  callback: (token: string) => void
  /** Returns true when the error was handled: Turnstile then logs nothing. */
  'error-callback': () => boolean
  'expired-callback': () => void
  'timeout-callback': () => void
  'unsupported-callback': () => void
  'before-interactive-callback': () => void
}

declare global {
  interface Window {
    turnstile?: Turnstile
  }
}

/** Finds a script that another copy of this file has added, by its data attribute; a script that failed is removed. */
function scriptOfPage(): HTMLScriptElement {
  const present = document.querySelector<HTMLScriptElement>('script[data-refreel-turnstile]')
  if (present) return present
  const script = document.createElement('script')
  script.dataset.refreelTurnstile = ''
  script.src = policy.createScriptURL(ADDRESS)
  document.head.append(script)
  return script
}

/** Resolves with Turnstile's API; rejects with a ProblemError when the script fails or takes too long. */
export function loadTurnstile(): Promise<Turnstile> {
  if (window.turnstile) return Promise.resolve(window.turnstile)
  const script = scriptOfPage()
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (window.turnstile) return resolve(window.turnstile)
      script.remove()
      // Status 0: the Worker did not answer this, and nothing retries such a problem by itself.
      reject(new ProblemError({ status: 0, code: 'challenge-unavailable', detail: 'Turnstile could not be loaded.' }))
    }
    // A script that hangs counts as failed.
    setTimeout(settle, LONGEST_MS)
    script.addEventListener('load', settle)
    script.addEventListener('error', settle)
  })
}
