/** The few values that everything is drawn with, as plain text: the first file has them too, and brings no Lit. */
const css = String.raw

/** Pages change them through `--refreel-*`. */
export const values = css`
  :host {
    /* What a page says of its own text, such as nowrap or capitals, is not meant for us. */
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    --_accent: var(--refreel-accent, light-dark(#2f54eb, #9db2ff));
    --_on-accent: var(--refreel-on-accent, light-dark(#ffffff, #0c1330));
    --_surface: var(--refreel-surface, light-dark(#ffffff, #16181d));
    --_text: var(--refreel-text, light-dark(#16181d, #f1f3f6));
    --_line: var(--refreel-line, light-dark(#e1e4ea, #333842));
    --_tint: color-mix(in oklab, var(--_accent) 7%, var(--_surface));
    --_radius: var(--refreel-radius, 16px);
    /* In a box that is as wide as what is in it, such as a dialog: all that is in us follows our width. */
    contain-intrinsic-inline-size: 18em;
    font: inherit;
    font-family: var(--refreel-font, inherit);
    color: var(--_text);
  }
`
