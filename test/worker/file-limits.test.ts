/** The limits of a reference file, which the widget and the Worker apply by one function. */
import { describe, expect, it } from 'vitest'
import { brokenLimit } from '../../worker/contract/file-limits.ts'

describe('a file breaks', () => {
  it.each([
    ['image', { width: 240, height: 240 }, undefined],
    ['image', { width: 239, height: 240 }, 'too-small'],
    ['image', { width: 8000, height: 1000 }, undefined],
    ['image', { width: 300, height: 2401 }, 'bad-aspect-ratio'],
    ['image', { width: 8001, height: 2000 }, 'too-large'],
    ['image', { width: 8001, height: 100 }, 'too-large'],
    ['image', { width: 1000, height: 100 }, 'bad-aspect-ratio'],
    ['video', { width: 4097, height: 2000, duration: 5 }, 'too-large'],
    ['video', { width: 4096, height: 2000, duration: 30.05 }, undefined],
    ['video', { width: 640, height: 480, duration: 30.06 }, 'too-long'],
    ['video', { width: 640, height: 480, duration: 0.95 }, undefined],
    ['video', { width: 640, height: 480, duration: 0.94 }, 'too-short'],
    ['video', { width: 640, height: 480, duration: 5, shown: 0.5 }, 'too-short'],
    ['video', { width: 640, height: 480, duration: 31, shown: 5 }, 'too-long'],
    ['video', { width: 0, height: 0 }, undefined],
  ] as const)('%s %o: %s', (kind, measures, limit) => {
    expect(brokenLimit(kind, measures)).toBe(limit)
  })
})
