/** A real studio and a visitor at it, who brings it into a state by doing what visitors do. */
import type { RefreelStudio } from '../../widget/index.ts'
import type { Snapshot } from '../../widget/store/snapshot.ts'
import type { FakeWorker } from '../widget/fake-worker.ts'
import { appears, drawn, part, parts, phase } from '../widget/look.ts'
import type { Clock } from './clock.ts'
import { file } from './files.ts'

export class StudioStage {
  readonly studio: RefreelStudio
  readonly worker: FakeWorker
  readonly clock: Clock

  constructor(studio: RefreelStudio, worker: FakeWorker, clock: Clock) {
    this.studio = studio
    this.worker = worker
    this.clock = clock
  }

  /** The snapshot that the studio's pieces draw, for facts that no event and no part tells in every language; undefined before the first draw. */
  get #snapshot(): Snapshot | undefined {
    const notice = this.studio.renderRoot.querySelector<HTMLElement & { snapshot: Snapshot }>('refreel-notice')
    return notice?.snapshot
  }

  /** The part with this name, as soon as it is shown. */
  async shows(name: string, at = 0): Promise<HTMLElement> {
    return await appears(this.studio, () => {
      const found = parts(this.studio, name).filter((each) => !each.hidden)[at]
      return found
    })
  }

  /** Looks again with every frame that is drawn, for what no event and no part tells. */
  async waitFor(so: () => boolean): Promise<void> {
    while (!so()) await new Promise(requestAnimationFrame)
    await drawn(this.studio)
  }

  /** Resolves when what the studio draws is so. */
  async until(so: (snapshot: Snapshot) => boolean): Promise<void> {
    await appears(this.studio, () => this.#snapshot && so(this.#snapshot))
    await drawn(this.studio)
  }

  phase(wanted: RefreelStudio['phase']): Promise<void> {
    return phase(this.studio, wanted)
  }

  /** Chooses files: of the shop's photos by their names, or made ones. */
  async choose(...files: (string | File)[]): Promise<void> {
    const input = await appears(this.studio, () =>
      this.studio.renderRoot.querySelector<HTMLInputElement>('input[type=file]'),
    )
    input.files = transfer(await Promise.all(files.map((each) => (typeof each === 'string' ? file(each) : each)))).files
    input.dispatchEvent(new Event('change', { bubbles: true }))
    await this.until(({ references }) => references.length > 0)
  }

  /** Holds files over the studio, and doesn't let go. */
  async hover(...names: string[]): Promise<void> {
    const dataTransfer = transfer(await Promise.all(names.map((name) => file(name))))
    this.studio.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }))
    await this.shows('drop-veil')
  }

  async write(name: string, text: string, at = 0): Promise<void> {
    const field = (await this.shows(name, at)) as HTMLInputElement | HTMLTextAreaElement
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await drawn(this.studio)
  }

  async press(name: string, at = 0): Promise<void> {
    const button = await this.shows(name, at)
    ;(button.querySelector('input') ?? button).click()
    await drawn(this.studio)
  }

  async openOptions(): Promise<void> {
    await this.press('options-summary')
    await appears(this.studio, () => part<HTMLDetailsElement>(this.studio, 'options')?.open)
    await this.shows('option')
  }

  /** Chooses one picture and waits until a video can be asked for. */
  async ready(): Promise<void> {
    await this.choose('cat.png')
    await this.phase('ready')
  }

  /** Presses the button with everything in place: the run waits for its turn. */
  async make(): Promise<void> {
    await this.ready()
    await this.press('generate-button')
    await this.phase('queued')
    await this.shows('stage')
  }

  /** Asks for a video and is refused. */
  async refused(): Promise<void> {
    await this.ready()
    await this.press('generate-button')
    await this.shows('notice')
  }
}

function transfer(files: File[]): DataTransfer {
  const data = new DataTransfer()
  for (const each of files) data.items.add(each)
  return data
}
