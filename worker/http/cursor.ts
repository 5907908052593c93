/** Reads the `cursor` of a list's query: where the next page begins. */
import type { Context } from 'hono'
import { CURSOR_PATTERN } from '../contract/limits.ts'
import { invalid } from './body.ts'

/** The request's cursor; null for the first page. Refuses a text that no list returned as a cursor. */
export function readCursor(c: Context, isCursor = (text: string) => CURSOR_PATTERN.test(text)): string | null {
  const cursor = c.req.query('cursor')
  if (cursor === undefined) return null
  if (isCursor(cursor)) return cursor
  const detail = 'cursor is not from the answer to an earlier page of this list.'
  throw invalid([{ pointer: '', detail, code: 'bad-cursor' }])
}
