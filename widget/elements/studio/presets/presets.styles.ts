/** How presets look: cards to choose from. */
import { css } from 'lit'

export const presetsStyles = css`
  refreel-presets {
    display: grid;
    gap: 20px;
  }
  .presets {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 116px), 1fr));
    gap: 8px;
  }
  .preset {
    flex-direction: column;
    justify-content: start;
    gap: 6px;
    padding: 6px 6px 10px;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .preset > img,
  .preset-icon {
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 16 / 10;
    border-radius: calc(var(--_radius-small) - 4px);
    background: var(--_raised);
    color: var(--_muted);
    font-size: 1.4em;
    object-fit: cover;
  }
  .preset > span:last-child {
    margin-block: auto;
  }
`
