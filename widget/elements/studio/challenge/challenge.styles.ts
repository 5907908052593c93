/** Styles of the challenge: invisible until the visitor has to click. */
import { css } from 'lit'

export const challengeStyles = css`
  refreel-challenge {
    /* Never drawn: its colour tells challenge.ts which scheme the studio is drawn in. */
    outline: 0 none light-dark(black, white);
  }
  .challenge:not(.notice) {
    position: absolute;
    inset-inline: 16px;
    inset-block-start: 0;
  }
  /* The box keeps the width that was measured before it was shown: Turnstile needs every pixel of a phone. */
  .challenge.notice {
    display: grid;
    gap: 8px;
    padding: 0;
    border: 0;
    background: none;
  }
`
