/** The small silent loop that plays over a video until the video is wanted. Loaded where a page asks for one. */
import { css, html, type ReactiveElement, type TemplateResult } from 'lit'
import type { PlayerWords } from '../../locales/player.ts'
import { mayMove } from './motion.ts'

const { styleSheet } = css`
  .loop {
    position: absolute;
    inset: 0;
    object-fit: cover;
    pointer-events: none;
  }
  .stop {
    position: absolute;
    inset-block-end: 10px;
    inset-inline-end: 10px;
    display: grid;
    place-items: center;
    inline-size: 44px;
    aspect-ratio: 1;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(13 15 19 / 0.6);
    color: #fff;
    cursor: pointer;
  }
  .stop svg {
    inline-size: 20px;
    fill: currentColor;
  }
  .stop:focus-visible {
    outline-color: #fff;
  }
`

/** Lends its looks to a player's tree; false where nothing may move by itself. */
export function lendLoop(root: ShadowRoot): boolean {
  if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styleSheet]
  return mayMove()
}

/** The loop that a player's visitor has stopped by hand. */
const stoppedOf = new WeakMap<ReactiveElement, string>()

/** What moves for long can be stopped: WCAG 2.2.2. */
export function loopView(player: ReactiveElement, src: string, words: PlayerWords): TemplateResult {
  const stopped = stoppedOf.get(player) === src
  const toggle = (event: Event) => {
    const loop = (event.currentTarget as Element).previousElementSibling as HTMLVideoElement
    event.stopPropagation()
    if (stopped) loop.play().catch(() => {})
    else loop.pause()
    if (stopped) stoppedOf.delete(player)
    else stoppedOf.set(player, src)
    player.requestUpdate()
  }
  return html`
    <video
      class="loop"
      part="loop"
      src=${src}
      aria-hidden="true"
      tabindex="-1"
      .muted=${true}
      autoplay
      loop
      playsinline
      disablepictureinpicture
    ></video>
    <button class="stop" part="loop-button" aria-label=${words(stopped ? 'move' : 'hold')} @click=${toggle}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d=${stopped ? 'M9 6v12l9-6Z' : 'M8 6h3v12H8Zm5 0h3v12h-3Z'} />
      </svg>
    </button>
  `
}
