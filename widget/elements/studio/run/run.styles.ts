/** How the stage looks: the shape of the video to come, calm light, one line of progress. */
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
    min-block-size: min(320px, 100%);
    aspect-ratio: var(--_stage, 1.7778);
    border-radius: var(--_radius);
    background: radial-gradient(120% 120% at 50% 0%, #2b3350, #12151f 70%);
    color: #fff;
    /* The stage is dark in both schemes, so what is on it takes the dark scheme's values. */
    color-scheme: dark;
  }
  .stage-backdrop {
    position: absolute;
    inset: -40px;
    inline-size: calc(100% + 80px);
    block-size: calc(100% + 80px);
    object-fit: cover;
    filter: blur(28px) brightness(0.5) saturate(1.2);
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
    background: linear-gradient(to top, rgb(10 12 18 / 0.72), rgb(10 12 18 / 0.35));
  }
  .stage-text {
    position: relative;
    z-index: 1;
    display: grid;
    gap: 14px;
    justify-items: center;
    inline-size: min(100%, 380px);
    padding: 20px;
    text-align: center;
  }
  .stage-icon {
    display: grid;
    place-items: center;
    inline-size: 52px;
    block-size: 52px;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.14);
    font-size: 1.15em;
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
`
