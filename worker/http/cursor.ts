/** Where a list goes on: the `cursor` of the page before, in the form in which lists give it. */
import type { Context } from 'hono'
import { CURSOR_PATTERN } from '../contract/limits.ts'
import { invalid } from './body.ts'

/** The cursor of the address, null without one; a text that no list gave is a 422. */
export function readCursor(c: Context): string | null {
  const cursor = c.req.query('cursor')
  if (cursor === undefined) return null
  if (CURSOR_PATTERN.test(cursor)) return cursor
  const detail = 'cursor is not from the answer to an earlier page of this list.'
  throw invalid([{ pointer: '', detail, code: 'bad-cursor' }])
}
