/** How the studio is laid out: one column where it is narrow, two beside each other where there is room. */
import { css, unsafeCSS } from 'lit'
import { reserve } from '../../styles/reserve.ts'

/** Said apart: the build shortens style sheets that have no text of this kind within. */
const room = unsafeCSS(reserve((kind) => `:host(:state(room)${kind})`))

export const studioStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    position: relative;
    container-type: inline-size;
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
  :host(:disabled) .frame {
    opacity: 0.6;
  }
  ${room}
  .frame {
    grid-area: 1 / 1;
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 24px;
    overflow-wrap: break-word;
    padding: clamp(16px, 4cqi, 40px);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
  }
  .header {
    display: grid;
    gap: 4px;
  }
  .title {
    font-size: clamp(1.375em, 1.1em + 1.4cqi, 2em);
    font-weight: 750;
    line-height: 1.2;
    letter-spacing: -0.015em;
    text-wrap: balance;
  }
  refreel-composer {
    flex: 1;
    display: grid;
  }
  .composer {
    display: grid;
    align-content: start;
    gap: 24px;
  }
  /* The invitation takes the room that remains. */
  .composer:has(.drop-area) {
    grid-template-rows: 1fr;
    align-content: stretch;
  }
  .column {
    display: grid;
    gap: 20px;
    align-content: start;
    min-inline-size: 0;
  }
  .column > refreel-references {
    display: grid;
  }
  .column:has(.drop-area) {
    align-content: stretch;
  }
  @container (inline-size >= 760px) {
    .composer {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
      gap: 40px;
    }
    /* One axis each: composing begins at the start, what is shown stands in the middle. */
    :has(> refreel-run, > refreel-result) > :is(.header, .preview-note) {
      align-self: center;
    }
    refreel-composer ~ .footer {
      text-align: start;
    }
    .column > refreel-references:not(:has(.drop-area)) {
      position: sticky;
      inset-block-start: 16px;
    }
  }
  .ask {
    display: grid;
    gap: 10px;
  }
  .ask > .primary {
    min-block-size: 52px;
    font-size: 1.0625em;
  }
  .ask > p {
    text-align: center;
  }
  [data-lacks='prompt'] .prompt {
    border-color: var(--_danger);
  }
  .consent {
    display: flex;
    gap: 12px;
    align-items: start;
    cursor: pointer;
  }
  .consent > input {
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    margin: 0;
  }
  .preview-note {
    align-self: start;
    padding: 6px 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }
  .frame:focus {
    outline: none;
  }
  .footer {
    text-wrap: balance;
    text-align: center;
  }
  .drop-veil {
    position: absolute;
    inset: 8px;
    z-index: 2;
    display: grid;
    place-items: center;
    border: 3px dashed var(--_accent);
    border-radius: var(--_radius);
    background: var(--_tint);
    font-size: 1.375em;
    font-weight: 700;
    pointer-events: none;
  }
`
