/** Styles of the drop area and of the lines below the list of references. */
import { css } from 'lit'

export const referencesStyles = css`
  .references {
    display: grid;
    gap: 8px;
    align-content: start;
    block-size: 100%;
  }
  .references:has(> .drop-area) {
    grid-template-rows: auto 1fr;
  }
  .drop-area {
    display: grid;
    gap: 10px;
    align-content: center;
    justify-items: center;
    min-block-size: 320px;
    padding: 32px 20px;
    border: 2px dashed color-mix(in oklab, var(--_accent) 38%, var(--_surface));
    border-radius: var(--_radius);
    background: radial-gradient(120% 120% at 50% 0%, var(--_tint-more), var(--_tint) 55%, var(--_surface));
    text-align: center;
    transition: border-color var(--_quick) var(--_ease);
  }
  .drop-area > p {
    max-inline-size: 38ch;
  }
  .drop-area .buttons {
    justify-content: center;
    margin-block: 10px 2px;
  }
  .drop-icon {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin-block-end: 6px;
    border-radius: 50%;
    background: var(--_surface);
    box-shadow: 0 6px 24px color-mix(in oklab, var(--_accent) 22%, transparent);
    color: var(--_accent);
    font-size: 1.35em;
  }
  .drop-title {
    font-size: 1.25em;
    font-weight: 700;
    line-height: 1.3;
  }
  .tip {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_tint-more);
    color: var(--_muted);
  }
  @media (hover: hover) and (pointer: fine) {
    .only-touch {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .only-fine {
      display: none;
    }
    .references > .row > button {
      flex: 1;
      padding-inline: 12px;
    }
  }
`
