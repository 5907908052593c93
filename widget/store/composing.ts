/** What the visitor is composing: the draft, within what site, preset and page allow, and kept over a reload. */
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

const valuesOf = (preset: Preset | undefined): Partial<Draft> =>
  preset ? toDraft(preset.input as Partial<Input>, true) : {}

export class Composing {
  readonly #state: State
  readonly #page: () => PageFacts
  readonly #memory: Memory
  /** What was there before the first preset was chosen. */
  #own: Partial<Draft> | undefined
  /** What the visitor changed. */
  #touched: Partial<Draft> = {}
  #typed: Record<string, string> = {}
  #saved: SavedDraft | undefined
  /** References of an earlier load that are not asked for yet. */
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

  /** What an earlier load of this page had and is to be asked for again; once. */
  takeUnrestored(): readonly SavedReference[] | undefined {
    const references = this.#unrestored
    this.#unrestored = []
    return references.length > 0 ? references : undefined
  }

  /** The site's limits and the preset's values become part of the draft. */
  learn({ site, preview = false }: SessionFacts): void {
    const { preset: named, draft } = this.#page()
    const id = named ?? this.#saved?.preset ?? (site.limits.custom_prompt ? undefined : site.presets[0]?.id)
    const preset = site.presets.find((each) => each.id === id)
    this.#own = { ...EMPTY_DRAFT, ...draft, ...this.#touched }
    this.#state.change({
      site,
      preview,
      ...(named && !preset ? { error: { code: 'unknown-preset', detail: named } } : {}),
    })
    this.#use(preset, { ...EMPTY_DRAFT, ...valuesOf(preset), ...draft, ...this.#touched })
    // Nobody needs to reload a page for the next day's videos.
    const { generations, resets_at } = site.limits.remaining_today
    if (!generations) when(Date.parse(resets_at), () => this.#state.change({}))
  }

  /** A preset of the site, or none; what the one before had set goes with it. */
  choose(id: string | undefined): void {
    const { site, preset: before, draft } = this.#state.now
    const preset = site?.presets.find((each) => each.id === id)
    if (preset === before && (preset || !id)) return
    if (!before) this.#own = draft
    // Another request may have another answer.
    this.#state.change({ error: site && id && !preset ? { code: 'unknown-preset', detail: id } : undefined })
    const values = valuesOf(preset)
    this.#touched = omit(this.#touched, [...Object.keys(values), ...Object.keys(valuesOf(before))])
    this.#use(preset, { ...draft, ...pick(this.#own ?? EMPTY_DRAFT, Object.keys(valuesOf(before))), ...values })
  }

  /** Values for the preset's placeholders. */
  fill(values: Readonly<Record<string, string>>): void {
    this.#typed = { ...this.#typed, ...values }
    this.#state.change({ variables: this.#variables() })
  }

  /** `byVisitor`: it counts after a reload, whatever the page says then. */
  edit(part: Partial<Draft>, byVisitor: boolean): void {
    if (byVisitor) this.#touched = { ...this.#touched, ...part }
    this.#set({ ...this.#state.now.draft, ...part })
  }

  reset(): void {
    this.#touched = {}
    this.#typed = {}
    this.#unrestored = []
    this.#own = undefined
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

  /** The page's values for placeholders come first: what is on sale is not the visitor's to say. */
  #variables(): Record<string, string> {
    return { ...fillings(this.#typed), ...fillings(this.#page().variables) }
  }

  #use(preset: Preset | undefined, draft: Draft): void {
    const fixed = this.#state.now.site?.limits.custom_prompt === false ? ['prompt'] : []
    const locked = [...new Set([...(preset?.locked ?? []), ...fixed])]
    this.#state.change({ preset, locked, variables: this.#variables() })
    this.#set({ ...draft, ...pick(valuesOf(preset), locked) })
  }

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
