/** Who waits for a slot gets one in turn, or leaves. */
import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('a slot goes to who waits longest, and who leaves does not keep it', async () => {
  const slots = new Slots(1)
  const stay = new AbortController().signal
  const leaver = new AbortController()
  const got: string[] = []
  const release = await slots.take(stay)
  const waiting = [
    slots.take(leaver.signal).catch(() => got.push('left')),
    slots.take(stay).then((free) => {
      got.push('second')
      free()
    }),
    slots.take(stay).then(() => got.push('third')),
  ]
  leaver.abort()
  release()
  release()
  await Promise.all(waiting)
  expect(got).toEqual(['left', 'second', 'third'])
})
