/** Ends a run with one plain line that any script can read: `N passed, N failed`. */
import type { Reporter, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1
      for (const test of module.children.allTests()) {
        if (test.result().state === 'passed') passed += 1
        else if (test.result().state === 'failed') failed += 1
      }
    }
    // After the default reporter's summary, so that it is the last line.
    setImmediate(() => console.log(`\n${passed} passed, ${failed} failed`))
  }
}
