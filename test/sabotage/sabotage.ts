/** A sabotage: one change that breaks one rule, and the tests of which one has to fail then. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One entry of the lists in `worker.ts` and `widget.ts`. */
export interface Sabotage {
  /** Names it on the command line and in reports. */
  name: string
  /** The rule that the change breaks. */
  rule: string
  /** The source file, from the project's root. */
  file: string
  /** Text that stands in the file exactly once. */
  text: string
  /** Text that takes the place of `text`. */
  instead: string
  /** The test files of which one has to fail, from the project's root. */
  tests: readonly string[]
}

/** The file of `root` with the change made, or `undefined` when its text doesn't stand there exactly once. */
export function sabotaged(root: string, { file, text, instead }: Sabotage): string | undefined {
  const [before, after, ...more] = readFileSync(join(root, file), 'utf8').split(text)
  if (before === undefined || after === undefined || more.length > 0) return undefined
  return before + instead + after
}

/** The project of `test/vitest.config.ts` that a test file belongs to. */
export function projectOf(test: string): string {
  const folder = test.split('/')[1] ?? ''
  if (test === 'test/worker/unreached.test.ts') return 'worker-unreached'
  return ['worker', 'widget', 'gallery', 'end-to-end'].includes(folder) ? folder : 'replicate'
}
