/** What a page says to a player: its attributes and properties, each with what it means. */

import type { PropertyDeclarations } from 'lit'
import type { PlayerWords } from '../../locales/player.ts'
import { LocalizedElement } from '../localized.ts'

export abstract class PlayerPage extends LocalizedElement<PlayerWords> {
  static override properties: PropertyDeclarations = {
    video: { type: String },
    endpoint: { type: String },
    src: { type: String },
    poster: { type: String },
    alt: { type: String },
    aspectRatio: { type: String },
    autoplay: { type: Boolean },
    loop: { type: Boolean },
    muted: { type: Boolean },
    controls: { type: Boolean },
    withoutLabel: { type: Boolean },
    previewLoop: { type: Boolean },
    generateSchema: { type: Boolean },
    preview: { type: Boolean },
  }
  /** The id of a stored video, such as `vid_…`. */
  declare video: string | undefined
  /** The Worker's origin; the script's own unless said otherwise. */
  declare endpoint: string | undefined
  /** A video's own address, in place of `video`. */
  declare src: string | undefined
  /** A picture's own address, in place of the stored one. */
  declare poster: string | undefined
  /** What the video shows, for those who don't see it. */
  declare alt: string | undefined
  /** Reserves the space before anything is known, such as `9:16`. */
  declare aspectRatio: string | undefined
  /** Muted, and never against reduced motion or data saving; rests while it is out of view. */
  declare autoplay: boolean
  /** Begins again at its end. */
  declare loop: boolean
  /** Starts without sound. */
  declare muted: boolean
  /** The browser's own controls; without them, one big button. */
  declare controls: boolean
  /** The small silent loop plays in view until the video is wanted; never against reduced motion or data saving. */
  declare previewLoop: boolean
  /** Tells search engines of the video, as JSON-LD in the page's head. */
  declare generateSchema: boolean
  /** Hides the note that AI made it. */
  declare withoutLabel: boolean
  /** A stand-in made it: said in place of the model's name. */
  declare preview: boolean
}
