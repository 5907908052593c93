/** What `wrangler.toml` says, in Miniflare's words: asked of wrangler after a change only, because wrangler takes two seconds to load. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Unstable_MiniflareWorkerOptions } from 'wrangler'
import { buildIfStale } from '../../widget/build/freshness.ts'
import { inRoot, WRANGLER_CONFIG } from '../../widget/build/paths.ts'

const OPTIONS_FILE = inRoot('dist/rig/worker-options.json')
const SOURCES = [WRANGLER_CONFIG, inRoot('package-lock.json'), fileURLToPath(import.meta.url)]
/** The checkout's folder, and the word that stands for it in the file: a checkout can be moved. */
const CHECKOUT = inRoot('').replace(/\/$/, '')
const PLACEHOLDER = '<checkout>'

export type WorkerOptions = Omit<Unstable_MiniflareWorkerOptions['workerOptions'], 'modulesRules'>

export async function writeWorkerOptions(): Promise<void> {
  await buildIfStale(OPTIONS_FILE, SOURCES, async () => {
    // The secrets come from the rig; wrangler would warn that it sees none.
    process.env.WRANGLER_LOG ??= 'error'
    const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import('wrangler')
    const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(WRANGLER_CONFIG).workerOptions
    // The variables alone: wrangler adds the secrets of `.dev.vars`, which belong into no other file.
    const bindings = unstable_readConfig({ config: WRANGLER_CONFIG }).vars
    mkdirSync(dirname(OPTIONS_FILE), { recursive: true })
    writeFileSync(OPTIONS_FILE, JSON.stringify({ ...options, bindings }, null, 2).replaceAll(CHECKOUT, PLACEHOLDER))
  })
}

export function readWorkerOptions(): WorkerOptions {
  return JSON.parse(readFileSync(OPTIONS_FILE, 'utf8').replaceAll(PLACEHOLDER, CHECKOUT)) as WorkerOptions
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeWorkerOptions()
