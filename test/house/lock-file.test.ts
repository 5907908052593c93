/** The lock file fits every machine: an npm that saw one platform only tends to forget the packages of the others. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> }

it('names the packages of every platform, without which `npm ci` refuses it', () => {
  const { packages }: Lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${folder}/node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})
