/** Lazy loading: a value is loaded once, remembered, and asked for again after a failure. */
import { describe, expect, test } from 'vitest'
import { lazy } from '../../widget/client/load-lazily.ts'

describe('lazy()', () => {
  test('loads nothing before the first call, and once for all calls', async () => {
    let loads = 0
    const value = { name: 'loaded' }
    const part = lazy(async () => {
      loads += 1
      return value
    })
    expect([loads, part.now]).toEqual([0, undefined])
    const [one, other] = await Promise.all([part.get(), part.get()])
    expect(one).toBe(value)
    expect(other).toBe(value)
    expect(part.now).toBe(value)
    expect(await part.get()).toBe(value)
    expect(loads).toBe(1)
  })

  test('rejects as its load does, and loads again on the next call', async () => {
    let loads = 0
    const part = lazy(async () => {
      loads += 1
      if (loads === 1) throw new Error('offline')
      return loads
    })
    await expect(part.get()).rejects.toThrow('offline')
    expect(part.now).toBeUndefined()
    expect(await part.get()).toBe(2)
    expect(part.now).toBe(2)
  })
})
