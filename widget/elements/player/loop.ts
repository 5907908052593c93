/** The small silent loop that plays over a video until somebody plays the video. Loaded lazily, with the first `preview-loop` attribute. */
import { css, html, type TemplateResult } from 'lit'
import { mayMove } from './motion.ts'
import type { FeatureHost } from './player-page.ts'

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

/** The address of the loop that the visitor has paused, by player. */
const stopped = new WeakMap<FeatureHost, string>()

/** The loop, with a button that pauses it: WCAG 2.2.2 asks for one. */
function loopView(player: FeatureHost, src: string): TemplateResult {
  const { words } = player
  const held = stopped.get(player) === src
  const toggle = (event: Event) => {
    const loop = (event.currentTarget as Element).previousElementSibling as HTMLVideoElement
    event.stopPropagation()
    if (held) loop.play().catch(() => {})
    else loop.pause()
    if (held) stopped.delete(player)
    else stopped.set(player, src)
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
    <button class="stop" part="loop-button" aria-label=${words(held ? 'move' : 'hold')} @click=${toggle}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d=${held ? 'M9 6v12l9-6Z' : 'M8 6h3v12H8Zm5 0h3v12h-3Z'} />
      </svg>
    </button>
  `
}

/** Adds the silent loop to a player. */
export function attach(player: FeatureHost): void {
  const root = player.renderRoot as ShadowRoot
  if (styleSheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styleSheet]
  // The browser pauses a video that leaves the page.
  player.addController({
    hostConnected: () => {
      if (!stopped.has(player))
        root
          .querySelector<HTMLVideoElement>('.loop')
          ?.play()
          .catch(() => {})
    },
  })
  player.over = () => {
    const { previewLoop, seen, started, problem, facts } = player
    const src = previewLoop && seen && !started && !problem && facts?.loop_url
    return src && mayMove() ? loopView(player, src) : undefined
  }
}
