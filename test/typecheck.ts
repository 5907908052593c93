/** `npm run typecheck`: all TypeScript projects of this repository, side by side; each reads anew only what changed since its last time. */
import { spawn } from 'node:child_process'
import { inRoot } from '../widget/build/paths.ts'

/** Folders with a `tsconfig.json`. */
export const TYPE_PROJECTS = ['worker', 'worker/cli', 'worker/build', 'widget', 'test', 'test/worker'] as const

export type TypeProject = (typeof TYPE_PROJECTS)[number]

/** Checks one project; prints the compiler's errors and returns whether there were none. */
export async function typeCheck(project: TypeProject): Promise<boolean> {
  const memory = inRoot(`dist/types/${project.replace('/', '-')}.tsbuildinfo`)
  const args = ['-p', project, '--incremental', '--tsBuildInfoFile', memory]
  const child = spawn(inRoot('node_modules/.bin/tsc'), args, { cwd: inRoot(''), stdio: 'inherit' })
  return (await new Promise((resolve) => child.once('close', resolve))) === 0
}

if (process.argv[1] === inRoot('test/typecheck.ts')) {
  const results = await Promise.all(TYPE_PROJECTS.map(typeCheck))
  process.exitCode = results.every(Boolean) ? 0 : 1
}
