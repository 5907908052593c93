import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const REFUSED = [
  ['worker/contract/a.ts', '../model/price.ts'],
  ['worker/contract/b.ts', '../signing/ids.ts'],
  ['worker/contract/openapi/a.ts', '../../model/price.ts'],
  ['worker/model/a.ts', '../objects/site/site.ts'],
  ['worker/replicate/a.ts', '../routes/media.ts'],
  ['worker/media/a.ts', '../http/problem.ts'],
  ['worker/signing/a.ts', '../app.ts'],
  ['worker/objects/site/a.ts', '../../routes/media.ts'],
  ['worker/objects/site/b.ts', '../../http/problem.ts'],
  ['widget/client/a.ts', '../../worker/signing/ids.ts'],
  ['worker/cli/commands/a.ts', '../../objects/site/site.ts'],
] as const
const ALLOWED = [
  ['worker/contract/z.ts', './limits.ts'],
  ['worker/contract/openapi/z.ts', '../limits.ts'],
  ['worker/routes/z.ts', '../objects/site/site.ts'],
  ['worker/objects/site/z.ts', '../../model/price.ts'],
  ['worker/model/z.ts', '../contract/limits.ts'],
  ['widget/client/z.ts', '../../worker/contract/limits.ts'],
  ['worker/cli/commands/z.ts', '../../contract/limits.ts'],
] as const

/** A folder with the project's own lint rules and one file a case. */
const folder = mkdtempSync(join(tmpdir(), 'refreel-imports-'))
let report: string

beforeAll(() => {
  const config = JSON.parse(readFileSync('.biome.json', 'utf8')) as Record<string, unknown>
  const { $schema: _, vcs: __, ...rules } = config
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules))
  for (const [file, specifier] of [...REFUSED, ...ALLOWED]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), `import { x } from '${specifier}'\n\nexport const y = x\n`)
  }
  const biome = resolve('node_modules/.bin/biome')
  const lint = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.']
  report = spawnSync(biome, lint, { cwd: folder, encoding: 'utf8' }).stdout
})
afterAll(() => rmSync(folder, { recursive: true }))

it.each(REFUSED)('%s may not import %s', (file) => {
  expect(report).toContain(file)
})

it.each(ALLOWED)('%s may import %s', (file) => {
  expect(report).not.toContain(file)
})
