/** What the middleware lays out for every handler. */
import type { Config } from '../config.ts'
import type { SessionClaims } from '../signing/session.ts'

export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    config: Config
    /** Only behind `requireSession`. */
    session: SessionClaims
  }
}
