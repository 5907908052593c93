/** `/v1/admin/sites/{site}/references`: the operator's own references, for presets. They never expire. */
import { Hono } from 'hono'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { referenceRoutes } from '../references/references.ts'
import { asOperator } from './path-site.ts'

/** A visitor's routes, with the operator as the subject. */
export const references = new Hono<AppEnv>()

references.use(asOperator)

/** Refuses to delete a reference that a preset uses. */
references.delete('/:id', async (c, next) => {
  const site = await c.env.SITES.getByName(c.get('session').site).read()
  const users = site?.presets.filter(({ references }) => Object.hasOwn(references, c.req.param('id'))) ?? []
  if (users.length > 0) {
    const names = users.map(({ id }) => id).join(', ')
    throw new Refusal('reference-in-use', { detail: `Presets use it: ${names}. Change them first.` })
  }
  await next()
})

references.route('/', referenceRoutes)
