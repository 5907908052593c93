import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Lints an import as if it stood in this file; the second table shows that nothing but the import is at fault. */
function refused(file: string, specifier: string): boolean {
  const input = `import { x } from '${specifier}'\nexport const y = x\n`
  const answer = spawnSync('node_modules/.bin/biome', ['lint', `--stdin-file-path=${file}`], {
    input,
    encoding: 'utf8',
  })
  return answer.status !== 0
}

it.each([
  ['worker/contract/x.ts', '../model/price.ts'],
  ['worker/contract/x.ts', '../signing/ids.ts'],
  ['worker/model/x.ts', '../objects/site/site.ts'],
  ['worker/replicate/x.ts', '../routes/media.ts'],
  ['worker/media/x.ts', '../http/problem.ts'],
  ['worker/signing/x.ts', '../app.ts'],
  ['worker/objects/site/x.ts', '../../routes/media.ts'],
  ['worker/objects/site/x.ts', '../../http/problem.ts'],
  ['widget/client/x.ts', '../../worker/signing/ids.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(refused(file, specifier)).toBe(true)
})

it.each([
  ['worker/contract/x.ts', './limits.ts'],
  ['worker/routes/x.ts', '../objects/site/site.ts'],
  ['worker/objects/site/x.ts', '../../model/price.ts'],
  ['worker/model/x.ts', '../contract/limits.ts'],
  ['widget/client/x.ts', '../../worker/contract/limits.ts'],
])('%s may import %s', (file, specifier) => {
  expect(refused(file, specifier)).toBe(false)
})
