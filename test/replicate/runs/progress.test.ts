/** Progress lines look as Python's tqdm prints them. */
import { expect, test } from 'vitest'
import { Progress, progressLine } from './progress.ts'

test('a line has the percentage, a bar, steps, times and speed', () => {
  expect(progressLine(21, 50, 10.5)).toBe(' 42%|████▏     | 21/50 [00:11<00:15,  2.00it/s]\n')
  expect(progressLine(0, 50, 0)).toBe('  0%|          | 0/50 [00:00<?,     ?it/s]\n')
  expect(progressLine(50, 50, 100)).toBe('100%|██████████| 50/50 [01:40<00:00,  0.50it/s]\n')
})

test('a step is done when both the work and the least time have got there', () => {
  const progress = new Progress(0, 1000)
  expect(progress.line(500)).toMatch(/^ {2}0%/)
  progress.worked(0.3)
  expect(progress.line(500)).toMatch(/^ 30%/)
  progress.worked(1)
  expect(progress.line(500)).toMatch(/^ 50%/)
  expect(progress.line(500)).toBeUndefined()
  expect(progress.line(1000)).toMatch(/^100%/)
})
