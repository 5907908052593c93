/** Styles of the progress bar, also for forced colours. */
import { css } from 'lit'

export const progressStyles = css`
  refreel-progress {
    display: block;
    overflow: hidden;
    block-size: 6px;
    border-radius: 999px;
    background: color-mix(in oklab, var(--_accent) 18%, var(--_surface));
  }
  .progress-bar {
    display: block;
    block-size: 100%;
    inline-size: var(--_done, 0%);
    border-radius: inherit;
    background: var(--_accent);
    transition: inline-size 400ms var(--_ease);
  }
  [data-unknown] > .progress-bar {
    inline-size: 32%;
    animation: refreel-wander 1.6s ease-in-out infinite alternate;
  }
  @keyframes refreel-wander {
    from {
      margin-inline-start: 0;
    }
    to {
      margin-inline-start: 68%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [data-unknown] > .progress-bar {
      inline-size: 100%;
      opacity: 0.45;
    }
  }
  @media (forced-colors: active) {
    refreel-progress {
      border: 1px solid CanvasText;
      block-size: 10px;
    }
    .progress-bar {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`
