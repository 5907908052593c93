/** Styles of the list of earlier videos. */
import { css } from 'lit'

export const historyListStyles = css`
  refreel-history-list {
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
  .history-item {
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
  .history-item:has(.history-open:hover) {
    border-color: var(--_control);
    background: var(--_raised);
  }
  .history-item:has([aria-current]) {
    border-color: var(--_accent);
    background: var(--_tint);
  }
  /* The open button covers the whole row, through its ::after. */
  .history-open,
  .history-open:hover,
  .history-open:active {
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
  .history-open::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: calc(var(--_radius-small) + 8px);
  }
  .history-open:focus-visible {
    outline: none;
  }
  .history-open:focus-visible::after {
    outline: 3px solid color-mix(in oklab, var(--_accent) 65%, var(--_surface));
    outline-offset: 2px;
  }
  .history-picture {
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
  .history-item:has(.history-open:hover) .history-picture {
    background: color-mix(in oklab, var(--_text) 8%, var(--_surface));
  }
  .history-item:has([aria-current]) .history-picture {
    background: var(--_tint-more);
  }
  .history-picture[data-ratio='4:3'] {
    aspect-ratio: 4 / 3;
  }
  .history-picture[data-ratio='1:1'] {
    inline-size: 85%;
    aspect-ratio: 1;
  }
  .history-picture[data-ratio='3:4'] {
    inline-size: 67.5%;
    aspect-ratio: 3 / 4;
  }
  .history-picture[data-ratio='9:16'] {
    inline-size: 50.6%;
    aspect-ratio: 9 / 16;
  }
  .history-picture > img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .history-text {
    min-inline-size: 0;
  }
  .history-prompt {
    text-align: match-parent;
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
    font-size: 0.9375em;
  }
  .history-facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
    font-variant-numeric: tabular-nums;
  }
  .history-moment {
    white-space: nowrap;
  }
  .history-preview {
    padding-inline: 6px;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }
  .history-remove,
  .history-sure {
    position: relative;
    z-index: 1;
  }
  .history-sure {
    grid-column: 1 / -1;
    justify-content: end;
    padding: 0 4px 4px;
  }
  .history-sure > .small {
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
    .history-item {
      grid-template-columns: 64px minmax(0, 1fr) auto;
      column-gap: 8px;
    }
  }
  @media (forced-colors: active) {
    .history-item:has([aria-current]) {
      outline: 2px solid Highlight;
    }
    .history-picture {
      border: 1px solid CanvasText;
    }
  }
`
