/**
 * The rig that all files of the project `end-to-end` share: started once before them, ended after the last one. Its
 * stand-in hands out a canned video; tests of what is in the video have a rig of their own, which renders.
 */
import type { TestProject } from 'vitest/node'
import { inRoot } from '../../widget/build/paths.ts'
import { type RigAddresses, startTestRig } from './test-rig.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    rig: RigAddresses
  }
}

export default async function startSharedRig(project: TestProject): Promise<() => Promise<void>> {
  const rig = await startTestRig({ REPLICATE_CANNED_VIDEO: inRoot('test/fixtures/cup-turn.mp4') })
  const { shopUrl, workerUrl, replicateUrl, secrets } = rig
  project.provide('rig', { shopUrl, workerUrl, replicateUrl, secrets })
  return () => rig.end()
}
