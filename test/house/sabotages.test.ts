/** Every sabotage of the list can still be made: its text stands in its file exactly once, and its tests exist. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { sabotaged } from '../sabotage/sabotage.ts'
import { OF_THE_WIDGET } from '../sabotage/widget.ts'
import { OF_THE_WORKER } from '../sabotage/worker.ts'

const all = [...OF_THE_WORKER, ...OF_THE_WIDGET]

it.each(all)('$name can be made in $file: $rule', (sabotage) => {
  expect(sabotaged(inRoot(''), sabotage), `${sabotage.file} holds the text once: ${sabotage.text}`).toBeDefined()
  expect(sabotage.tests.filter((test) => !existsSync(inRoot(test)))).toEqual([])
})

it('has names that say which one is meant', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})
