/** The few values that everything is drawn with; pages change them through `--refreel-*`. */
import { css } from 'lit'

export const tokens = css`
  :host {
    --_accent: var(--refreel-accent, light-dark(#2f54eb, #9db2ff));
    --_on-accent: var(--refreel-on-accent, light-dark(#ffffff, #0c1330));
    --_surface: var(--refreel-surface, light-dark(#ffffff, #16181d));
    --_raised: var(--refreel-raised, light-dark(#f6f7f9, #1f2229));
    --_text: var(--refreel-text, light-dark(#16181d, #f1f3f6));
    --_muted: var(--refreel-muted, light-dark(#5b6270, #a6adba));
    --_line: var(--refreel-line, light-dark(#e1e4ea, #333842));
    --_control: var(--refreel-control, light-dark(#868d9b, #717988));
    --_danger: var(--refreel-danger, light-dark(#b42318, #ff9d92));
    --_danger-tint: color-mix(in oklab, var(--_danger) 9%, var(--_surface));
    --_tint: color-mix(in oklab, var(--_accent) 7%, var(--_surface));
    --_tint-more: color-mix(in oklab, var(--_accent) 15%, var(--_surface));
    --_radius: var(--refreel-radius, 16px);
    --_radius-small: calc(var(--_radius) * 0.625);
    --_space: var(--refreel-space, 8px);
    --_font: var(--refreel-font, inherit);
    --_ease: cubic-bezier(0.2, 0.7, 0.2, 1);
    --_quick: 160ms;
    font-family: var(--_font);
    color: var(--_text);
  }
`
