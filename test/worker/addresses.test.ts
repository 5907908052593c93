/** Rules of every route: its methods, and the cursors of lists. */
import { beforeAll, expect, it } from 'vitest'
import { OPERATIONS } from '../../worker/contract/openapi/document.ts'
import { Caller, call, makeSite, problemOf } from './caller.ts'

let caller: Caller

beforeAll(async () => {
  await makeSite()
  caller = await Caller.arrive()
})

const PUBLIC = Object.entries(OPERATIONS).filter(([, operations]) =>
  Object.values(operations).every(({ security }) => security === undefined),
)

it.each(PUBLIC.map(([path, operations]) => [path, Object.keys(operations)] as const))(
  '%s says which methods it has to who comes with another',
  async (path, methods) => {
    const response = await call(path.replaceAll(/\{(\w+)\}/g, 'any'), { method: 'PUT', body: '{}' })
    const allowed = response.headers.get('allow')?.split(', ')
    for (const method of methods) expect(allowed).toContain(method.toUpperCase())
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method-not-allowed' })
  },
)

it.each(['/v1/generations', '/v1/references'])('%s goes on from its own cursors only', async (path) => {
  for (const cursor of ['zzz', '', '1', '1.', '.1', '1.1.1', '-1.1', '1e3.1', `${'9'.repeat(17)}.1`, "1.1' OR 1=1"]) {
    const response = await caller.fetch(`${path}?cursor=${encodeURIComponent(cursor)}`)
    const problem = await problemOf(response)
    expect(problem, cursor).toMatchObject({ status: 422, code: 'invalid-input', errors: [{ code: 'bad-cursor' }] })
  }
  const first = await caller.fetch(path)
  expect(first.status).toBe(200)
  await first.body?.cancel()
  const later = await caller.fetch(`${path}?cursor=1763800000000.7`)
  expect(later.status).toBe(200)
  await later.body?.cancel()
})
