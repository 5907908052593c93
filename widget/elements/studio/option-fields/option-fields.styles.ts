/** Styles of the fields of the options. */
import { css } from 'lit'

export const optionFieldsStyles = css`
  .options-fields {
    display: grid;
    gap: 20px;
    padding-block: 8px 20px;
  }
  .options-fields .label {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .option-fixed {
    display: grid;
    grid-template-columns: minmax(6em, auto) 1fr auto;
    align-items: baseline;
    gap: 2px 12px;
  }
  .shape {
    border: 1.5px solid currentColor;
    border-radius: 2px;
    block-size: 14px;
    aspect-ratio: 1;
  }
  .shape[data-ratio='16:9'] {
    block-size: 11px;
    aspect-ratio: 16 / 9;
  }
  .shape[data-ratio='9:16'] {
    block-size: 18px;
    aspect-ratio: 9 / 16;
  }
  .shape[data-ratio='4:3'] {
    block-size: 13px;
    aspect-ratio: 4 / 3;
  }
  .shape[data-ratio='3:4'] {
    block-size: 17px;
    aspect-ratio: 3 / 4;
  }
  input[type='range'] {
    inline-size: 100%;
    min-block-size: 32px;
    margin: 0;
    cursor: pointer;
  }
  .seed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .seed > input {
    flex: 1 1 6em;
    inline-size: auto;
    min-inline-size: 0;
  }
`
