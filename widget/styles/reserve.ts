/** Reserves a studio's height from the first paint on, as a function of its own width, so that the page doesn't jump. */

/** A studio this wide has two columns. */
const COLUMNS_PX = 760

/**
 * Fitted to heights measured from 280 to 1,500 px in every language; a test holds it. A padding in percent refers to
 * the width of the parent box, and the `::before` box fills the studio: so the height follows the studio's own width,
 * not the page's. In `em`, so that larger text gets more room.
 */
const HEIGHT = `max(50.7em, 74.4em - 43.5%, min((${COLUMNS_PX}px - 100%) * 9999, max(115.1em - 147.6%, 86em - 30%) + var(--_more, 0em)))`

/** Languages whose texts are longer. */
const WORDY = ':is(:lang(de),:lang(es),:lang(fr),:lang(it),:lang(pt))'

/**
 * The rules that reserve the room. The optional style sheet, the shell and the studio itself have the same ones, so
 * that nothing moves when one takes over from another.
 * `host` returns the selector of a studio, narrowed by a pseudo-class such as `:lang(de)`.
 */
export const reserve = (host: (kind: string) => string): string => `${host('')}::before{
content:'';grid-area:1/1;padding-block-end:${HEIGHT}}
${host(WORDY)}{--_more:6em}`
