/** Styles of a disclosure: the options, and the earlier videos. */
import { css } from 'lit'

export const optionsStyles = css`
  .options {
    border-block: 1px solid var(--_line);
  }
  .options.last {
    border-block-end: 0;
  }
  summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    min-block-size: 52px;
    cursor: pointer;
    list-style: none;
    border-radius: 6px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary > .label {
    margin-inline-end: auto;
  }
  summary > .small {
    font-variant-numeric: tabular-nums;
  }
  summary::after {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    margin-inline: 2px 4px;
    border: solid var(--_muted);
    border-width: 0 2px 2px 0;
    transform: translateY(-2px) rotate(45deg);
    transition: transform var(--_quick) var(--_ease);
  }
  [open] > summary::after {
    transform: translateY(2px) rotate(225deg);
  }
`
