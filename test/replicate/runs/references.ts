/** Fetches a prediction's references over their URLs, as Replicate does when a run starts, and keeps them until its end. */
import { createWriteStream, existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Files } from '../api/file-store.ts'
import type { Prediction } from '../prediction.ts'
import type { Footage } from '../render/shots.ts'
import { inspectFootage } from './footage.ts'

/** Milliseconds for a fetch. Ours: a reference that takes longer will not come. */
const FETCH_TIMEOUT_MS = 60_000
const FILES_API = /^https:\/\/api\.replicate\.com\/v1\/files\/([^/?#]+)$/

/** A reference that can't be used; its message is what the prediction's `error` says. */
export class UnusableReference extends Error {}

export type Fetched = { kind: 'image' | 'clip'; name: string; path: string }

/** Fetches a reference. */
export type Get = (url: string, signal: AbortSignal) => Promise<Response>

export class References {
  readonly #directory: string
  readonly #files: Files
  readonly #get: Get

  constructor(directory: string, files: Files, get: Get) {
    this.#directory = directory
    this.#files = files
    this.#get = get
  }

  /** All references in the order of the input, images first. What a run before a restart fetched is not fetched again. */
  async fetchAll(prediction: Prediction, origin: string, signal: AbortSignal): Promise<Fetched[]> {
    const { reference_images = [], reference_videos = [] } = prediction.input
    const wanted = [
      ...reference_images.map((url, index) => ({ kind: 'image' as const, url, name: `reference_images.${index}` })),
      ...reference_videos.map((url, index) => ({ kind: 'clip' as const, url, name: `reference_videos.${index}` })),
    ]
    const folder = join(this.#directory, prediction.id)
    await mkdir(folder, { recursive: true })
    const fetched = wanted.map(async ({ kind, url, name }) => {
      const path = join(folder, name)
      await explained(name, signal, async () => {
        if (!existsSync(path)) await this.#fetch(url, path, origin, signal)
      })
      return { kind, name, path }
    })
    // No fetch may still be writing when the folder is discarded.
    await Promise.allSettled(fetched)
    return Promise.all(fetched)
  }

  /** The run is over: its references are not needed any more. */
  async discard(prediction: Prediction): Promise<void> {
    await rm(join(this.#directory, prediction.id), { recursive: true, force: true })
  }

  async #fetch(url: string, path: string, origin: string, signal: AbortSignal): Promise<void> {
    const uploaded = FILES_API.exec(url.replace(origin, 'https://api.replicate.com'))?.[1]
    if (uploaded !== undefined) {
      const file = this.#files.get(uploaded)
      if (!file) throw new Error('could not be fetched: 404 Not Found')
      return copyFile(this.#files.contentPath(file), path)
    }
    const either = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)])
    const response = await this.#get(url, either).catch((error) => {
      throw new Error(`could not be fetched: ${reasonOf(error)}`)
    })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      throw new Error(`could not be fetched: ${response.status} ${response.statusText}`.trim())
    }
    await pipeline(Readable.from(response.body), createWriteStream(`${path}.part`)).catch((error) => {
      throw new Error(`broke off: ${reasonOf(error)}`)
    })
    await rename(`${path}.part`, path)
  }
}

/** Looks into what was fetched, one after the other, so that the first that is wrong is the one that is named. */
export async function inspectAll(fetched: Fetched[], signal: AbortSignal): Promise<Footage[]> {
  const footage: Footage[] = []
  for (const { kind, name, path } of fetched) {
    footage.push(await explained(name, signal, () => inspectFootage(kind, path)))
  }
  return footage
}

/** Says which reference it is that something is wrong with. */
async function explained<Result>(name: string, signal: AbortSignal, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    signal.throwIfAborted()
    throw new UnusableReference(`${name} ${error instanceof Error ? error.message : error}`)
  }
}

/** Node's fetch hides why it failed in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
