/** The calls that only read: the account, the model, the secret that webhooks are signed with. */
import { ok } from '../http/answer.ts'
import { notFound } from '../http/problems.ts'
import type { Route } from '../http/routes.ts'
import { MODEL, modelBody } from '../model.ts'

export function accountRoutes(webhookSecret: string): Route[] {
  return [
    {
      operation: 'account.get',
      method: 'GET',
      path: '/v1/account',
      handle: () => ok({ type: 'organization', username: 'stand-in', name: 'Stand-in for Replicate' }),
    },
    {
      operation: 'models.get',
      method: 'GET',
      path: '/v1/models/:model_owner/:model_name',
      handle: ({ params }) => (`${params.model_owner}/${params.model_name}` === MODEL ? ok(modelBody()) : notFound()),
    },
    {
      operation: 'webhooks.default.secret.get',
      method: 'GET',
      path: '/v1/webhooks/default/secret',
      handle: () => ok({ key: webhookSecret }),
    },
  ]
}
