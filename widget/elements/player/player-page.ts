/** What a page can say to a player: its attributes and properties, each with its meaning. */
import type { PropertyDeclarations, TemplateResult } from 'lit'
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import type { PlayerWords } from '../../locales/player.ts'
import type { PropertiesOf, Property } from '../element.ts'
import { LocalizedElement } from '../localized.ts'

/** The one list of properties: Lit, TypeScript and the reference (by the comments) are made from it. */
const PROPERTIES = {
  /** The id of a stored video, such as `vid_…`. */
  video: { type: String } as Property<string | undefined>,
  /** The Worker's origin; the script's own unless said otherwise. */
  endpoint: { type: String } as Property<string | undefined>,
  /** A video's own address, in place of `video`. */
  src: { type: String } as Property<string | undefined>,
  /** A picture's own address, in place of the stored one. */
  poster: { type: String } as Property<string | undefined>,
  /** What the video shows, for those who don't see it. */
  alt: { type: String } as Property<string | undefined>,
  /** Reserves the space before anything is known, such as `9:16`. */
  aspectRatio: { type: String } as Property<string | undefined>,
  /** Muted, and never against reduced motion or data saving; rests while it is out of view. */
  autoplay: { type: Boolean } as Property<boolean>,
  /** Begins again at its end. */
  loop: { type: Boolean } as Property<boolean>,
  /** Starts without sound. */
  muted: { type: Boolean } as Property<boolean>,
  /** The browser's own controls; without them, one big button. */
  controls: { type: Boolean } as Property<boolean>,
  /** The small silent loop plays in view until the video is wanted; never against reduced motion or data saving. */
  previewLoop: { type: Boolean } as Property<boolean>,
  /** Tells search engines of the video, as JSON-LD in the page's head. */
  generateSchema: { type: Boolean } as Property<boolean>,
  /** Hides the note that AI made it. */
  withoutLabel: { type: Boolean } as Property<boolean>,
  /** Says that a stand-in made the video, in place of the model's name. */
  preview: { type: Boolean } as Property<boolean>,
}

export interface PlayerPage extends PropertiesOf<typeof PROPERTIES> {}

/** The base class of the player, with the properties that a page sets. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Lit makes an accessor for each of the PROPERTIES.
export abstract class PlayerPage extends LocalizedElement<PlayerWords> {
  static override properties: PropertyDeclarations = PROPERTIES
}

/** What a lazy feature of the player reads and moves, beside the page's properties. */
export interface FeatureHost extends PlayerPage {
  readonly paused: boolean
  play(): Promise<void>
  pause(): void
  facts: VideoFacts | undefined
  seen: boolean | undefined
  problem: string | undefined
  started: boolean | undefined
  /** Draws the silent loop over the video. */
  over: (() => TemplateResult | undefined) | undefined
}
