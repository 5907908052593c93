/** The shell of a player: its shape, its poster, and the play button. */
import { cleanEndpoint } from '../client/endpoint.ts'
import { make } from './make.ts'
import type { ShellWords } from './words.ts'

const css = String.raw

export const playerSheet = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .box {
    position: relative;
    overflow: hidden;
    aspect-ratio: var(--_ratio, 16 / 9);
    border-radius: var(--_radius);
    background: var(--refreel-player-background, #0d0f13);
    color: #fff;
  }
  img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  button {
    position: absolute;
    inset: 0;
    margin: auto;
    display: grid;
    place-items: center;
    inline-size: 72px;
    block-size: 72px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.92);
    color: #16181d;
    cursor: pointer;
  }
  button::before {
    content: '';
    inline-size: 15px;
    block-size: 17px;
    margin-inline-start: 6px;
    background: currentColor;
    clip-path: polygon(0 0, 100% 50%, 0 100%);
  }
  :focus-visible {
    outline: 3px solid #fff;
    outline-offset: 2px;
  }
`

/** The poster's address: the page's own, or the one beside the stored video. */
function posterOf(player: Element): string | undefined {
  const own = player.getAttribute('poster')
  const video = player.getAttribute('video')
  if (own || !video) return own ?? undefined
  return `${cleanEndpoint(player.getAttribute('endpoint') ?? '')}/v1/videos/${encodeURIComponent(video)}.jpg`
}

/** `wanted` is called when the visitor presses play before the player’s code is loaded. */
export function playerShell(player: HTMLElement, words: ShellWords, wanted: () => void): Node {
  const ratio = player.getAttribute('aspect-ratio')
  if (ratio) player.style.setProperty('--_ratio', ratio.replace(':', '/'))
  const box = make('div', { class: 'box', part: 'box', lang: words.lang, dir: words.dir })
  const src = posterOf(player)
  if (src) {
    const picture = make('img', { src, alt: player.getAttribute('alt') ?? '', loading: 'lazy', decoding: 'async' })
    // A poster that is missing or not public is left out.
    picture.addEventListener('error', () => picture.remove())
    box.append(picture)
  }
  if (player.matches(':not([controls]), [controls="false"]')) {
    const button = make('button', { part: 'play-button', type: 'button', 'aria-label': words.play })
    button.addEventListener('click', wanted)
    box.append(button)
  }
  return box
}
