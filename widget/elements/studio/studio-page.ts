/** What a page says to a studio: its attributes and properties, each with what it means. */
import type { Metadata } from '../../../worker/contract/generation.ts'
import type { Input } from '../../../worker/contract/input.ts'
import type { SessionSource } from '../../client/index.ts'
import { FormField } from './form-field.ts'
import { studioProperties } from './studio-properties.ts'

export abstract class StudioPage extends FormField {
  static override properties = studioProperties
  /** The site's public name; required. */
  declare site: string
  /** The Worker's origin; the script's own unless said otherwise. */
  declare endpoint: string | undefined
  /** Starts from a preset of the site: what it locks is shown, not asked. */
  declare preset: string | undefined
  /** Values for the preset's placeholders, such as the product's name; the visitor is asked for those that miss. */
  declare variables: Record<string, string> | undefined
  /** Kept with the video: `external_id`, `title`, `alt`. */
  declare metadata: Metadata | undefined
  /** What should happen, to begin with. */
  declare prompt: string | undefined
  /** What is to be avoided, to begin with. */
  declare negativePrompt: string | undefined
  /** `720p` or `1080p`, to begin with. */
  declare resolution: Input['resolution']
  /** `16:9`, `9:16`, `1:1`, `4:3` or `3:4`, to begin with. */
  declare aspectRatio: Input['aspect_ratio']
  /** Whole seconds, 2 to 10, to begin with. */
  declare duration: number | undefined
  /** `single` or `multi`, to begin with; left to the model where absent. */
  declare shotType: Input['shot_type']
  /** A whole number from 0, to begin with; by chance where absent. */
  declare seed: number | undefined
  /** Pictures to begin with: ids, or addresses on hosts that the site allows. */
  declare referenceImages: string[]
  /** The same for clips. */
  declare referenceVideos: string[]
  /** Leaves the options out. */
  declare withoutOptions: boolean
  /** Leaves the button for the camera out. */
  declare withoutCamera: boolean
  /** Leaves the download out. */
  declare withoutDownload: boolean
  /** Leaves the visitor's earlier videos out. */
  declare withoutHistory: boolean
  /** The visitor confirms the right to use the pictures; kept with the generation. */
  declare requireConsent: boolean
  /** A page's own way to a session token, for logged-in customers. */
  declare session: SessionSource | undefined

  constructor() {
    super()
    this.site = ''
    this.referenceImages = []
    this.referenceVideos = []
  }
}
