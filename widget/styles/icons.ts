/** The icons, drawn on a 24 px grid in the colour of the text around them. */
import { svg, type TemplateResult } from 'lit'

const draw = (paths: TemplateResult): TemplateResult => svg`<svg viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`

export const icons = {
  add: draw(svg`<path d="M12 5v14M5 12h14" />`),
  upload: draw(svg`<path d="M12 16V4m-5 5 5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" />`),
  camera: draw(
    svg`<path d="M4 8h3l1.5-2.5h7L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Z" /><circle cx="12" cy="13" r="3.5" />`,
  ),
  up: draw(svg`<path d="M12 19V5m-6 6 6-6 6 6" />`),
  close: draw(svg`<path d="m6 6 12 12M18 6 6 18" />`),
  film: draw(
    svg`<rect x="3" y="5" width="18" height="14" rx="2" /><path d="M7 5v14M17 5v14M3 9.5h4M3 14.5h4M17 9.5h4M17 14.5h4" />`,
  ),
  picture: draw(
    svg`<rect x="3" y="4" width="18" height="16" rx="2" /><circle cx="9" cy="10" r="1.75" /><path d="m4 18 5-4 3 2.5L16 12l5 5" />`,
  ),
  spark: draw(
    svg`<path d="M12 3c.6 4.8 3.2 7.4 8 8-4.8.6-7.4 3.2-8 8-.6-4.8-3.2-7.4-8-8 4.8-.6 7.4-3.2 8-8Z" /><path d="M19 16v4M17 18h4" />`,
  ),
  download: draw(svg`<path d="M12 4v12m-5-5 5 5 5-5M4 20h16" />`),
  again: draw(svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6" />`),
  alert: draw(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.5v.01" />`),
  play: draw(svg`<path d="M8 5.5v13l11-6.5Z" />`),
} as const
