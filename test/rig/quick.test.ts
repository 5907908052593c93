/** `npm run test:quick` runs the tests that a change needs first, and its table names folders and tests that exist. */
import { existsSync, globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { folderOf, NEAREST, testsFor } from '../quick.ts'

const ALL = globSync('test/**/*.test.ts', { cwd: inRoot('') })

describe('the table of nearest tests', () => {
  it.each(Object.entries(NEAREST))('has tests for %s, and the folder is there', (folder, beginnings) => {
    expect(existsSync(inRoot(folder))).toBe(true)
    for (const beginning of beginnings) {
      expect(
        ALL.filter((test) => test.startsWith(`test/${beginning}`)),
        beginning,
      ).not.toEqual([])
    }
  })
})

describe('a change', () => {
  it('is tested by the nearest folder’s tests alone', () => {
    expect(folderOf('worker/objects/site/ledger.ts')).toBe('worker/objects/site/')
    expect(testsFor(['worker/objects/dispatcher/pace.ts'], ALL)).toEqual(
      ALL.filter((test) => test.startsWith('test/worker/dispatcher')),
    )
  })

  it('of a test runs that test, but nothing that needs a rig', () => {
    const changed = ['test/worker/log.test.ts', 'test/end-to-end/visitor.test.ts', 'docs/testing.md']
    expect(testsFor(changed, ALL)).toEqual(['test/worker/log.test.ts'])
  })
})
