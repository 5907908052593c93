/** Composes the draft from the visitor's choices, the page, the preset and the site's limits; saves it over a reload. */
import type { Input } from '../../worker/contract/input.ts'
import type { SessionFacts } from '../../worker/contract/session.ts'
import type { Memory } from '../client/memory.ts'
import { type Draft, EMPTY_DRAFT } from './draft.ts'
import { toDraft } from './input.ts'
import { when } from './limit.ts'
import type { PageFacts } from './page-facts.ts'
import { omit, pick } from './pick.ts'
import { fillings } from './preset.ts'
import { readDraft, type SavedDraft, type SavedReference, savableReferences, saveDraft } from './saved-draft.ts'
import type { Preset } from './snapshot.ts'
import type { State } from './state.ts'

/** The draft's fields that a preset sets. */
const valuesOf = (preset: Preset | undefined): Partial<Draft> =>
  preset ? toDraft(preset.input as Partial<Input>, true) : {}

/** The draft of one studio. */
export class Composing {
  readonly #state: State
  readonly #page: () => PageFacts
  readonly #memory: Memory
  /** The draft from before the first preset: its fields come back when a preset is left. */
  #beforePreset: Partial<Draft> | undefined
  /** The fields that the visitor changed. */
  #touched: Partial<Draft> = {}
  /** The visitor's values for the preset's placeholders. */
  #typed: Record<string, string> = {}
  /** The draft of an earlier load. */
  #saved: SavedDraft | undefined
  /** References of an earlier load that are not restored yet. */
  #unrestored: readonly SavedReference[] = []

  constructor(state: State, page: () => PageFacts, memory: Memory) {
    this.#state = state
    this.#page = page
    this.#memory = memory
    const saved = readDraft(memory)
    if (saved?.from === this.#from()) this.#unrestored = saved.references
    this.#saved = saved
    this.#touched = saved?.draft ?? {}
    this.#typed = saved?.variables ?? {}
    this.#set({ ...EMPTY_DRAFT, ...page().draft, ...this.#touched })
    state.listen((now, before) => {
      const { draft, references, preset, variables, generation } = now
      const same = draft === before.draft && references === before.references && preset === before.preset
      if (!same || variables !== before.variables || generation !== before.generation) this.#save()
    })
  }

  /** The references of an earlier load, for the first caller alone; undefined if there are none. */
  takeUnrestored(): readonly SavedReference[] | undefined {
    const references = this.#unrestored
    this.#unrestored = []
    return references.length > 0 ? references : undefined
  }

  /** Applies the site's limits and the chosen preset to the draft. */
  learn({ site, preview = false }: SessionFacts): void {
    const { preset: named, draft } = this.#page()
    const id = named ?? this.#saved?.preset ?? (site.limits.custom_prompt ? undefined : site.presets[0]?.id)
    const preset = site.presets.find((each) => each.id === id)
    this.#beforePreset = { ...EMPTY_DRAFT, ...draft, ...this.#touched }
    this.#state.change({
      site,
      preview,
      ...(named && !preset ? { error: { code: 'unknown-preset', detail: named } } : {}),
    })
    this.#use(preset, { ...EMPTY_DRAFT, ...valuesOf(preset), ...draft, ...this.#touched })
    // Draws the end of the day's limit without a reload.
    const { generations, resets_at } = site.limits.remaining_today
    if (!generations) when(Date.parse(resets_at), () => this.#state.change({}))
  }

  /** Chooses a preset by its id, or none. Fields that the last preset set go back to their values before it. */
  choose(id: string | undefined): void {
    const { site, preset: before, draft } = this.#state.now
    const preset = site?.presets.find((each) => each.id === id)
    if (preset === before && (preset || !id)) return
    if (!before) this.#beforePreset = draft
    // An error of the last request says nothing of the next one.
    this.#state.change({ error: site && id && !preset ? { code: 'unknown-preset', detail: id } : undefined })
    const values = valuesOf(preset)
    this.#touched = omit(this.#touched, [...Object.keys(values), ...Object.keys(valuesOf(before))])
    this.#use(preset, {
      ...draft,
      ...pick(this.#beforePreset ?? EMPTY_DRAFT, Object.keys(valuesOf(before))),
      ...values,
    })
  }

  /** Sets values for the preset's placeholders. */
  fill(values: Readonly<Record<string, string>>): void {
    this.#typed = { ...this.#typed, ...values }
    this.#state.change({ variables: this.#variables() })
  }

  /** Changes fields of the draft. After a reload, a visitor's values take precedence over the page's. */
  edit(part: Partial<Draft>, byVisitor: boolean): void {
    if (byVisitor) this.#touched = { ...this.#touched, ...part }
    this.#set({ ...this.#state.now.draft, ...part })
  }

  /** Back to the values of the page and the preset. */
  reset(): void {
    this.#touched = {}
    this.#typed = {}
    this.#unrestored = []
    this.#beforePreset = undefined
    const { preset, locked } = this.#state.now
    const values = valuesOf(preset)
    this.#state.change({ consent: false, estimate: undefined, variables: this.#variables() })
    this.#set({
      ...EMPTY_DRAFT,
      shot_type: undefined,
      seed: undefined,
      ...values,
      ...this.#page().draft,
      ...pick(values, locked),
    })
  }

  /** Values for placeholders. The page's take precedence: visitors must not rename the product. */
  #variables(): Record<string, string> {
    return { ...fillings(this.#typed), ...fillings(this.#page().variables) }
  }

  /** Takes up a preset, whose locked fields keep its values. */
  #use(preset: Preset | undefined, draft: Draft): void {
    const fixed = this.#state.now.site?.limits.custom_prompt === false ? ['prompt'] : []
    const locked = [...new Set([...(preset?.locked ?? []), ...fixed])]
    this.#state.change({ preset, locked, variables: this.#variables() })
    this.#set({ ...draft, ...pick(valuesOf(preset), locked) })
  }

  /** Puts a draft into the snapshot, within the site's limits. */
  #set(draft: Draft): void {
    const limits = this.#state.now.site?.limits
    const [first] = limits?.resolutions ?? []
    const allowed = !first || limits?.resolutions.includes(draft.resolution)
    this.#state.change({
      draft: Object.freeze({
        ...draft,
        ...(allowed ? {} : { resolution: first }),
        ...(limits ? { duration: Math.min(draft.duration, limits.max_duration) } : {}),
      }),
    })
  }

  /** The page's references as one text: a draft that was saved beside others belongs to another page. */
  #from(): string {
    return this.#page().references.join(' ')
  }

  #save(): void {
    const { now } = this.#state
    const chosen = this.#page().preset ? undefined : now.site ? now.preset?.id : this.#saved?.preset
    saveDraft(this.#memory, now, {
      draft: this.#touched,
      preset: chosen,
      variables: this.#typed,
      references: [...this.#unrestored, ...savableReferences(now)],
      from: this.#from(),
    })
  }
}
