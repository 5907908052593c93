/** Styles of the prompt. */
import { css } from 'lit'

export const promptStyles = css`
  .field {
    display: grid;
    gap: 8px;
    align-content: start;
  }
  .prompt {
    min-block-size: 132px;
    max-block-size: 420px;
    padding: 14px 16px;
    border-radius: calc(var(--_radius) * 0.75);
  }
  .ideas {
    gap: 8px;
  }
  .ideas > .chip {
    background: var(--_raised);
    border-color: transparent;
    font-weight: 500;
  }
  .ideas > .chip:hover {
    border-color: var(--_control);
  }
`
