/** `npm run admin` as an operator uses it, against the whole rig: from nothing to a video, its cost, and nothing again. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import type { AdminGeneration, Usage } from '../../worker/contract/admin.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import type { Preset } from '../../worker/contract/preset.ts'
import type { Problem } from '../../worker/contract/problem.ts'
import type { Reference } from '../../worker/contract/reference.ts'
import type { Session } from '../../worker/contract/session.ts'
import type { NewSiteKey, SiteRecord } from '../../worker/contract/site.ts'
import { sharedRig } from './shared.ts'

const SHOP = 'https://shop.example'

const rig = sharedRig()
const folder = mkdtempSync(join(tmpdir(), 'refreel-operator-'))

afterAll(async () => {
  rmSync(folder, { recursive: true })
})

type Result = { code: number; out: string; err: string }

/** Runs the program as the npm script does. */
function admin(args: string[], environment: Record<string, string> = {}): Promise<Result> {
  const env = {
    ...process.env,
    REFREEL_URL: rig.workerUrl,
    ADMIN_TOKEN: rig.secrets.ADMIN_TOKEN,
    ...environment,
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [inRoot('worker/cli/main.ts'), ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
    child.stdin?.end()
  })
}

async function text(...args: string[]): Promise<string> {
  const { code, out, err } = await admin(args)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

async function data<T>(...args: string[]): Promise<T> {
  return JSON.parse(await text(...args, '--json')) as T
}

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

async function visitor(site: string): Promise<{ session: Session; headers: Record<string, string> }> {
  const headers = { origin: SHOP, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ site }) }
  const answer = await fetch(`${rig.workerUrl}/v1/sessions`, init)
  expect(answer.status).toBe(201)
  const session = (await answer.json()) as Session
  return { session, headers: { ...headers, authorization: `Bearer ${session.token}` } }
}

it('takes an operator from nothing to a video, its cost, another key, and nothing again', async () => {
  const made = await data<SiteRecord>(
    ...['site', 'create', 'site_shop', '--name', 'My shop', '--origin', SHOP],
    ...['--set', 'budget.per_day=10', '--set', 'allow.custom_prompt=false'],
  )
  expect(made).toMatchObject({ id: 'site_shop', origins: [SHOP], budget: { per_day: 10, per_hour: 2.5 } })
  expect(await text('site', 'list')).toMatch(/^site_shop +My shop +https:\/\/shop\.example +\$10\.00/m)
  expect(await text('site', 'show', 'site_shop')).toMatch(/^allow\.custom_prompt +false$/m)

  const [mascot] = await data<Reference[]>('reference', 'add', 'site_shop', inRoot('test/fixtures/cup.jpg'))
  expect(mascot).toMatchObject({ status: 'ready', filename: 'cup.jpg' })
  const input = { prompt: 'The {product} turns', reference_images: [mascot?.id], duration: 2, resolution: '720p' }
  const [preset] = await data<Preset[]>(
    'preset',
    'put',
    'site_shop',
    file('spin.json', { id: 'spin', title: 'Spin', input }),
  )
  expect(preset).toMatchObject({ id: 'spin', variables: ['product'], input: { seed: expect.any(Number) } })
  const renamed = { ...preset, title: 'Turn', input }
  const [again] = await data<Preset[]>('preset', 'put', 'site_shop', file('spin.json', renamed))
  expect(again).toMatchObject({ title: 'Turn', input: { seed: preset?.input.seed } })

  const { headers } = await visitor('site_shop')
  const ask = () =>
    fetch(`${rig.workerUrl}/v1/generations`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ preset: 'spin', variables: { product: 'cup' } }),
    })
  const generation = (await (await ask()).json()) as Generation
  const own = file('own.json', { preset: 'spin', variables: { product: 'cup' } })
  expect(await data<AdminGeneration>('generation', 'create', 'site_shop', own)).toMatchObject({ id: generation.id })
  const list = () => data<AdminGeneration[]>('generation', 'list', 'site_shop')
  await expect.poll(async () => (await list())[0]?.cost.charged, { timeout: 60_000, interval: 500 }).toBe(0.2)
  expect(await list()).toMatchObject([
    { id: generation.id, attempt: 1, status: 'succeeded', claims: 2, prediction: expect.any(String) },
  ])
  expect(await text('generation', 'publish', 'site_shop', generation.id, '--title', 'The cup')).toMatch(
    /^visibility +published$/m,
  )
  const usage = await data<Usage>('site', 'usage', 'site_shop')
  expect(usage.total).toMatchObject({ runs: 1, charged: 0.2, reserved: 0, replays: 1, saved: 0.2 })
  expect(await text('site', 'usage', 'site_shop')).toMatch(/^total +1 +[\d.]+ +\$0\.20 +\$0\.00 +1 +\$0\.20$/m)

  const first = await data<NewSiteKey>('site', 'keys', 'site_shop', 'create')
  const second = await data<NewSiteKey>('site', 'keys', 'site_shop', 'create')
  expect(await admin(['site', 'keys', 'site_shop', 'create'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('too-many-keys'),
  })
  await text('site', 'keys', 'site_shop', 'delete', first.id)
  const keys = await text('site', 'keys', 'site_shop')
  expect(keys).toContain(second.id)
  expect(keys).not.toContain(first.id)
  expect(keys).not.toContain(second.secret)

  await text('site', 'update', 'site_shop', '--set', 'budget.per_day=0.1')
  const broke = await fetch(`${rig.workerUrl}/v1/generations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ preset: 'spin', variables: { product: 'mug' } }),
  })
  expect(await broke.json()).toMatchObject({ code: 'budget-exhausted' })

  const unsure = await admin(['site', 'delete', 'site_shop'])
  expect(unsure).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  expect(await text('site', 'delete', 'site_shop', '--yes')).toBe('site_shop is deleted.\n')
  expect(await text('site', 'list')).not.toContain('site_shop')
  expect((await fetch(generation.urls.self, { headers })).status).toBe(404)
})

it('says what is wrong: in words for people, as a problem for programs, by its exit code for both', async () => {
  const bad = ['site', 'create', 'site_bad', '--name', '', '--origin', '*']
  const people = await admin(bad)
  expect(people).toMatchObject({ code: 1, out: '' })
  expect(people.err).toMatch(/^ {2}\/name {2}The name is empty\.$/m)
  expect(people.err).toMatch(/^ {2}\/origins\/0 /m)
  const programs = await admin([...bad, '--json'])
  expect(programs).toMatchObject({ code: 1, out: '' })
  const problem = JSON.parse(programs.err) as Problem
  expect(problem).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/name' }, { pointer: '/origins/0' }] })

  expect(await admin(['site', 'show', 'site_nobody'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('unknown-site'),
  })
  const other = await admin(['site', 'list'], { ADMIN_TOKEN: 'x'.repeat(40) })
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('this ADMIN_TOKEN') })
  const away = await admin(['site', 'list'], { REFREEL_URL: 'http://127.0.0.1:1' })
  expect(away).toMatchObject({ code: 1, err: expect.stringContaining('can’t be reached') })
  for (const args of [
    ['site', 'burn'],
    ['site', 'show'],
    ['site', 'list', '--colour'],
    ['site', 'show', 'a', 'b'],
  ]) {
    expect(await admin(args)).toMatchObject({ code: 2, out: '' })
  }
  const picture = await admin(['reference', 'add', 'site_demo', inRoot('package.json')])
  expect(picture).toMatchObject({ code: 1, err: expect.stringContaining('can’t be used') })
  const help = await admin(['site', 'keys', '--help'])
  expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining('site keys <site>') })
})
