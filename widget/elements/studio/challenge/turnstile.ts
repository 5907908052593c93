/** Brings Turnstile to the page: once, however many studios ask, and once more after a failure. */
import { ProblemError } from '../../../client/problem.ts'
import { policy } from '../../../trusted-types.ts'

const ADDRESS = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

/** Milliseconds that it may take to come. */
const LONGEST_MS = 30_000

/** What is used of it, as its documentation has it. */
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
  /** Seen only where somebody has to do something. */
  appearance: 'interaction-only'
  /** No field in a form of the page's. */
  'response-field': false
  retry: 'never'
  'refresh-expired': 'manual'
  'refresh-timeout': 'manual'
  callback: (token: string) => void
  /** True where it was seen to. */
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

/** Several copies of this file find the same script by its mark; one that failed is taken away. */
function scriptOfPage(): HTMLScriptElement {
  const present = document.querySelector<HTMLScriptElement>('script[data-refreel-turnstile]')
  if (present) return present
  const script = document.createElement('script')
  script.dataset.refreelTurnstile = ''
  script.src = policy.createScriptURL(ADDRESS)
  document.head.append(script)
  return script
}

export function bringTurnstile(): Promise<Turnstile> {
  if (window.turnstile) return Promise.resolve(window.turnstile)
  const script = scriptOfPage()
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (window.turnstile) return resolve(window.turnstile)
      script.remove()
      // Not by the Worker, so without a status: nothing tries it again by itself.
      reject(new ProblemError({ status: 0, code: 'challenge-unavailable', detail: 'Turnstile could not be loaded.' }))
    }
    // A script that hangs is as good as none.
    setTimeout(settle, LONGEST_MS)
    script.addEventListener('load', settle)
    script.addEventListener('error', settle)
  })
}
