/** How the result looks: the video is the hero. */
import { css } from 'lit'

export const resultStyles = css`
  .result {
    inline-size: min(100%, 640px * var(--_stage, 1.7778));
  }
  .result > refreel-player,
  .result ::slotted(*) {
    filter: drop-shadow(0 12px 32px rgb(10 14 30 / 0.18));
  }
  .result-actions {
    justify-content: center;
  }
  .result-actions .small {
    font-weight: 400;
  }
  @container (inline-size < 420px) {
    .result-actions {
      inline-size: 100%;
      flex-direction: column;
      align-items: stretch;
    }
  }
`
