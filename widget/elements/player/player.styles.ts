/** The player's styles: a box of the right shape before anything is loaded, filled by the picture afterwards. */
import { css } from 'lit'

export const playerStyles = css`
  :host {
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    font: inherit;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    position: relative;
    container-type: inline-size;
    contain-intrinsic-inline-size: 18em;
    color: var(--refreel-text, light-dark(#16181d, #f1f3f6));
    font-family: var(--refreel-font, inherit);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  /* Keeps the shape before the words are loaded and the box is drawn. */
  :host::before {
    content: '';
  }
  :host::before,
  .box {
    grid-area: 1 / 1;
    aspect-ratio: var(--_ratio, 16 / 9);
  }
  .box {
    position: relative;
    overflow: hidden;
    border-radius: var(--refreel-radius, 16px);
    background: var(--refreel-player-background, #0d0f13);
    box-shadow: inset 0 0 0 1px rgb(255 255 255 / 0.14);
    color: #fff;
  }
  video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .play {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 0;
    border: 0;
    border-radius: 50%;
    aspect-ratio: 1;
    cursor: pointer;
    margin: auto;
    inline-size: clamp(56px, 12cqi, 96px);
    background: rgb(255 255 255 / 0.92);
    color: #16181d;
  }
  .play:hover {
    transform: scale(1.06);
  }
  .on:not(:focus-visible) {
    opacity: 0;
  }
  @media (hover) {
    .box:hover .on {
      opacity: 1;
    }
  }
  .play svg {
    inline-size: 44%;
    margin-inline-start: 6%;
    fill: currentColor;
  }
  .labels {
    position: absolute;
    inset: 12px 12px auto;
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
  .problem > button {
    justify-self: center;
    padding: 10px 20px;
    border: 1px solid;
    border-radius: 999px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .problem {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: 24px;
    margin: 0;
    font-size: clamp(1em, 2.5cqi, 1.5em);
    text-align: center;
  }
  :focus-visible {
    outline: 3px solid var(--refreel-accent, light-dark(#2f54eb, #9db2ff));
    outline-offset: 2px;
  }
  .play:focus-visible {
    outline-color: #fff;
  }
  @media (forced-colors: active) {
    .box,
    .label {
      border: 1px solid CanvasText;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .play {
      transition: transform 160ms;
    }
  }
`
