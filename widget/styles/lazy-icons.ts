/** The icons of lazily loaded pieces: files, runs, earlier videos, presets. */
import { svg } from 'lit'
import { draw } from './icons.ts'

export const lazyIcons = {
  up: draw(svg`<path d="M12 19V5m-6 6 6-6 6 6" />`),
  close: draw(svg`<path d="m6 6 12 12M18 6 6 18" />`),
  film: draw(
    svg`<rect x="3" y="5" width="18" height="14" rx="2" /><path d="M7 5v14M17 5v14M3 9.5h4M3 14.5h4M17 9.5h4M17 14.5h4" />`,
  ),
  picture: draw(
    svg`<rect x="3" y="4" width="18" height="16" rx="2" /><circle cx="9" cy="10" r="1.75" /><path d="m4 18 5-4 3 2.5L16 12l5 5" />`,
  ),
  download: draw(svg`<path d="M12 4v12m-5-5 5 5 5-5M4 20h16" />`),
  bin: draw(svg`<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5" />`),
  loop: draw(svg`<path d="M17 3l3 3-3 3M4 11V9a3 3 0 0 1 3-3h13M7 21l-3-3 3-3M20 13v2a3 3 0 0 1-3 3H4" />`),
  share: draw(
    svg`<circle cx="18" cy="5" r="2.5" /><circle cx="6" cy="12" r="2.5" /><circle cx="18" cy="19" r="2.5" /><path d="m8.2 10.8 7.6-4.5M8.2 13.2l7.6 4.5" />`,
  ),
} as const
