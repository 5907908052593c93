/** How the player looks: a box of the right shape before anything is loaded, a picture that fills it after. */
import { css } from 'lit'

export const playerStyles = css`
  :host {
    display: block;
    position: relative;
    container-type: inline-size;
    color-scheme: inherit;
  }
  :host([hidden]) {
    display: none;
  }
  [hidden] {
    display: none !important;
  }
  .box {
    position: relative;
    overflow: hidden;
    aspect-ratio: var(--_ratio, 16 / 9);
    border-radius: var(--_radius);
    background: var(--refreel-player-background, #0d0f13);
    color: #fff;
  }
  video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .loop {
    position: absolute;
    inset: 0;
    object-fit: cover;
    pointer-events: none;
  }
  .stop {
    position: absolute;
    inset-block-end: 10px;
    inset-inline-end: 10px;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(13 15 19 / 0.6);
    color: #fff;
    cursor: pointer;
  }
  .stop svg {
    inline-size: 20px;
    block-size: 20px;
    fill: currentColor;
  }
  .play {
    position: absolute;
    inset: 0;
    margin: auto;
    display: grid;
    place-items: center;
    inline-size: 72px;
    block-size: 72px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.92);
    color: #16181d;
    cursor: pointer;
    transition: transform 160ms;
  }
  .play:hover {
    transform: scale(1.06);
  }
  .play svg {
    inline-size: 32px;
    block-size: 32px;
    margin-inline-start: 4px;
    fill: currentColor;
  }
  .labels {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-start: 12px;
    inset-inline-end: 12px;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 0;
    pointer-events: none;
  }
  .label {
    padding: 3px 10px;
    border-radius: 999px;
    background: rgb(13 15 19 / 0.78);
    color: #fff;
    font-size: 12px;
    font-weight: 600;
    line-height: 1.5;
  }
  .problem {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: 24px;
    margin: 0;
    text-align: center;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .play:focus-visible,
  .stop:focus-visible {
    outline-color: #fff;
  }
  @media (forced-colors: active) {
    .box,
    .label {
      border: 1px solid CanvasText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .play {
      transition: none;
    }
  }
`
