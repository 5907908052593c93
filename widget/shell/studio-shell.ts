/** The shell of a studio: its heading, a button that opens the file chooser, and room for the rest. */
import { ACCEPT } from '../files/kind.ts'
import { reserve } from '../styles/reserve.ts'
import { make } from './make.ts'
import type { ShellWords } from './words.ts'

const css = String.raw

const room = reserve((kind) => (kind ? `:host(${kind})` : ':host'))

export const studioSheet = css`
  ${room}
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  .frame {
    grid-area: 1 / 1;
    box-sizing: border-box;
    display: grid;
    grid-template: auto 3fr 4fr / minmax(0, 1fr);
    gap: 24px;
    padding: clamp(16px, 4cqi, 40px);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
  }
  h2 {
    margin: 0;
    font-size: clamp(1.375em, 1.1em + 1.4cqi, 2em);
    font-weight: 750;
    line-height: 1.2;
    letter-spacing: -0.015em;
    text-wrap: balance;
  }
  .drop-area {
    display: grid;
    place-items: center;
    border: 2px dashed color-mix(in oklab, var(--_accent) 38%, var(--_surface));
    border-radius: var(--_radius);
    background: var(--_tint);
  }
  .frame::after {
    content: '';
    border-radius: var(--_radius);
    background: var(--_tint);
  }
  button {
    min-block-size: 44px;
    padding: 8px 18px;
    border: 0;
    border-radius: var(--refreel-button-radius, 999px);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  :focus-visible {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
`

/** `chosen` receives files that the visitor picks before the studio's code is loaded. */
export function studioShell(words: ShellWords, chosen: (files: File[]) => void): Node {
  // The input is not in the page: the studio may replace the shell while the file chooser is open.
  const input = make('input', { type: 'file', multiple: '', accept: ACCEPT })
  input.addEventListener('change', () => chosen([...(input.files ?? [])]))
  const button = make('button', { type: 'button', part: 'add-button' }, words.choose)
  button.addEventListener('click', () => input.click())
  const heading = make('h2', { id: 'title', part: 'heading' }, words.heading)
  return make(
    'div',
    { class: 'frame', part: 'frame', role: 'group', 'aria-labelledby': 'title', lang: words.lang, dir: words.dir },
    make('slot', { name: 'heading' }, heading),
    make('div', { class: 'drop-area', part: 'drop-area' }, button),
  )
}
