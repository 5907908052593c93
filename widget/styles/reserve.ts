/** How high a studio is before anything is chosen, as a function of its own width: reserved from the first paint on. */

/** Two columns stand beside each other from this width of the studio on. */
const COLUMNS_PX = 760

/**
 * Fitted to what was measured from 280 to 1,500 px in every language; a test holds it. Percentages of a padding are of
 * the width of what is around it, and the box before the content fills the studio: so its height follows the studio's
 * own width, not the page's. In `em`, so that larger text has more room.
 */
const HEIGHT = `max(50.7em, 74.4em - 43.5%, min((${COLUMNS_PX}px - 100%) * 9999, max(115.1em - 147.6%, 86em - 30%) + var(--_more, 0em)))`

/** Languages that say the same with more words. */
const WORDY = ':is(:lang(de),:lang(es),:lang(fr),:lang(it),:lang(pt))'

/**
 * The rules that keep the room. They are said by the optional style sheet, by the first file's shell and by the studio
 * itself, in the same words: what follows takes over what was there.
 * `host` writes the selector of a studio that is of a kind, such as `:lang(de)`.
 */
export const reserve = (host: (kind: string) => string): string => `${host('')}::before{
content:'';grid-area:1/1;padding-block-end:${HEIGHT}}
${host(WORDY)}{--_more:6em}`
