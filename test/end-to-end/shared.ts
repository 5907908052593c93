/**
 * The rig and the browser that the files of the project `end-to-end` share, because each takes seconds to start. A file
 * that stops the rig, changes its settings, or counts all that it ever did starts one of its own (`test-rig.ts`).
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

/** One for all files of this process; it ends with the process. */
let opening: Promise<Browser> | undefined

export function sharedBrowser(): Promise<Browser> {
  opening ??= openBrowser()
  return opening
}

// A page that still plays would take its share from the next test. Vitest runs this file, one of `setupFiles`, before each test file.
afterEach(async () => {
  const browser = await opening
  for (const context of browser?.contexts() ?? []) await context.close()
})
