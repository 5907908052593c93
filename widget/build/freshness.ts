/** Tells whether something built is still what its sources would give, so that a start builds only what changed. */
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Runs `build` when a source is newer than the last good build, or when what was built is gone. */
export async function buildIfStale(
  output: string,
  sources: readonly string[],
  build: () => void | Promise<void>,
): Promise<void> {
  const stamp = `${dirname(output)}.built`
  if (changedAt(output) > 0 && changedAt(stamp) > Math.max(...sources.map(changedAt))) return
  // A build that fails half-way, or a source saved meanwhile, must not count as built.
  rmSync(stamp, { force: true })
  const began = new Date()
  await build()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  utimesSync(stamp, began, began)
}

/** When a file, or anything in a folder, changed last; a folder changes when something is removed from it. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))))
}
