/**
 * Keeps one of workerd's messages out of the output, and nothing else: `reset()` of `cloudflare:test` makes every object
 * that lived say that it was deleted, thousands of times in a run, and a reader could not find a failure among them.
 */
const RESET = /^(uncaught )?exception = workerd\/api\/unsafe\.c\+\+.*Application called deleteAllDurableObjects\(\)/

/** The plugin writes each message whole, with its stack, to the standard error of Vitest's main process. */
export function hideResets(): void {
  const { stderr } = process
  const write = stderr.write
  stderr.write = ((chunk: unknown, ...rest: []) =>
    typeof chunk === 'string' && RESET.test(chunk)
      ? true
      : write.call(stderr, chunk as string, ...rest)) as typeof write
}
