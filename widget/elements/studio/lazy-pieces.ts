/** The pieces of a studio that are loaded lazily: one table of imports, and the functions that add a piece to a studio. */
import type { CSSResult } from 'lit'
import { loadWithRetry, type RetryOptions } from '../../client/load-lazily.ts'
import { define, type RefreelElement } from '../element.ts'

/** A piece's class; `sheets` are the style sheets that it needs in the studio's tree. */
type Piece = typeof RefreelElement & { readonly sheets?: readonly CSSResult[] }

/** Each module exports its piece as default, and is built into a file of its own (`build/chunks.ts`). */
const PIECES = {
  // Loaded where the site has presets.
  'refreel-presets': () => import('./presets/presets.ts'),
  // Loaded when somebody is about to open the options.
  'refreel-option-fields': () => import('./option-fields/option-fields.ts'),
  // Loaded when the visitor opens the earlier videos.
  'refreel-history-list': () => import('./history/list.ts'),
  // Loaded when the Worker asks for a challenge.
  'refreel-challenge': () => import('./challenge/challenge.ts'),
}

/** The module of the pieces that show files and runs. */
type RunPieces = typeof import('./run-pieces.ts')

/** Defines a piece, and adds its style sheets to a studio's tree unless they are there. */
function addPiece(root: ShadowRoot, tag: string, piece: Piece): void {
  define(tag, piece)
  const sheets = piece.sheets?.flatMap(({ styleSheet }) => styleSheet ?? []) ?? []
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])]
}

/** Loads one piece into a studio; rejects when all retries failed, or with an AbortError. */
export async function loadPiece(root: ShadowRoot, tag: keyof typeof PIECES, retry?: RetryOptions): Promise<void> {
  const { default: piece } = await loadWithRetry<{ default: Piece }>(PIECES[tag], retry)
  addPiece(root, tag, piece)
}

/** Loads the pieces that show files, a run and its video, the player included; rejects when all retries failed. */
export async function loadRunPieces(root: ShadowRoot): Promise<RunPieces> {
  const module = await loadWithRetry(() => import('./run-pieces.ts'))
  for (const [tag, piece] of Object.entries(module.RUN_PIECES)) addPiece(root, tag, piece)
  return module
}
