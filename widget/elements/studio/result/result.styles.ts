/** Styles of the result. */
import { css } from 'lit'

export const resultStyles = css`
  refreel-result {
    grid-template-columns: minmax(0, 1fr);
  }
  .result {
    /* As large as the box of the run, whose place the video takes. */
    inline-size: min(100%, 560px * var(--_stage, 1.7778));
  }
  .result > refreel-player,
  .result ::slotted(*) {
    filter: drop-shadow(0 12px 32px rgb(10 14 30 / 0.18));
  }
  .result-actions {
    justify-content: center;
  }
  .share-note:empty {
    margin-block-start: -16px;
  }
  .result-actions .small {
    font-weight: 400;
  }
  [aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  @container (inline-size < 860px) {
    .result-actions .small {
      display: none;
    }
  }
  @container (inline-size < 420px) {
    .result-actions {
      inline-size: 100%;
    }
    .result-actions > * {
      flex: 1 1 auto;
      max-inline-size: 100%;
    }
    .result-actions > .wide {
      flex-basis: 100%;
    }
  }
`
