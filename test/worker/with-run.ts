/** The setting of every test that plays runs: a scripted Replicate, a site with room, and a visitor with a session. */
import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { Caller, makeSite } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'

/** Fresh for each test, so it is read from the object and not taken apart: `held.replicate`, `held.caller`. */
export type Held = {
  readonly replicate: FakeReplicate
  /** A visitor of `site_test`, who has asked for nothing yet. */
  readonly caller: Caller
}

export function withRun(): Held {
  const held = {} as { replicate: FakeReplicate; caller: Caller }
  beforeAll(() => makeSite())
  beforeEach(async () => {
    held.replicate = new FakeReplicate().install()
    held.caller = await Caller.arrive()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })
  return held
}
