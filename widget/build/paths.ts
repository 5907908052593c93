/** Folders and files of this repository, as absolute paths. */
import { fileURLToPath } from 'node:url'

/** The absolute path of a path below the repository’s root. */
export const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const ROOT = inRoot('')
/** The static assets that the Worker serves. */
export const PUBLIC_DIR = inRoot('dist/public')
/** The scripts of the page with every state, which the demo shop serves. */
export const GALLERY_DIR = inRoot('dist/gallery')
/** The widget as an npm package. */
export const NPM_DIR = inRoot('dist/npm')
/** The Worker as one file, as it is deployed. */
export const WORKER_DIR = inRoot('dist/worker')
export const WORKER_BUNDLE = inRoot('dist/worker/index.js')
export const WRANGLER_CONFIG = inRoot('wrangler.toml')
