/** The custom properties that shell and studio share, as plain text: the shell has no Lit. */
const css = String.raw

/** Pages set them through `--refreel-*`. */
export const values = css`
  :host {
    /* A page's text styles, such as nowrap or capitals, are not meant for the studio. */
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
    /* A width for boxes that shrink to their content, such as a dialog: the studio's own content follows its width and has none. */
    contain-intrinsic-inline-size: 18em;
    font: inherit;
    font-family: var(--refreel-font, inherit);
    color: var(--_text);
  }
`
