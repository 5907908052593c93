/**
 * Keeps one of workerd's messages out of the output, and nothing else: `reset()` of `cloudflare:test` makes every object
 * that lived say that it was deleted, thousands of times in a run, and a reader could not find a failure among them.
 */
const RESET = /^(uncaught )?exception = workerd\/api\/unsafe\.c\+\+.*Application called deleteAllDurableObjects\(\)/

/** The plugin writes each message whole, with its stack, to an output of Vitest's main process. */
export function hideResets(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write
    stream.write = ((chunk: unknown, ...rest: []) =>
      typeof chunk === 'string' && RESET.test(chunk)
        ? true
        : write.call(stream, chunk as string, ...rest)) as typeof write
  }
}
