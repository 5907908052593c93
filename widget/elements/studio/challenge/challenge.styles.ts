/** How the challenge looks: nothing at all until somebody has to do something. */
import { css } from 'lit'

export const challengeStyles = css`
  refreel-challenge {
    /* Never drawn: tells which of the two schemes the studio is in. */
    outline: 0 none light-dark(black, white);
  }
  .challenge:not(.notice) {
    position: absolute;
    inset-inline: 16px;
    inset-block-start: 0;
  }
  /* As wide as before, so that what was measured holds: Turnstile needs every pixel of a phone. */
  .challenge.notice {
    display: grid;
    gap: 8px;
    padding: 0;
    border: 0;
    background: none;
  }
`
