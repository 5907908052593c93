/** The rig that all files of the project `end-to-end` share: started once before them, ended after the last one. */
import type { TestProject } from 'vitest/node'
import { type RigAddresses, startTestRig } from './test-rig.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    rig: RigAddresses
  }
}

export default async function startSharedRig(project: TestProject): Promise<() => Promise<void>> {
  const rig = await startTestRig()
  const { shopUrl, workerUrl, replicateUrl, secrets } = rig
  project.provide('rig', { shopUrl, workerUrl, replicateUrl, secrets })
  return () => rig.end()
}
