/** The OpenAPI document against the app and its schemas, both ways. */
import { expect, it } from 'vitest'
import { app } from '../../worker/app.ts'
import { docsPage } from '../../worker/contract/openapi/docs-page.ts'
import { OPERATIONS, openapiDocument } from '../../worker/contract/openapi/document.ts'

it('the document tells of every route, and of no other', () => {
  const routes = app.routes
    .filter((route) => route.method !== 'ALL' && route.path !== '/*')
    .map(
      (route) =>
        `${route.method} ${route.path.replace(':file{vid_[^/]+\\.mp4}', ':id.mp4').replaceAll(/:(\w+)/g, '{$1}')}`,
    )
  const told = Object.entries(OPERATIONS).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect([...new Set(routes)].map((route) => route.replace(/(.)\/$/, '$1')).sort()).toEqual(told.sort())
})

it('the document’s references all lead somewhere', () => {
  const text = JSON.stringify(openapiDocument('1.2.3'))
  const { components } = JSON.parse(text) as { components: { schemas: Record<string, object> } }
  const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? '')
  expect(names.length).toBeGreaterThan(50)
  for (const name of names) expect(components.schemas).toHaveProperty(name)
})

it('the document says what the schemas check', () => {
  const { components } = openapiDocument('1.2.3') as {
    components: { schemas: { GenerationRequest: { properties: { input: { properties: Record<string, object> } } } } }
  }
  const { properties } = components.schemas.GenerationRequest.properties.input
  expect(properties).toMatchObject({
    prompt: { type: 'string', maxLength: 5000 },
    duration: { type: 'integer', minimum: 2, maximum: 10 },
    seed: { maximum: 2147483647 },
    reference_images: { maxItems: 5 },
  })
})

it('the page for people names every address and its problems', () => {
  const page = docsPage('1.2.3')
  for (const [path, operations] of Object.entries(OPERATIONS)) {
    for (const method of Object.keys(operations)) {
      expect(page).toContain(`<code>${method.toUpperCase()}</code> <code>${path}</code>`)
    }
  }
  expect(page).toContain('<code>budget-exhausted</code> 402')
  expect(page).not.toContain('<script')
})
