/** Brings what handles files to a studio with the first file, also over a line that is cut. */
import { backOff, wait } from '../client/back-off.ts'
import type { Uploads } from './uploads/uploads.ts'

/** Browsers differ in whether a file of code that failed once is asked for again: it is not tried for ever. */
const TRIES = 6

/** `reached` hears whether it got through. */
export async function loadUploads(reached: (yes: boolean) => void): Promise<typeof Uploads> {
  for (let tried = 0; ; tried += 1) {
    try {
      const { Uploads } = await import('./uploads/uploads.ts')
      if (tried > 0) reached(true)
      return Uploads
    } catch (error) {
      reached(false)
      if (tried === TRIES) throw error
      await wait(backOff(tried))
    }
  }
}
