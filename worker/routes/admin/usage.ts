/** `/v1/admin/sites/{site}/usage`: what a site has used, by day. */
import { type Context, Hono } from 'hono'
import { DaySchema, type Usage } from '../../contract/admin.ts'
import type { InputError } from '../../contract/problem.ts'
import { DAY_MS } from '../../contract/time.ts'
import { check, invalid } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { totalOf } from '../../objects/site/usage.ts'
import { siteOf } from './path-site.ts'

/** Days in an answer when the request names none: the last month. */
const DAYS_DEFAULT = 30
/** Days in one answer. Ours. */
const DAYS_MAX = 366

/** The route below one site. */
export const usage = new Hono<AppEnv>()

usage.get('/', async (c) => {
  const { from, to } = readDays(c)
  const days = await (await siteOf(c)).usage(Date.parse(from), Date.parse(to) + DAY_MS)
  if (!days) throw new Refusal('unknown-site')
  const answer: Usage = { currency: 'USD', from, to, days, total: totalOf(days) }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** The first and last day of the request, both included. Refuses no days, too many, and unreadable ones. */
function readDays(c: Context<AppEnv>): { from: string; to: string } {
  const errors: InputError[] = []
  const given = (name: 'from' | 'to'): string | null => {
    const text = c.req.query(name)
    const day = text === undefined ? null : check(DaySchema, text)
    if (day === null) return null
    if (day.ok) return day.value
    for (const { detail } of day.errors) errors.push({ pointer: '', detail: `${name}: ${detail}`, code: 'bad-day' })
    return null
  }
  const to = given('to') ?? new Date().toISOString().slice(0, 10)
  const from = given('from') ?? new Date(Date.parse(to) - (DAYS_DEFAULT - 1) * DAY_MS).toISOString().slice(0, 10)
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (errors.length === 0 && !(days >= 1 && days <= DAYS_MAX)) {
    const detail = `from comes before to, with ${DAYS_MAX} days at most.`
    errors.push({ pointer: '', detail, code: 'bad-range' })
  }
  if (errors.length > 0) throw invalid(errors)
  return { from, to }
}
