/** From which addresses a finished video is fetched: Replicate's own in production, the configured provider's in tests. */
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { REPLICATE_API_URL, readConfig } from '../../worker/config.ts'
import { fetchOutput, isDeliveryUrl } from '../../worker/replicate/output.ts'

const replicate = { token: 'r8_x', baseUrl: REPLICATE_API_URL, model: 'wan-video/wan-2.7-r2v' }
const standIn = { ...replicate, baseUrl: 'http://127.0.0.1:8790/v1' }
const elsewhere = { ...replicate, baseUrl: 'https://provider.example/v1' }

it.each([
  'https://replicate.delivery/pbxt/abc/output.mp4',
  'https://a.replicate.delivery/output.mp4',
  'https://a.b.replicate.delivery/output.mp4?x=1',
])('Replicate delivers from %s', (url) => {
  expect(isDeliveryUrl(replicate, url)).toBe(true)
})

it.each([
  'https://evilreplicate.delivery/output.mp4',
  'https://replicate.delivery.evil.example/output.mp4',
  'https://evil.example/replicate.delivery/output.mp4',
  'https://evil.example/?.replicate.delivery',
  'https://evil.example#.replicate.delivery',
  'https://replicate.delivery@evil.example/output.mp4',
  'https://someone:secret@replicate.delivery/output.mp4',
  'http://replicate.delivery/output.mp4',
  'https://replicate.delivery:8443/output.mp4',
  'https://a.replicate.delivery:80/output.mp4',
  'https://replicate.delivery./output.mp4',
  'https://replicatedelivery/output.mp4',
  'https://api.replicate.com/v1/files/output.mp4',
  'https://127.0.0.1/output.mp4',
  'http://169.254.169.254/latest/meta-data',
  'data:video/mp4;base64,AAAA',
  'file:///etc/passwd',
  '/output.mp4',
  '',
])('Replicate never delivers from %s', (url) => {
  expect(isDeliveryUrl(replicate, url)).toBe(false)
})

it('another provider delivers from its own origin too, in plain http on this machine alone', () => {
  expect(isDeliveryUrl(standIn, 'http://127.0.0.1:8790/files/output.mp4')).toBe(true)
  expect(isDeliveryUrl(elsewhere, 'https://provider.example/files/output.mp4')).toBe(true)
  expect(isDeliveryUrl(elsewhere, 'https://a.replicate.delivery/output.mp4')).toBe(true)
  expect(isDeliveryUrl(elsewhere, 'http://provider.example/files/output.mp4')).toBe(false)
  expect(isDeliveryUrl(elsewhere, 'https://files.provider.example/output.mp4')).toBe(false)
  expect(isDeliveryUrl(elsewhere, 'https://provider.example:8443/output.mp4')).toBe(false)
  expect(isDeliveryUrl(standIn, 'http://127.0.0.1:8791/files/output.mp4')).toBe(false)
})

it('a deployment without REPLICATE_BASE_URL asks Replicate’s own API', async () => {
  const { REPLICATE_BASE_URL: _, ...production } = env
  const result = await readConfig(production as Env)
  expect(result.ok && result.config.provider.baseUrl).toBe(REPLICATE_API_URL)
})

afterEach(() => vi.unstubAllGlobals())

it('in production a video is fetched from Replicate’s delivery host, and a look-alike is never asked', async () => {
  const asked: [string, RequestInit | undefined][] = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    asked.push([url, init])
    return new Response('mp4', { headers: { 'content-type': 'video/mp4', 'content-length': '3' } })
  })
  const url = 'https://a.replicate.delivery/output.mp4'
  expect(await fetchOutput(replicate, url)).toMatchObject({ ok: true, length: 3 })
  const refused = { ok: false, why: 'address-not-allowed' }
  expect(await fetchOutput(replicate, 'https://evilreplicate.delivery/output.mp4')).toEqual(refused)
  expect(await fetchOutput(replicate, 'https://a.replicate.delivery:8443/output.mp4')).toEqual(refused)
  expect(asked).toMatchObject([[url, { redirect: 'manual' }]])
})
