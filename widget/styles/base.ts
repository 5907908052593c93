/** Styles that several pieces of the studio share: text, buttons, fields, focus. */
import { css } from 'lit'

export const base = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h2,
  h3,
  p,
  ul,
  fieldset,
  legend {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  ul {
    list-style: none;
  }
  svg {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .small {
    font-size: 0.875em;
  }
  .muted {
    color: var(--_muted);
  }
  .label {
    display: block;
    font-size: 0.875em;
    font-weight: 600;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 1.5);
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space);
    min-block-size: 44px;
    padding: 8px 18px;
    border: 1px solid var(--_line);
    border-radius: var(--refreel-button-radius, 999px);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: 600;
    line-height: 1.25;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
    transition:
      background-color var(--_quick) var(--_ease),
      border-color var(--_quick) var(--_ease),
      transform var(--_quick) var(--_ease);
  }
  button:hover,
  .button:hover {
    background: var(--_raised);
    border-color: var(--_control);
  }
  button:active,
  .button:active {
    transform: scale(0.98);
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    border-color: transparent;
    background: color-mix(in oklab, var(--_accent) 88%, var(--_text));
  }
  [aria-disabled='true'],
  [aria-disabled='true']:hover {
    border-color: var(--_line);
    background: color-mix(in oklab, var(--_text) 9%, var(--_surface));
    color: var(--_muted);
    cursor: default;
  }
  .quiet {
    border-color: transparent;
    background: transparent;
  }
  .chip {
    min-block-size: 32px;
    padding: 4px 12px;
    font-size: 0.8125em;
  }
  @media (pointer: coarse) {
    .chip {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
  .problem {
    color: var(--_danger);
  }
  textarea,
  input:is([type='text'], [type='number']) {
    inline-size: 100%;
    min-block-size: 44px;
    padding: 10px 12px;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    line-height: 1.5;
  }
  textarea {
    display: block;
    resize: vertical;
    field-sizing: content;
  }
  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  input {
    accent-color: var(--_accent);
  }
  :focus-visible {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
  textarea:focus-visible,
  input:is([type='text'], [type='number']):focus-visible {
    border-color: var(--_accent);
    outline-offset: 0;
  }
  .hidden-visually {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    button,
    .button {
      border-color: ButtonText;
    }
    [aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
  }
`
