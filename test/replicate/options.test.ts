/** Options come from flags and the environment. */
import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test('a flag wins over its variable, and what is not chosen is left open', () => {
  const env = { REPLICATE_SECONDS: '3', TIME_SCALE: '60', REPLICATE_TOKEN: '' }
  expect(readOptions(['--seconds', '5', '--state', '/tmp/x'], env)).toEqual({
    runSeconds: 5,
    timeScale: 60,
    stateDirectory: '/tmp/x',
  })
})

test('what is not a number or not known is refused', () => {
  expect(() => readOptions(['--port', 'http'], {})).toThrow('--port must be a number')
  expect(() => readOptions(['--prot', '1'], {})).toThrow('--prot')
})
