/** The studio's custom properties: those that the shell has too, and those derived from them. */
import { css, unsafeCSS } from 'lit'
import { values } from './values.ts'

export const tokens = [
  unsafeCSS(values),
  css`
    :host {
      --_raised: var(--refreel-raised, light-dark(#f6f7f9, #1f2229));
      --_muted: var(--refreel-muted, light-dark(#5b6270, #a6adba));
      --_tint-more: color-mix(in oklab, var(--_accent) 15%, var(--_surface));
      --_control: var(--refreel-control, light-dark(#868d9b, #717988));
      --_danger: var(--refreel-danger, light-dark(#b42318, #ff9d92));
      --_danger-tint: color-mix(in oklab, var(--_danger) 9%, var(--_surface));
      --_radius-small: calc(var(--_radius) * 0.625);
      --_space: var(--refreel-space, 8px);
      --_ease: cubic-bezier(0.2, 0.7, 0.2, 1);
      --_quick: 160ms;
    }
  `,
]
