/** The linter refuses every import that the table of layers doesn't name, and no other. */
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { LAYERS, layersJson, overrides } from './layers.ts'

const REFUSED = [
  ['worker/contract/a.ts', '../model/price.ts'],
  ['worker/contract/b.ts', '../signing/ids.ts'],
  ['worker/contract/c.ts', '../log.ts'],
  ['worker/contract/openapi/a.ts', '../../model/price.ts'],
  ['worker/media/a.ts', '../replicate/transport.ts'],
  ['worker/media/b.ts', '../http/problem.ts'],
  ['worker/media/formats/a.ts', '../../signing/ids.ts'],
  ['worker/model/a.ts', '../media/verify.ts'],
  ['worker/model/b.ts', '../objects/site/site.ts'],
  ['worker/signing/a.ts', '../replicate/transport.ts'],
  ['worker/signing/b.ts', '../app.ts'],
  ['worker/replicate/a.ts', '../signing/ids.ts'],
  ['worker/replicate/b.ts', '../routes/media.ts'],
  ['worker/objects/a.ts', '../http/problem.ts'],
  ['worker/objects/b.ts', './site/site.ts'],
  ['worker/objects/site/a.ts', '../../index.ts'],
  ['worker/objects/site/b.ts', '../../routes/media.ts'],
  ['worker/objects/site/c.ts', '../../http/problem.ts'],
  ['worker/objects/site/d.ts', '../generation/generation.ts'],
  ['worker/objects/dispatcher/a.ts', '../site/site.ts'],
  ['worker/http/a.ts', '../routes/media.ts'],
  ['worker/routes/a.ts', '../pages/video.ts'],
  ['worker/routes/b.ts', '../app.ts'],
  ['worker/pages/a.ts', '../routes/media.ts'],
  ['worker/app.ts', './objects/site/site.ts'],
  ['worker/cli/commands/a.ts', '../../objects/site/site.ts'],
  ['worker/cli/a.ts', '../config.ts'],
  ['worker/media/c.ts', '../../test/fixtures/media.ts'],
  ['widget/client/a.ts', '../store/state.ts'],
  ['widget/client/b.ts', '../elements/element.ts'],
  ['widget/client/upload/a.ts', '../../../worker/signing/ids.ts'],
  ['widget/store/a.ts', '../elements/element.ts'],
  ['widget/store/b.ts', '../events/done.ts'],
  ['widget/files/a.ts', '../store/state.ts'],
  ['widget/locales/a.ts', '../elements/element.ts'],
  ['widget/styles/a.ts', '../locales/en.ts'],
  ['widget/shell/a.ts', '../elements/element.ts'],
  ['widget/elements/player/a.ts', '../studio/studio.ts'],
  ['widget/elements/studio/run/a.ts', '../../../index.ts'],
  ['widget/elements/studio/run/b.ts', '../../../../worker/model/price.ts'],
  ['widget/console/a.ts', '../elements/element.ts'],
  ['widget/integrations/wordpress/a.ts', '../../client/session.ts'],
] as const
const ALLOWED = [
  ['worker/contract/z.ts', './limits.ts'],
  ['worker/contract/openapi/z.ts', '../limits.ts'],
  ['worker/media/formats/z.ts', '../window.ts'],
  ['worker/model/z.ts', '../contract/limits.ts'],
  ['worker/objects/z.ts', './clock.ts'],
  ['worker/objects/site/y.ts', '../clock.ts'],
  ['worker/objects/site/z.ts', '../../model/price.ts'],
  ['worker/objects/generation/z.ts', '../site/site.ts'],
  ['worker/http/z.ts', '../objects/who.ts'],
  ['worker/routes/z.ts', '../objects/site/site.ts'],
  ['worker/routes/admin/z.ts', '../../http/problem.ts'],
  ['worker/cli/commands/z.ts', '../../contract/limits.ts'],
  ['widget/client/y.ts', '../../worker/contract/limits.ts'],
  ['widget/client/z.ts', 'tus-js-client'],
  ['widget/store/uploads/y.ts', '../state.ts'],
  ['widget/store/uploads/z.ts', '../../client/session.ts'],
  ['widget/elements/studio/run/z.ts', '../../element.ts'],
  ['widget/elements/studio/z.ts', '../../store/state.ts'],
] as const

/** The four ways to name a module, each of which the linter has to see. */
const WAYS = [
  (specifier: string) => `import { x } from '${specifier}'\n\nexport const y = x\n`,
  (specifier: string) => `import type { X } from '${specifier}'\n\nexport type Y = X\n`,
  (specifier: string) => `export { x } from '${specifier}'\n`,
  (specifier: string) => `export const load = () => import('${specifier}')\n`,
]

describe('an import', () => {
  /** A folder with the table's rules and one file a case. */
  const folder = mkdtempSync(join(tmpdir(), 'refreel-imports-'))
  let report: string

  beforeAll(() => {
    writeFileSync(join(folder, 'biome.json'), layersJson())
    for (const [file, specifier] of [...REFUSED, ...ALLOWED]) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      for (const [index, way] of WAYS.entries()) {
        // A row for a single file applies to that path alone, so its cases use the path itself.
        const path = file in LAYERS ? file : file.replace('.ts', `${index}.ts`)
        writeFileSync(join(folder, path), way(specifier))
      }
    }
    const lint = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.']
    report = spawnSync(inRoot('node_modules/.bin/biome'), lint, { cwd: folder, encoding: 'utf8' }).stdout
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(REFUSED)('of %s may not be %s, however it is written', (file) => {
    if (file in LAYERS) expect(report).toContain(file)
    else for (const index of WAYS.keys()) expect(report).toContain(file.replace('.ts', `${index}.ts`))
  })

  it.each(ALLOWED)('of %s may be %s', (file) => {
    expect(report).not.toContain(file.replace('.ts', ''))
  })
})

describe('the table of layers', () => {
  const rows = Object.keys(LAYERS)
  const below = (row: string, target: string) => row === target || row.startsWith(`${target}/`)

  it.each(Object.entries(LAYERS))('lets %s import only what stands above it', (row, allowed) => {
    const above = rows.slice(0, rows.indexOf(row))
    for (const target of allowed) {
      if (target === 'package.json') continue
      const named = rows.filter((other) => below(other, target) && other !== row)
      expect(named, `${target}, which ${row} may import, has a row`).not.toEqual([])
      expect(above, `${target}, which ${row} may import, stands above it`).toEqual(expect.arrayContaining(named))
    }
  })

  it('has one row for every source file', () => {
    const includes = overrides().flatMap((each) => each.includes)
    for (const file of globSync('{worker,widget}/**/*.{ts,tsx,mts}', { cwd: inRoot('') })) {
      if (file.endsWith('.d.ts')) continue
      const rules = includes.filter((pattern) => matchesGlob(file, pattern))
      expect(rules, `${file} is held by one rule: give its folder a row in test/house/layers.ts`).toHaveLength(1)
    }
  })

  it('is what the linter reads: npm run format writes it', () => {
    expect(readFileSync(inRoot('test/house/layers.json'), 'utf8')).toBe(layersJson())
    const biome = JSON.parse(readFileSync(inRoot('.biome.json'), 'utf8')) as { extends: string[] }
    expect(biome.extends).toContain('./test/house/layers.json')
  })
})
