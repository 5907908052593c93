/** The table of threats names tests: each has to be there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
)
const rows = readFileSync(join(root, 'docs/threats.md'), 'utf8')
  .split('\n')
  .flatMap((line) => /\| `([\w-]+\/[\w-]+\.test\.ts)`: (.+) \|$/.exec(line) ?? [])
  .flatMap((_, index, parts) =>
    index % 3 === 0 ? [{ file: parts[index + 1] ?? '', name: parts[index + 2] ?? '' }] : [],
  )

describe('the table of threats', () => {
  it('has a row for each', () => {
    expect(rows.length).toBeGreaterThan(25)
  })

  it.each(rows)('names a test that there is: $file: $name', ({ file, name }) => {
    const path = files.find((known) => known === file)
    expect(path, `no file ${file}`).toBeDefined()
    expect(readFileSync(join(root, 'test', path ?? ''), 'utf8')).toContain(name)
  })
})
