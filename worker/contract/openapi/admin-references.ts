/** Operations of the operator: its own references, as a visitor's. */
import type { ProblemCode } from '../problem.ts'
import { CALLER_PROBLEMS, type Operation, type Operations } from './operation.ts'
import { REFERENCE_OPERATIONS } from './references.ts'

export const OPERATOR_REFERENCE_OPERATIONS: Operations = Object.fromEntries(
  Object.entries(REFERENCE_OPERATIONS)
    .filter(([path]) => path.startsWith('/v1/references'))
    .map(([path, operations]) => [
      path.replace('/v1/references', '/v1/admin/sites/{site}/references'),
      Object.fromEntries(Object.entries(operations).map(([method, of]) => [method, operators(method, of)])),
    ]),
)

function operators(method: string, { summary, problems, ...operation }: Operation): Operation {
  const own = problems.filter((code) => !CALLER_PROBLEMS.includes(code))
  const more: ProblemCode[] = ['unauthenticated', 'origin-not-allowed', 'unknown-site']
  if (method === 'delete') more.push('reference-in-use')
  return { ...operation, summary: `The operator’s: ${summary}`, security: 'admin', problems: [...own, ...more] }
}
