/** Holds answers against Replicate's OpenAPI document. */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

type Operation = { operationId: string; responses: Record<string, { content?: Record<string, unknown> }> }

const NAME = 'replicate'
const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'))
const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: { [NAME]: document } })
addFormats.default(ajv)

/** Throws when the document does not know this answer to the operation, or the body is not as it says. */
export function expectConformance(operationId: string, status: number, body: unknown): void {
  const validate = responseValidator(operationId, status)
  if (validate && !validate(body)) {
    throw new Error(`${operationId} ${status} is not as documented: ${ajv.errorsText(validate.errors)}`)
  }
}

/** The validator of an answer; none where the document knows the answer as one without a body. */
function responseValidator(operationId: string, status: number): ValidateFunction | undefined {
  for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId !== operationId) continue
      const response = operation.responses[status]
      if (!response) throw new Error(`${operationId} has no documented answer ${status}`)
      const [type] = Object.keys(response.content ?? {})
      if (!type) return undefined
      const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema']
      return ajv.getSchema(`${NAME}#/${pointer.map(escapePointer).join('/')}`)
    }
  }
  throw new Error(`there is no operation ${operationId}`)
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
