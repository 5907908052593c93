/**
 * The rig and the browser that the files of the project `end-to-end` share, because each takes seconds to start. A file
 * that stops the rig or needs other settings starts one of its own (`test-rig.ts`).
 */
import type { Browser } from 'playwright'
import { afterEach, inject } from 'vitest'
import { type ProviderView, viewProvider } from './provider-view.ts'
import { openBrowser } from './studio-page.ts'
import type { RigAddresses } from './test-rig.ts'

export type SharedRig = RigAddresses & ProviderView

export function sharedRig(): SharedRig {
  const addresses = inject('rig')
  return { ...addresses, ...viewProvider(addresses.replicateUrl) }
}

/** One browser for all files of this process; it ends with the process. */
let opening: Promise<Browser> | undefined

export function sharedBrowser(): Promise<Browser> {
  opening ??= openBrowser()
  return opening
}

// An open page that still plays would slow the next test down. This hook is in each test file, because Vitest runs this file,
// one of the project's `setupFiles`, before each of them.
afterEach(async () => {
  const browser = await opening
  for (const context of browser?.contexts() ?? []) await context.close()
})
