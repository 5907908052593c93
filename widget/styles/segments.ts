/** Styles of a choice of one among few, for options and presets. */
import { css } from 'lit'

export const segmentStyles = css`
  .segments {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 6em), 1fr));
    gap: 8px;
  }
  /* Numbers and shapes are narrower than words. */
  .segments:has(.shape) {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 5.5em), 1fr));
  }
  legend.label {
    margin-block-end: 8px;
  }
  .segment {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 6px 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    font-size: 0.875em;
    text-align: center;
    cursor: pointer;
    transition: background-color var(--_quick) var(--_ease);
  }
  .segment:hover {
    border-color: var(--_control);
  }
  .segment > input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  .segment:has(:checked) {
    border-color: var(--_accent);
    background: var(--_tint);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .segment:has(:focus-visible) {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    .segment:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`
