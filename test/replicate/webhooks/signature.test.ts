/** The signature of a message, against a known answer. */
import { expect, test } from 'vitest'
import { signMessage } from './signature.ts'

test('a message is signed as Standard Webhooks has it', () => {
  const signature = signMessage('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'msg_1', 1_000_000_000, '{"id":"x"}')
  expect(signature).toBe('v1,WHjanOgxhWHr+IOxZMI5JSSdOSELSVnsq3/GwnPgePQ=')
})
