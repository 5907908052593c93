/** Which requests a studio hears in which phase, as the table says. */
import { describe, expect, test } from 'vitest'
import { HEARD } from '../../widget/store/phases.ts'
import type { RequestType } from '../../widget/store/requests.ts'
import { PHASES, type Phase } from '../../widget/store/snapshot.ts'
import { phase, readyStudio, withWorker } from './stage.ts'

const held = withWorker()

const BEFORE_A_RUN: readonly Phase[] = ['empty', 'uploading', 'ready']
const AFTER_A_RUN: readonly Phase[] = ['done', 'failed', 'canceled']
const NOT_WHILE_RUNNING: readonly Phase[] = [...BEFORE_A_RUN, ...AFTER_A_RUN]
const NOT_WHILE_STORING: readonly Phase[] = PHASES.filter((each) => each !== 'storing')

/** Storing can't be canceled: the video is made and paid for by then. */
const RULES: Record<RequestType, readonly Phase[]> = {
  history: PHASES,
  open: PHASES,
  close: PHASES,
  delete: PHASES,
  reset: PHASES,
  edit: PHASES,
  preset: PHASES,
  fill: PHASES,
  cancel: NOT_WHILE_STORING,
  consent: NOT_WHILE_STORING,
  begin: NOT_WHILE_RUNNING,
  add: NOT_WHILE_RUNNING,
  take: NOT_WHILE_RUNNING,
  remove: NOT_WHILE_RUNNING,
  move: NOT_WHILE_RUNNING,
  pause: NOT_WHILE_RUNNING,
  resume: NOT_WHILE_RUNNING,
  generate: ['ready', ...AFTER_A_RUN],
  compose: AFTER_A_RUN,
  retry: ['failed', 'canceled'],
  renew: ['done'],
}

describe('the table of requests', () => {
  test.each(Object.entries(RULES))('hears "%s" in its phases and in no other', (request, phases) => {
    const heard = PHASES.filter((each) => HEARD[each].includes(request as RequestType))
    expect(heard).toEqual(PHASES.filter((each) => phases.includes(each)))
  })
})

test('a cancel while the video is stored asks nothing of the Worker', async () => {
  const studio = await readyStudio()
  await studio.generate()
  held.worker.advance('storing')
  await phase(studio, 'storing')
  await studio.cancel()
  expect(held.worker.requests('POST', '/v1/generations/gen_1/cancel')).toEqual([])
  held.worker.advance('succeeded')
  await phase(studio, 'done')
})
