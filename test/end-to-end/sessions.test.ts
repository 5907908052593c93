/** Sessions over the real wire: a site’s server in Node gets one by its key, and a page by a challenge that was passed. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHALLENGE_ACTION } from '../../worker/contract/limits.ts'
import type { Session } from '../../worker/contract/session.ts'
import { DEMO_SITE } from '../rig/demo-site.ts'
import { FakeTurnstile } from '../turnstile/fake-turnstile.ts'
import { listenAsTurnstile, type TurnstileListener } from '../turnstile/listener.ts'
import { LoneWorker } from './lone-worker.ts'

let listener: TurnstileListener
let worker: LoneWorker

beforeAll(async () => {
  listener = await listenAsTurnstile()
  worker = await LoneWorker.start({ TURNSTILE_SECRET: FakeTurnstile.SECRET, TURNSTILE_VERIFY_URL: listener.verifyUrl })
  await worker.changeSite({ challenge: 'turnstile', turnstile_site_key: FakeTurnstile.SITE_KEY })
})
afterAll(async () => {
  await worker.end()
  listener.close()
})

it('a server in Node gets its customer’s session with the site’s key, challenge or not, and a browser’s Origin none', async () => {
  const secret = await worker.makeKey()
  const mint = (headers: Record<string, string> = {}) =>
    fetch(`${worker.url}/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ site: DEMO_SITE, subject: 'customer-42', limits: { max_duration: 3 } }),
    })
  const answer = await mint()
  expect(answer.status).toBe(201)
  const session = (await answer.json()) as Session
  expect(session).toMatchObject({ subject: 'customer-42', site: { limits: { max_duration: 3 } } })
  const own = await fetch(`${worker.url}/v1/generations`, { headers: { authorization: `Bearer ${session.token}` } })
  expect(own.status).toBe(200)
  expect((await mint({ origin: worker.origin })).status).toBe(403)
})

it('a challenge that was passed opens a session over the wire, once', async () => {
  const mint = (challenge?: string) =>
    fetch(`${worker.url}/v1/sessions`, {
      method: 'POST',
      headers: { origin: worker.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ site: DEMO_SITE, challenge }),
    })
  const asked = await mint()
  expect(asked.status).toBe(401)
  expect(await asked.json()).toMatchObject({
    code: 'challenge-required',
    challenge: { site_key: FakeTurnstile.SITE_KEY },
  })
  const { hostname } = new URL(worker.origin)
  const token = listener.turnstile.solve({ hostname, action: CHALLENGE_ACTION })
  expect((await mint(token)).status).toBe(201)
  const again = await mint(token)
  expect(again.status).toBe(403)
  expect(await again.json()).toMatchObject({ code: 'challenge-failed' })
})
