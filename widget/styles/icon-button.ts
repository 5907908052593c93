/** Styles of a button that is an icon alone, in the rows of files and of earlier videos. */
import { css } from 'lit'

export const iconButtonStyles = css`
  :host {
    --_icon: 36px;
  }
  .icon {
    min-inline-size: var(--_icon);
    min-block-size: var(--_icon);
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: var(--_muted);
  }
  @media (pointer: coarse) {
    :host {
      --_icon: 44px;
    }
  }
`
