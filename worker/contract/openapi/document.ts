/**
 * The OpenAPI document, made from the schemas that validate requests. The build writes it, so that the Worker's bundle
 * contains neither the converter nor the document.
 */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { PROBLEMS, type ProblemCode } from '../problem.ts'
import { COMPONENTS, type Component } from './components.ts'
import type { Operation, Operations } from './operation.ts'
import { OPERATOR_OPERATIONS } from './operator-operations.ts'
import { VISITOR_OPERATIONS } from './visitor-operations.ts'

/** Every operation by path and method. A test compares them with the app's routes. */
export const OPERATIONS: Operations = { ...VISITOR_OPERATIONS, ...OPERATOR_OPERATIONS }

/** The whole document, for `/openapi.json`. */
export function openapiDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Refreel',
      version,
      description:
        'Videos that keep the identity of the subject in your pictures. Refusals are problem details (RFC 9457). RateLimit and RateLimit-Policy tell what is left of a limit.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(
      Object.entries(OPERATIONS).map(([path, operations]) => [
        path,
        { ...pathParameters(path), ...mapValues(operations, operation) },
      ]),
    ),
    components: {
      schemas: mapValues(COMPONENTS, schemaOf),
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The token of POST /v1/sessions.' },
        key: { type: 'http', scheme: 'bearer', description: 'A secret key of the site, for its own server.' },
        admin: { type: 'http', scheme: 'bearer', description: 'The operator’s ADMIN_TOKEN.' },
      },
    },
  }
}

/** OpenAPI's security requirements; the empty one allows a request without a token. */
const SECURITY: Record<NonNullable<Operation['security']>, object[]> = {
  session: [{ session: [] }],
  admin: [{ admin: [] }],
  'page-or-key': [{}, { key: [] }],
}

function operation({ summary, security, body, headers, answers, problems }: Operation): object {
  const byStatus = Map.groupBy(new Set<ProblemCode>([...problems, 'not-configured']), (code) => PROBLEMS[code][0])
  return {
    summary,
    ...(security ? { security: SECURITY[security] } : {}),
    ...(headers
      ? {
          parameters: Object.entries(headers).map(([name, description]) => {
            return { name, in: 'header', description, schema: { type: 'string' } }
          }),
        }
      : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } } : {}),
    responses: {
      ...mapValues(answers, (answer) =>
        isComponent(answer)
          ? { description: answer, content: { 'application/json': { schema: ref(answer) } } }
          : { description: answer },
      ),
      ...Object.fromEntries(
        [...byStatus]
          .filter(([status]) => answers[status] === undefined)
          .map(([status, codes]) => [
            status,
            { description: codes.join(', '), content: { 'application/problem+json': { schema: ref('Problem') } } },
          ]),
      ),
    },
  }
}

function pathParameters(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  if (names.length === 0) return {}
  return { parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) }
}

/** The JSON Schema of a valibot schema; checks in code add the `jsonSchema` that `rule()` gave them. */
function schemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    overrideAction: ({ valibotAction, jsonSchema }) => {
      const { requirement } = valibotAction as { requirement?: { jsonSchema?: JsonSchema } }
      return requirement?.jsonSchema ? { ...jsonSchema, ...requirement.jsonSchema } : undefined
    },
  })
  return rest
}

function ref(name: Component): object {
  return { $ref: `#/components/schemas/${name}` }
}

function isComponent(name: string): name is Component {
  return name in COMPONENTS
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
