/** What the middleware lays out for every handler. */
import type { Config } from '../config.ts'
import type { ProblemCode } from '../contract/problem.ts'
import type { Session } from '../signing/session.ts'

export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    /** The problem's code, where the answer is one. */
    code?: ProblemCode
    /** The generation that a request made or met. */
    generation?: string
    config: Config
    /** Only behind `requireSession`. */
    session: Session
  }
}
