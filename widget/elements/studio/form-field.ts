/** What makes the studio a field of a form: its value is the finished video's id, its state enough to find it again. */
import type { Words } from '../../locales/index.ts'
import { LocalizedElement } from '../localized.ts'

export abstract class FormField extends LocalizedElement<Words> {
  static readonly formAssociated = true
  protected readonly internals: ElementInternals = this.attachInternals()
  /** With it, a form is only submitted once the video is there. */
  declare required: boolean
  #value = ''
  #inert = false
  /** The run that the browser remembers for this field, until it is known what became of it. */
  protected restored: string | undefined

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

  /** As for native fields: the same, and the browser says what is missing. */
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
    // What the page has made inert itself stays so.
    if (disabled) this.#inert = this.inert
    this.inert = disabled || this.#inert
  }

  /**
   * Called by the browser after a reload or a step back: the value counts again before anything was asked.
   * @internal
   */
  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state !== 'string') return
    const [run = '', video = ''] = state.split(' ')
    this.restored = run
    this.keep(run, video)
    this.requestUpdate()
  }

  /** Shows a `:state(…)` or takes it back; browsers of early 2024 know only names with dashes, and go without. */
  protected state(name: string, on: boolean): void {
    try {
      this.internals.states[on ? 'add' : 'delete'](name)
    } catch {
      // The attribute says the same.
    }
  }

  /** What the form is to submit from now on: a run's video, or nothing. */
  protected keep(run: string, video: string): void {
    if (video === this.#value) return
    this.#value = video
    this.internals.setFormValue(video || null, video ? `${run} ${video}` : null)
    // At once, not with the next draw: nothing is missing any more.
    if (video) this.internals.setValidity({})
  }

  /** Holds the form up with these words, shown beside the anchor, while it is required and there is no video. */
  protected hold(message: string, anchor: HTMLElement | undefined): void {
    if (this.required && !this.#value) this.internals.setValidity({ valueMissing: true }, message, anchor)
    else this.internals.setValidity({})
  }
}
