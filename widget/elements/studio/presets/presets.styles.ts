/** Styles of the presets, as cards to choose from. */
import { css } from 'lit'

export const presetsStyles = css`
  .fixed {
    padding: 12px 16px;
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_raised);
    white-space: pre-line;
  }
  /* The preset's picture takes the place of the drop area. */
  .composer:has(.references-picture) {
    grid-template-rows: 1fr;
    align-content: stretch;
  }
  .column:has(.references-picture) {
    align-content: stretch;
  }
  .references:has(> .references-picture) {
    grid-template-rows: auto 1fr auto;
  }
  .references-picture {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 240px;
    border-radius: var(--_radius);
    object-fit: cover;
  }
  @media (forced-colors: active) {
    .fixed {
      border: 1px solid CanvasText;
    }
  }
  refreel-presets {
    display: grid;
    gap: 20px;
  }
  .presets {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 6.5em), 1fr));
    gap: 8px;
  }
  .preset {
    flex-direction: column;
    justify-content: start;
    gap: 6px;
    padding: 6px 6px 10px;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .preset > img,
  .preset-icon {
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 16 / 10;
    border-radius: calc(var(--_radius-small) - 4px);
    background: var(--_raised);
    color: var(--_muted);
    font-size: 1.4em;
    object-fit: cover;
  }
  .preset > span:last-child {
    margin-block: auto;
  }
`
