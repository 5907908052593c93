/** Rebuilds an output only when one of its sources changed since the last build. */
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Runs `build` when a source is newer than the last complete build, or when the output is gone. */
export async function buildIfStale(
  output: string,
  sources: readonly string[],
  build: () => void | Promise<void>,
): Promise<void> {
  const stamp = `${dirname(output)}.built`
  if (changedAt(output) > 0 && changedAt(stamp) > Math.max(...sources.map(changedAt))) return
  // The stamp has the time of the start: a build that fails, or a source that is saved meanwhile, leaves the output stale.
  rmSync(stamp, { force: true })
  const began = new Date()
  await build()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  utimesSync(stamp, began, began)
}

/** When a file, or anything below a folder, changed last (ms); 0 where it doesn't exist. Removing a file changes its folder. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))))
}
