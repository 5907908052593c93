/** How the options look: a quiet line until it is opened. */
import { css } from 'lit'

export const optionsStyles = css`
  .options {
    border-block: 1px solid var(--_line);
  }
  summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    min-block-size: 52px;
    padding-inline: 4px;
    cursor: pointer;
    list-style: none;
    border-radius: 6px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary > .small {
    margin-inline-start: auto;
    font-variant-numeric: tabular-nums;
  }
  summary::after {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    margin-inline: 2px 6px;
    border: solid var(--_muted);
    border-width: 0 2px 2px 0;
    transform: translateY(-2px) rotate(45deg);
    transition: transform var(--_quick) var(--_ease);
  }
  [open] > summary::after {
    transform: translateY(2px) rotate(225deg);
  }
  .options-fields {
    display: grid;
    gap: 20px;
    padding-block: 8px 20px;
  }
  .options-fields .label {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .option-fixed {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 12px;
  }
  .option-fixed > .small {
    flex: 1 1 100%;
  }
  legend.label {
    margin-block-end: 8px;
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .segment {
    position: relative;
    display: inline-flex;
    flex: 1 1 auto;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 6px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    font-size: 0.875em;
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
    font-weight: 600;
  }
  .segment:has(:focus-visible) {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
  .shape {
    border: 1.5px solid currentColor;
    border-radius: 2px;
    block-size: 14px;
    aspect-ratio: 1;
  }
  .shape[data-ratio='16:9'] {
    block-size: 11px;
    aspect-ratio: 16 / 9;
  }
  .shape[data-ratio='9:16'] {
    block-size: 18px;
    aspect-ratio: 9 / 16;
  }
  .shape[data-ratio='4:3'] {
    block-size: 13px;
    aspect-ratio: 4 / 3;
  }
  .shape[data-ratio='3:4'] {
    block-size: 17px;
    aspect-ratio: 3 / 4;
  }
  input[type='range'] {
    inline-size: 100%;
    min-block-size: 32px;
    margin: 0;
    cursor: pointer;
  }
  .seed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .seed > input {
    flex: 1 1 6em;
    inline-size: auto;
    min-inline-size: 0;
  }
  @media (forced-colors: active) {
    .segment:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`
