/** The lock file fits every machine: an npm that saw one platform only tends to forget the packages of the others. */
import { expect, it } from 'vitest'
import lock from '../../package-lock.json' with { type: 'json' }

type Entry = { optionalDependencies?: Record<string, string> }

it('names the packages of every platform, without which `npm ci` refuses it', () => {
  const packages: Record<string, Entry> = lock.packages
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${folder}/node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})
