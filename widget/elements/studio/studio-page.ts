/** What a page can say to a studio: its attributes and properties, each with its meaning, and all that makes it a field of a form. */
import type { PropertyDeclarations } from 'lit'
import type { Metadata } from '../../../worker/contract/generation.ts'
import type { Input } from '../../../worker/contract/input.ts'
import type { SessionSource } from '../../client/index.ts'
import type { Words } from '../../locales/index.ts'
import { textsOf } from '../../store/preset.ts'
import { warn } from '../../warn.ts'
import type { PropertiesOf, Property } from '../element.ts'
import { LocalizedElement } from '../localized.ts'

/** Parses a JSON array, or texts separated by spaces; other JSON gives an empty list. */
function readList(text: string | null): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.map(String) : []
  } catch {
    return (text ?? '').split(/\s+/).filter(Boolean)
  }
}

/** Parses a JSON object, with its values as texts; anything else gives undefined and a warning. */
function readTexts(text: string | null): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value === 'object' && value && !Array.isArray(value)) return textsOf(value as Record<string, unknown>)
  } catch {
    // The warning below covers this too.
  }
  if (text) warn('variables and metadata are JSON objects')
  return undefined
}

/** The one list of properties: Lit, TypeScript and the reference (by the comments) are made from it. */
const PROPERTIES = {
  /** The site's public name; required. */
  site: { type: String } as Property<string>,
  /** The Worker's origin; the script's own unless said otherwise. */
  endpoint: { type: String } as Property<string | undefined>,
  /** Starts from a preset of the site: what it locks is shown, not asked. */
  preset: { type: String } as Property<string | undefined>,
  /** Values for the preset's placeholders, such as the product's name; the visitor is asked for those that miss. */
  variables: { converter: { fromAttribute: readTexts } } as Property<Record<string, string> | undefined>,
  /** Kept with the video: `external_id`, `title`, `alt`. */
  metadata: { converter: { fromAttribute: readTexts } } as Property<Metadata | undefined>,
  /** What should happen, to begin with. */
  prompt: { type: String } as Property<string | undefined>,
  /** What is to be avoided, to begin with. */
  negativePrompt: { type: String } as Property<string | undefined>,
  /** `720p` or `1080p`, to begin with. */
  resolution: { type: String } as Property<Input['resolution']>,
  /** `16:9`, `9:16`, `1:1`, `4:3` or `3:4`, to begin with. */
  aspectRatio: { type: String } as Property<Input['aspect_ratio']>,
  /** Whole seconds, 2 to 10, to begin with. */
  duration: { type: Number } as Property<number | undefined>,
  /** `single` or `multi`, to begin with; left to the model where absent. */
  shotType: { type: String } as Property<Input['shot_type']>,
  /** A whole number from 0, to begin with; by chance where absent. */
  seed: { type: Number } as Property<number | undefined>,
  /** Pictures to begin with: ids, or addresses on hosts that the site allows. */
  referenceImages: { converter: { fromAttribute: readList } } as Property<string[]>,
  /** Clips to begin with: ids, or addresses on hosts that the site allows. */
  referenceVideos: { converter: { fromAttribute: readList } } as Property<string[]>,
  /** Leaves the options out. */
  withoutOptions: { type: Boolean } as Property<boolean>,
  /** Leaves the button for the camera out. */
  withoutCamera: { type: Boolean } as Property<boolean>,
  /** Leaves the download out. */
  withoutDownload: { type: Boolean } as Property<boolean>,
  /** Leaves the visitor's earlier videos out. */
  withoutHistory: { type: Boolean } as Property<boolean>,
  /** The visitor confirms the right to use the pictures; kept with the generation. */
  requireConsent: { type: Boolean } as Property<boolean>,
  /** A page's own way to a session token, for logged-in customers. */
  session: { attribute: false } as Property<SessionSource | undefined>,
  /** With it, a form is only submitted once the video is there. */
  required: { type: Boolean, reflect: true } as Property<boolean>,
}

export interface StudioPage extends PropertiesOf<typeof PROPERTIES> {}

/** The finished video's id is the value that a form submits; the run's id lets the studio find the run again. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Lit makes an accessor for each of the PROPERTIES.
export abstract class StudioPage extends LocalizedElement<Words> {
  static readonly formAssociated = true
  static override properties: PropertyDeclarations = PROPERTIES
  protected readonly internals: ElementInternals = this.attachInternals()
  #value = ''
  #inert = false
  /**
   * The run that the browser remembers for this field, until the first contact tells what became of that run.
   * @internal
   */
  restored: string | undefined

  constructor() {
    super()
    this.site = ''
    this.referenceImages = []
    this.referenceVideos = []
  }

  /** Under which name the form submits the video's id. */
  get name(): string {
    return this.getAttribute('name') ?? ''
  }

  set name(name: string) {
    this.setAttribute('name', name)
  }

  /** The form that it belongs to: the one around it, or the one that the `form` attribute names. */
  get form(): HTMLFormElement | null {
    return this.internals.form
  }

  /** The finished video's id, such as `vid_…`; empty until it is there. */
  get value(): string {
    return this.#value
  }

  /** As for native fields: what is wrong. */
  get validity(): ValidityState {
    return this.internals.validity
  }

  /** As for native fields: what the browser would say, in the visitor's language. */
  get validationMessage(): string {
    return this.internals.validationMessage
  }

  /** As for native fields: whether it takes part in the form's validation. */
  get willValidate(): boolean {
    return this.internals.willValidate
  }

  /** As for native fields: whether the form may be submitted. */
  checkValidity(): boolean {
    return this.internals.checkValidity()
  }

  /** As for native fields: like `checkValidity()`, and the browser shows what is missing. */
  reportValidity(): boolean {
    return this.internals.reportValidity()
  }

  /** Forgets the run and the references, and starts from the page's values. A run that goes on does so, among the earlier videos. */
  abstract reset(): void

  /**
   * Called by the browser.
   * @internal
   */
  formResetCallback(): void {
    this.reset()
  }

  /**
   * Called by the browser: a fieldset around it was disabled or enabled.
   * @internal
   */
  formDisabledCallback(disabled: boolean): void {
    // An element that the page itself made inert stays inert.
    if (disabled) this.#inert = this.inert
    this.inert = disabled || this.#inert
  }

  /**
   * Called by the browser after a reload or a step back: the form has its value again before the Worker has answered.
   * @internal
   */
  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state !== 'string') return
    const [run = '', video = ''] = state.split(' ')
    this.restored = run
    this.keep(run, video)
    this.requestUpdate()
  }

  /** Sets or removes a `:state(…)`. Browsers of early 2024 accept only names with dashes, and throw here. */
  protected state(name: string, on: boolean): void {
    try {
      this.internals.states[on ? 'add' : 'delete'](name)
    } catch {
      // Style sheets can use the `phase` attribute instead.
    }
  }

  /** Sets the form's value to a run's video, or to none; the run's id lets the browser restore both. */
  protected keep(run: string, video: string): void {
    if (video === this.#value) return
    this.#value = video
    this.internals.setFormValue(video || null, video ? `${run} ${video}` : null)
    // Valid at once: the next draw may come after the form is submitted.
    if (video) this.internals.setValidity({})
  }

  /** Makes the form invalid while the studio is required and has no video; the browser shows the message beside the anchor. */
  protected hold(message: string, anchor: HTMLElement | undefined): void {
    if (this.required && !this.#value) this.internals.setValidity({ valueMissing: true }, message, anchor)
    else this.internals.setValidity({})
  }
}
