/** Which origins may call the Worker: exact ones and wildcards, and what a stranger is told. */
import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { app } from '../../worker/app.ts'
import { OPERATIONS } from '../../worker/contract/openapi/document.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'

/**
 * The gate of an address: who may call it. Every operation of the document has one of these, or the tests below fail.
 */
type Gate = 'mint' | 'session' | 'servers' | 'public' | 'provider'
type Route = { name: string; method: string; path: string; gate: Gate }

const PUBLIC = /^\/(v1\/videos\/|videos\/|embed\/|oembed$|healthz$|openapi\.json$|docs$)/
const PROVIDER = /^\/v1\/(media|webhooks)\//

const ROUTES: Route[] = Object.entries(OPERATIONS).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, { security }]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replaceAll(/\{(\w+)\}/g, (_, name) => `${name === 'id' ? 'any' : name}`),
    gate: gateOf(path, security),
  })),
)

function gateOf(path: string, security: string | undefined): Gate {
  if (path === '/v1/sessions') return 'mint'
  if (security !== undefined) return security === 'session' ? 'session' : 'servers'
  if (PROVIDER.test(path)) return 'provider'
  if (PUBLIC.test(path)) return 'public'
  throw new Error(`Decide who may call ${path} from a page: nothing says so.`)
}

const behind = (...gates: Gate[]) => ROUTES.filter((route) => gates.includes(route.gate))

/** Origins that only look like the shop's; undefined is a request without the header. */
const WRONG: [string, string | undefined][] = [
  ['another site', 'https://evil.example'],
  ['a suffix trick', 'https://shop.example.evil.com'],
  ['a prefix trick', 'https://evilshop.example'],
  ['a label in front', 'https://a.shop.example'],
  ['another scheme', 'http://shop.example'],
  ['another port', 'https://shop.example:8443'],
  ['its own port written out', 'https://shop.example:443'],
  ['upper case', 'https://SHOP.example'],
  ['an upper-case scheme', 'HTTPS://shop.example'],
  ['a trailing dot', 'https://shop.example.'],
  ['a trailing slash', 'https://shop.example/'],
  ['a user in front', 'https://user@shop.example'],
  ['itself as a user', 'https://shop.example@evil.com'],
  ['itself as a user with a password', 'https://shop.example:443@evil.com'],
  ['two at once', 'https://shop.example, https://evil.example'],
  ['a scheme of its own', 'shop://shop.example'],
  ['an extension', 'chrome-extension://abcdefghijklmnop'],
  ['a file or sandbox', 'null'],
  ['an empty header', ''],
]
const MISSING: [string, undefined] = ['no Origin', undefined]

let token = ''

beforeAll(async () => {
  await makeSite({ origins: [SHOP, 'https://*.shops.example', 'https://*.ports.example:8443'] })
  token = (await Caller.arrive()).session.token
})

/** Everything that a request could have written. */
async function traces(): Promise<string[]> {
  const namespaces = [env.SITES, env.UPLOADS, env.GENERATIONS] as unknown as DurableObjectNamespace<undefined>[]
  const objects = await Promise.all(namespaces.map((namespace) => listDurableObjectIds(namespace)))
  const { objects: files } = await env.BUCKET.list()
  return [...objects.flat().map(String), ...files.map(({ key }) => key)].sort()
}

/** A body that tells whether anybody has read from it: a refused request must not cost that work. */
function body(method: string, taken: () => void): RequestInit {
  if (method === 'GET' || method === 'DELETE') return {}
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    taken()
    controller.enqueue(new TextEncoder().encode('{"site":"site_test"}'))
    controller.close()
  }
  return { body: new ReadableStream({ pull }, { highWaterMark: 0 }) }
}

/** One request with this Origin, and a token that is right but for the origin. */
async function ask(route: Route, origin: string | undefined, taken = () => {}): Promise<Response> {
  const bearer = { session: token, servers: workerTestBindings.ADMIN_TOKEN }[route.gate as string]
  const headers = {
    ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    ...(origin === undefined ? {} : { origin }),
    'content-type': 'application/json',
    'tus-resumable': '1.0.0',
  }
  return app.request(route.path, { method: route.method, headers, ...body(route.method, taken) }, {
    ...env,
    ...workerTestBindings,
  } as Env)
}

async function codeOf(response: Response): Promise<string | null> {
  if (response.headers.get('content-type') === 'application/problem+json') return (await problemOf(response)).code
  await response.body?.cancel()
  return null
}

describe('a route with a session', () => {
  it.each(behind('session'))('$name is refused from every other origin before any work', async (route) => {
    const before = await traces()
    for (const [name, origin] of [...WRONG, MISSING]) {
      let taken = false
      const response = await ask(route, origin, () => {
        taken = true
      })
      expect(response.status, name).toBe(403)
      expect(response.headers.get('vary'), name).toContain('Origin')
      expect(await codeOf(response), name).toBe('origin-not-allowed')
      expect(taken, name).toBe(false)
    }
    expect(await traces()).toEqual(before)
  })

  it.each(behind('session'))('$name is open to its own origin, which may read the answer', async (route) => {
    const response = await ask(route, SHOP)
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('vary')).toContain('Origin')
    expect(['origin-not-allowed', 'unauthenticated']).not.toContain(await codeOf(response))
  })
})

describe('the mint', () => {
  it.each([...WRONG, MISSING])('refuses %s', async (_, origin) => {
    const headers: Record<string, string> = origin === undefined ? {} : { origin }
    const response = await call('/v1/sessions', json({ site: 'site_test' }, { headers }))
    expect(response.headers.get('vary')).toContain('Origin')
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
  })

  it('doesn’t even read what comes from a sandbox, or from no origin that a browser has', async () => {
    for (const origin of ['null', '', 'file://', 'HTTPS://SHOP.EXAMPLE', 'https://user@shop.example']) {
      for (const route of behind('mint')) {
        let taken = false
        const response = await ask(route, origin, () => {
          taken = true
        })
        expect(await codeOf(response), origin).toBe('origin-not-allowed')
        expect(taken, origin).toBe(false)
      }
    }
  })

  it.each([
    ['one label', 'https://a.shops.example', 201],
    ['one label and the port', 'https://a.ports.example:8443', 201],
    ['two labels', 'https://a.b.shops.example', 403],
    ['no label', 'https://shops.example', 403],
    ['an empty label', 'https://.shops.example', 403],
    ['the star itself', 'https://*.shops.example', 403],
    ['another scheme', 'http://a.shops.example', 403],
    ['a port of its own', 'https://a.shops.example:8443', 403],
    ['a user', 'https://a@b.shops.example', 403],
    ['a suffix trick', 'https://a.shops.example.evil.com', 403],
    ['a prefix trick', 'https://a.evilshops.example', 403],
    ['no port where one is asked', 'https://a.ports.example', 403],
  ])('takes a wildcard for one label: %s', async (_, origin, status) => {
    const response = await call('/v1/sessions', json({ site: 'site_test' }, { headers: { origin } }))
    expect(response.status).toBe(status)
    await response.body?.cancel()
  })
})

describe('a route of the operator', () => {
  it.each(behind('servers'))('$name is refused from every page, the site’s own too, before any work', async (route) => {
    const before = await traces()
    for (const [name, origin] of [...WRONG, ['its own origin', SHOP] as const]) {
      let taken = false
      const response = await ask(route, origin, () => {
        taken = true
      })
      expect(await codeOf(response), name).toBe('origin-not-allowed')
      expect(taken, name).toBe(false)
    }
    expect(await traces()).toEqual(before)
  })

  it.each(behind('servers'))('$name is open to a server, which sends no Origin', async (route) => {
    const response = await ask(route, undefined)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(['origin-not-allowed', 'unauthenticated']).not.toContain(await codeOf(response))
  })
})

describe('a public route', () => {
  it.each(behind('public'))('$name is open to every origin and to sandboxed frames', async (route) => {
    expect(route.method).toBe('GET')
    for (const [name, origin] of [...WRONG, MISSING, ['the shop', SHOP] as const]) {
      const response = await ask(route, origin)
      expect(response.headers.get('access-control-allow-origin'), name).toBe('*')
      expect(response.headers.get('access-control-allow-credentials'), name).toBeNull()
      expect(response.headers.get('access-control-expose-headers'), name).toContain('x-request-id')
      expect(response.headers.get('cross-origin-resource-policy'), name).toBe('cross-origin')
      expect(await codeOf(response), name).not.toBe('origin-not-allowed')
    }
  })

  it.each(behind('public'))('$name lets every page ask for parts of it', async (route) => {
    for (const origin of [SHOP, 'https://evil.example', 'null']) {
      const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }
      const response = await call(route.path, { method: 'OPTIONS', headers })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-headers')).toContain('Range')
    }
  })
})

describe('a route of the provider', () => {
  it.each(behind('provider'))('$name is readable to no page', async (route) => {
    for (const [name, origin] of [...WRONG, ['the shop', SHOP] as const]) {
      const response = await ask(route, origin)
      expect(response.headers.get('access-control-allow-origin'), name).toBeNull()
      await response.body?.cancel()
      const headers = { ...(origin === undefined ? {} : { origin }), 'access-control-request-method': route.method }
      const preflight = await call(route.path, { method: 'OPTIONS', headers })
      expect(preflight.headers.get('access-control-allow-origin'), name).toBeNull()
      await preflight.body?.cancel()
    }
  })
})

describe('a preflight', () => {
  const asked = behind('mint', 'session', 'servers')

  it.each(asked)('of $name knows no site: any web origin gets its answer, without credentials', async (route) => {
    for (const origin of [SHOP, 'https://anyone.example', 'http://localhost:3000']) {
      const headers = { origin, 'access-control-request-method': route.method }
      const response = await call(route.path, { method: 'OPTIONS', headers })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('access-control-allow-methods')?.split(', ')).toContain(route.method)
      expect(response.headers.get('access-control-allow-headers')).toContain('Authorization')
      expect(response.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      expect(response.headers.get('vary')).toContain('Origin')
    }
  })

  it.each(asked)('of $name is refused to what is no web origin', async (route) => {
    for (const origin of ['null', 'file://', 'HTTPS://SHOP.EXAMPLE', 'https://shop.example@evil.com', '']) {
      const headers = { origin, 'access-control-request-method': route.method }
      const response = await call(route.path, { method: 'OPTIONS', headers })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(await problemOf(response)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
    }
  })

  it.each(asked)('is not what an OPTIONS of $name without a method is: that is tus asking', async (route) => {
    const response = await call(route.path, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('tus-version')).toBe('1.0.0')
    expect(response.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination,expiration')
    expect(response.headers.get('tus-max-size')).toBe('100000000')
  })
})

it('tells scripts every header that the contract promises', async () => {
  const response = await call('/v1/generations', { headers: { origin: SHOP, authorization: `Bearer ${token}` } })
  await response.body?.cancel()
  const exposed = (response.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(', ')
  expect(exposed).toEqual(
    expect.arrayContaining([
      'location',
      'upload-offset',
      'upload-length',
      'upload-expires',
      'upload-metadata',
      'tus-resumable',
      'tus-version',
      'tus-extension',
      'tus-max-size',
      'etag',
      'retry-after',
      'ratelimit',
      'ratelimit-policy',
      'x-request-id',
      'x-refreel-replayed',
      'server-timing',
    ]),
  )
})

it('knows who may call each route', () => {
  for (const gate of ['mint', 'session', 'servers', 'public', 'provider'] as const) {
    expect(behind(gate).length, gate).toBeGreaterThan(0)
  }
  expect(() => gateOf('/v1/new-thing', undefined)).toThrow('Decide who may call')
})
