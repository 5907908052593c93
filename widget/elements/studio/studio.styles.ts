/** The studio's layout: one column, or two where it is wide enough; and the list of all sheets that it starts with. */
import { css, unsafeCSS } from 'lit'
import { base } from '../../styles/base.ts'
import { reserve } from '../../styles/reserve.ts'
import { tokens } from '../../styles/tokens.ts'
import { noticeStyles } from './notice/notice.styles.ts'
import { optionsStyles } from './options/options.styles.ts'
import { promptStyles } from './prompt/prompt.styles.ts'
import { referencesStyles } from './references/references.styles.ts'

/** A sheet of its own: the build doesn't shorten text that is filled in. */
const room = unsafeCSS(reserve((kind) => `:host(:state(room)${kind})`))

const studioStyles = css`
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
  /* The drop area takes the room that remains. */
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
    /* Header and note are centred above a run or a video, and start-aligned above the form. */
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

/** The studio's sheets and those of the pieces that it starts with; each lazy piece brings its own. */
export const studioSheets = [tokens, base, studioStyles, referencesStyles, promptStyles, optionsStyles, noticeStyles]
