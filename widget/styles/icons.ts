/** The icons that a studio starts with, on a 24 px grid, in the colour of the text around them. */
import { svg, type TemplateResult } from 'lit'

/** An icon from its paths. */
export const draw = (paths: TemplateResult): TemplateResult =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`

export const icons = {
  add: draw(svg`<path d="M12 5v14M5 12h14" />`),
  upload: draw(svg`<path d="M12 16V4m-5 5 5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" />`),
  camera: draw(
    svg`<path d="M4 8h3l1.5-2.5h7L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Z" /><circle cx="12" cy="13" r="3.5" />`,
  ),
  spark: draw(
    svg`<path d="M12 3c.6 4.8 3.2 7.4 8 8-4.8.6-7.4 3.2-8 8-.6-4.8-3.2-7.4-8-8 4.8-.6 7.4-3.2 8-8Z" /><path d="M19 16v4M17 18h4" />`,
  ),
  again: draw(svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6" />`),
  alert: draw(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.5v.01" />`),
  wait: draw(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5V12l3 2" />`),
} as const
