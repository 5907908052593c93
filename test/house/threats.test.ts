/** The table of threats names tests and sabotages: each of them exists, and they belong together. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { OF_THE_WIDGET } from '../sabotage/widget.ts'
import { OF_THE_WORKER } from '../sabotage/worker.ts'

/** A row: `| threat | defence | `file`: name | `sabotage` |`, where the last cell may be empty. */
const ROW =
  /^\| (?<threat>.+) \| .+ \| `(?<file>[\w-]+\/[\w-]+\.test\.ts)`: (?<name>.+) \| (?:`(?<sabotage>[\w-]+)`)? ?\|$/
const lines = readFileSync(inRoot('docs/threats.md'), 'utf8').split('\n')
const rows = lines.flatMap((line) => {
  const { threat = '', file = '', name = '', sabotage } = ROW.exec(line)?.groups ?? {}
  return threat ? [{ threat, file, name, sabotage }] : []
})

describe('the table of threats', () => {
  it('has a test in every row', () => {
    const table = lines.slice(lines.findIndex((line) => line.startsWith('| threat |')) + 2)
    expect(rows).toHaveLength(table.findIndex((line) => !line.startsWith('|')))
    expect(rows.length).toBeGreaterThan(25)
  })

  it.each(rows)('names a test that exists: $file: $name', ({ file, name }) => {
    expect(existsSync(inRoot(`test/${file}`)), `no file ${file}`).toBe(true)
    expect(readFileSync(inRoot(`test/${file}`), 'utf8')).toContain(name)
  })

  it.each(rows.filter(({ sabotage }) => sabotage))('names a sabotage that its test notices: $sabotage', (row) => {
    const entry = [...OF_THE_WORKER, ...OF_THE_WIDGET].find(({ name }) => name === row.sabotage)
    expect(entry?.tests, `${row.sabotage} runs test/${row.file}`).toContain(`test/${row.file}`)
  })
})
