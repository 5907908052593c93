/** Styles of a run: a box in the shape of the video to come, and a line of progress. */
import { css } from 'lit'

export const runStyles = css`
  refreel-run,
  refreel-result {
    display: grid;
    gap: 16px;
    justify-items: center;
  }
  .stage {
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    inline-size: min(100%, 560px * var(--_stage, 1.7778));
    min-block-size: 300px;
    aspect-ratio: var(--_stage, 1.7778);
    border-radius: var(--_radius);
    background: radial-gradient(120% 120% at 50% 0%, #2b3350, #12151f 70%);
    color: #fff;
    color-scheme: dark;
  }
  .stage-backdrop {
    position: absolute;
    inset: -40px;
    inline-size: calc(100% + 80px);
    block-size: calc(100% + 80px);
    object-fit: cover;
    filter: blur(20px) saturate(1.5);
    animation: refreel-breathe 9s ease-in-out infinite alternate;
  }
  @keyframes refreel-breathe {
    to {
      transform: scale(1.12);
    }
  }
  .stage::after {
    content: '';
    position: absolute;
    inset: 0;
    background: rgb(10 12 18 / 0.2);
  }
  .stage-text {
    position: relative;
    z-index: 1;
    display: grid;
    gap: 14px;
    justify-items: center;
    inline-size: min(100% - 24px, 380px);
    padding: 20px;
    border-radius: var(--_radius);
    /* Dark enough for a contrast above 7:1 on a white picture. */
    background: rgb(10 12 18 / 0.66);
    text-align: center;
  }
  .stage-star {
    display: grid;
    place-items: center;
    inline-size: 88px;
    block-size: 88px;
    border: 3px solid rgb(255 255 255 / 0.85);
    border-radius: 50%;
    background: rgb(255 255 255 / 0.14);
    font-size: 1.6em;
    object-fit: cover;
  }
  @container (inline-size < 420px) {
    .stage-star {
      inline-size: 64px;
      block-size: 64px;
    }
  }
  .stage-title {
    font-size: 1.25em;
    font-weight: 700;
    line-height: 1.3;
  }
  .stage refreel-progress {
    inline-size: 100%;
    background: rgb(255 255 255 / 0.22);
  }
  .stage .progress-bar {
    background: #fff;
  }
  .stage .small {
    font-variant-numeric: tabular-nums;
  }
  .stage .cancel {
    min-block-size: 44px;
    border-color: rgb(255 255 255 / 0.45);
    background: rgb(10 12 18 / 0.55);
    color: #fff;
  }
  .stage .cancel:hover {
    background: rgb(10 12 18 / 0.85);
  }
  .stage-note {
    max-inline-size: 60ch;
    text-align: center;
    text-wrap: balance;
  }
  @media (forced-colors: active) {
    .stage .progress-bar {
      background: Highlight;
    }
  }
`
