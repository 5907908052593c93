/** The variables that middleware sets for handlers, and the caller and view options that handlers derive from them. */
import type { Context } from 'hono'
import type { Config } from '../config.ts'
import type { ProblemCode } from '../contract/problem.ts'
import type { ViewOptions } from '../objects/generation/facts.ts'
import type { Who } from '../objects/who.ts'
import type { Session } from '../signing/session.ts'

/** Hono's environment: the bindings, and the variables that the middleware sets. */
export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    /** The code of the answer's problem details, where it has any. */
    code?: ProblemCode
    /** The generation that the request created or joined. */
    generation?: string
    /** Set by `requireConfig`. */
    config: Config
    /** Set by `requireSession`. */
    session: Session
  }
}

/** The session's site and subject. Throws where no `requireSession` stands before the handler. */
export function whoAsks(c: Context<AppEnv>): Who {
  const { site, subject } = c.get('session')
  return { site, subject }
}

/** The origin that the request came to, for addresses in its answer, and whether a stand-in makes the videos. */
export function viewOptions(c: Context<AppEnv>): ViewOptions {
  return { base: new URL(c.req.url).origin, preview: c.get('config').mode === 'preview' }
}
