/** Styles of the list of references and of its rows. */
import { css } from 'lit'

export const referenceStyles = css`
  .list {
    display: grid;
    gap: 8px;
  }
  .reference {
    display: grid;
    grid-template-columns: 64px minmax(0, 1fr) auto auto auto;
    align-items: center;
    gap: 12px;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.125);
    background: var(--_surface);
  }
  .reference[data-status='rejected'],
  .reference[data-status='failed'] {
    border-color: color-mix(in oklab, var(--_danger) 45%, var(--_surface));
    background: var(--_danger-tint);
  }
  .thumb {
    display: grid;
    place-items: center;
    overflow: hidden;
    inline-size: 64px;
    aspect-ratio: 1;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    color: var(--_muted);
  }
  .reference[data-status='rejected'] .thumb {
    background: transparent;
    color: var(--_danger);
  }
  .thumb > img,
  .thumb > video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .reference-text {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .reference-text > refreel-progress {
    inline-size: 100%;
    margin-block-end: 4px;
  }
  .reference:not(:has(.call-name)) > .reference-text {
    grid-column: 2 / span 2;
  }
  .list:has(li + li) .reference {
    grid-template-columns: 64px minmax(0, 1fr) auto var(--_icon) var(--_icon);
  }
  li[draggable] {
    cursor: grab;
  }
  li[data-target] > refreel-reference > .reference {
    outline: 2px dashed var(--_accent);
    outline-offset: 2px;
  }
  .up {
    grid-column: 4;
  }
  .remove {
    grid-column: 5;
  }
  .reference-name {
    max-inline-size: 100%;
    overflow: hidden;
    font-size: 0.9375em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .call-name {
    white-space: nowrap;
    border-color: transparent;
    background: var(--_tint-more);
    color: color-mix(in oklab, var(--_accent) 78%, var(--_text));
  }
  .call-name:hover {
    border-color: var(--_accent);
    background: var(--_tint-more);
  }
  @container (inline-size < 420px) {
    .reference {
      grid-template-columns: 48px minmax(0, 1fr) auto auto;
      align-items: start;
      gap: 4px 8px;
    }
    .reference:not(:has(.call-name)) > .reference-text {
      grid-column: 2;
    }
    .list:has(li + li) .reference {
      grid-template-columns: 48px minmax(0, 1fr) var(--_icon) var(--_icon);
    }
    .list:has(li + li) .reference-text {
      grid-column: 2;
    }
    .list .reference:not(:has(.up)) > .reference-text {
      grid-column: 2 / -2;
    }
    .call-name {
      grid-area: 2 / 2;
      justify-self: start;
    }
    .up {
      grid-column: 3;
      grid-row: 1;
    }
    .remove {
      grid-column: 4;
      grid-row: 1;
    }
    .thumb {
      inline-size: 48px;
    }
  }
  /* Keeps two small buttons side by side, whatever the text size. */
  @container (20em <= inline-size < 420px) {
    .reference > .reference-text {
      grid-row: 1;
    }
    .reference:has([part='pause-button'], [part='resume-button']) > .call-name {
      grid-area: 1 / 2 / auto / -1;
      align-self: end;
      justify-self: end;
    }
  }
  /* A rejected file has no other buttons beside its reason. */
  .reference[data-status='rejected'] > .reference-text {
    grid-column: 2 / -2;
  }
`
