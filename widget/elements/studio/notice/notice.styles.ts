/** Styles of notices. */
import { css } from 'lit'

export const noticeStyles = css`
  refreel-notice {
    display: grid;
    gap: 12px;
  }
  refreel-notice:not(:has(.notice)) {
    display: none;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 12px;
    padding: 14px 16px;
    border: 1px solid color-mix(in oklab, var(--_danger) 40%, var(--_surface));
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_danger-tint);
  }
  .notice > svg {
    margin-block-start: 2px;
    color: var(--_danger);
  }
  .notice.calm {
    border-color: var(--_line);
    background: var(--_raised);
  }
  .notice.calm > svg {
    color: var(--_muted);
  }
  .notice-text {
    flex: 1 1 14em;
    display: grid;
    gap: 2px;
  }
  .notice > span {
    flex: 1;
  }
  .support {
    overflow-wrap: anywhere;
    color: var(--_muted);
  }
`
