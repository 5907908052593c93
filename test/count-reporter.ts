/** Ends a run with a plain line for scripts, `N passed, N failed`, or writes the counts to a file for `lanes.ts`, which adds them up. */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export type Counts = { passed: number; failed: number /** Files and tests by name. */; failures: string[] }

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    const failures = unhandledErrors.map((error) => `outside of the tests: ${messageOf(error)}`)
    for (const module of modules) {
      if (module.errors().length > 0) failures.push(module.relativeModuleId)
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failures.push(`${module.relativeModuleId} > ${test.fullName}`)
      }
    }
    const counts: Counts = { passed, failed: failures.length, failures }
    const file = process.env.COUNTS_FILE
    if (file) writeFileSync(file, JSON.stringify(counts))
    // The counts are printed after the default reporter's summary, as the last line.
    else setImmediate(() => console.log(`\n${passed} passed, ${failures.length} failed`))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error)
}
