/** How the list of earlier videos looks. */
import { css } from 'lit'

export const historyStyles = css`
  refreel-history {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding-block: 4px 20px;
  }
  .history-list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
    gap: 8px;
    inline-size: 100%;
  }
  .past {
    position: relative;
    display: grid;
    grid-template-columns: 80px minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px 12px;
    min-block-size: 90px;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius-small) + 8px);
    background: var(--_surface);
    transition: background-color var(--_quick) var(--_ease);
  }
  .past:has(.past-open:hover) {
    border-color: var(--_control);
    background: var(--_raised);
  }
  .past:has([aria-current]) {
    border-color: var(--_accent);
    background: var(--_tint);
  }
  /* One name and one button, and the whole row is where it can be pressed. */
  .past-open,
  .past-open:hover,
  .past-open:active {
    display: block;
    inline-size: 100%;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    transform: none;
    font-weight: 400;
    text-align: start;
  }
  .past-open::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: calc(var(--_radius-small) + 8px);
  }
  .past-open:focus-visible {
    outline: none;
  }
  .past-open:focus-visible::after {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
  .past-picture {
    display: grid;
    place-items: center;
    justify-self: center;
    overflow: hidden;
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    border-radius: 6px;
    background: var(--_raised);
    color: var(--_muted);
  }
  .past:has(.past-open:hover) .past-picture {
    background: color-mix(in oklab, var(--_text) 8%, var(--_surface));
  }
  .past:has([aria-current]) .past-picture {
    background: var(--_tint-more);
  }
  .past-picture[data-ratio='4:3'] {
    aspect-ratio: 4 / 3;
  }
  .past-picture[data-ratio='1:1'] {
    inline-size: 85%;
    aspect-ratio: 1;
  }
  .past-picture[data-ratio='3:4'] {
    inline-size: 67.5%;
    aspect-ratio: 3 / 4;
  }
  .past-picture[data-ratio='9:16'] {
    inline-size: 50.6%;
    aspect-ratio: 9 / 16;
  }
  .past-picture > img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .past-text {
    min-inline-size: 0;
  }
  .past-prompt {
    text-align: match-parent;
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
    font-size: 0.9375em;
  }
  .past-facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
    font-variant-numeric: tabular-nums;
  }
  .past-moment {
    white-space: nowrap;
  }
  .past-preview {
    padding-inline: 6px;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }
  .past-remove,
  .past-sure {
    position: relative;
    z-index: 1;
  }
  .past-sure {
    grid-column: 1 / -1;
    justify-content: end;
    padding: 0 4px 4px;
  }
  .past-sure > .small {
    flex: 1 1 100%;
  }
  .danger {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_surface);
  }
  .danger:hover {
    background: color-mix(in oklab, var(--_danger) 88%, var(--_text));
  }
  @container (inline-size < 420px) {
    .past {
      grid-template-columns: 64px minmax(0, 1fr) auto;
      column-gap: 8px;
    }
  }
  @media (forced-colors: active) {
    .past:has([aria-current]) {
      outline: 2px solid Highlight;
    }
    .past-picture {
      border: 1px solid CanvasText;
    }
  }
`
