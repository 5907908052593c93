/** Turnstile's siteverify as far as Refreel uses it: tokens for one page and one purpose, valid once and for five minutes. */

/** Seconds that a token is good for. Cloudflare's documentation. */
const TOKEN_SECONDS = 300

type Solved = { hostname: string; action: string; at: number; redeemed: string | null }

export class FakeTurnstile {
  /** A secret in the form of a real one. */
  static readonly SECRET = '0x4AAAAAAAfakefakefakefakefakefakefake'
  static readonly SITE_KEY = '0x4AAAAAAAfakesitekey'

  /** The fields of each siteverify request, in order. */
  readonly asked: Record<string, string>[] = []
  /** Replacements for the next answers, in order. */
  next: (() => Response | Promise<Response>)[] = []
  readonly #solved = new Map<string, Solved>()

  /** A visitor passes the challenge on a page of this host. */
  solve({ hostname, action }: { hostname: string; action: string }): string {
    const token = `fake.${crypto.randomUUID()}`
    this.#solved.set(token, { hostname, action, at: Date.now(), redeemed: null })
    return token
  }

  /** Answers `POST …/siteverify` with these fields as its JSON body. */
  async siteverify(fields: Record<string, string>): Promise<Response> {
    this.asked.push(fields)
    const instead = this.next.shift()
    if (instead) return instead()
    return Response.json(this.#answer(fields))
  }

  #answer({ secret, response, idempotency_key: key = '' }: Record<string, string>): object {
    if (!secret) return failed('missing-input-secret')
    if (secret !== FakeTurnstile.SECRET) return failed('invalid-input-secret')
    if (!response) return failed('missing-input-response')
    const solved = this.#solved.get(response)
    if (!solved) return failed('invalid-input-response')
    const again = solved.redeemed !== null && (key === '' || solved.redeemed !== key)
    if (again || Date.now() - solved.at > TOKEN_SECONDS * 1000) return failed('timeout-or-duplicate')
    solved.redeemed = key
    const { hostname, action, at } = solved
    return { success: true, 'error-codes': [], challenge_ts: new Date(at).toISOString(), hostname, action, cdata: '' }
  }
}

function failed(code: string): object {
  return { success: false, 'error-codes': [code], messages: [] }
}
