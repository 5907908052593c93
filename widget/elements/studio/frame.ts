/** The frame of a studio: heading, notice, and below them the piece that its phase asks for. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Words } from '../../locales/index.ts'
import type { Texts } from '../../locales/texts.ts'
import { isDead } from '../../store/limit.ts'
import { isRunning } from '../../store/phases.ts'
import type { StudioRequest } from '../../store/requests.ts'
import type { Phase, Snapshot } from '../../store/snapshot.ts'

/** What the frame shows, and who hears of what happens in it; listeners are called on the studio. */
export interface FrameView {
  words: Words
  texts: Texts | undefined
  phase: Phase
  snapshot: Snapshot
  /** Files hover. */
  over: boolean
  withoutOptions: boolean
  withoutCamera: boolean
  withoutDownload: boolean
  withoutHistory: boolean
  /** The page's own way to a token: a customer whom it knows. */
  session: unknown
  requireConsent: boolean
  preset: string | undefined
  variables: Readonly<Record<string, string>> | undefined
  asked: (event: CustomEvent<StudioRequest>) => void
  pressed: () => void
}

export function frame(view: FrameView): TemplateResult {
  const { words, phase, snapshot } = view
  const dead = isDead(snapshot)
  return html`
    <div
      class="frame"
      part="frame"
      role="group"
      tabindex="-1"
      lang=${words.lang}
      dir=${words.dir}
      aria-labelledby="title"
      @refreel-request=${view.asked}
      @refreel-pressed=${view.pressed}
    >
      <div class="header" part="header">
        <slot name="heading">
          <h2 class="title" id="title" part="heading">${words(phase === 'done' ? 'done' : isRunning(phase) ? 'heading_running' : 'heading')}</h2>
          <p class="muted" part="lead" ?hidden=${phase === 'done' || isRunning(phase)}>${words('lead')}</p>
        </slot>
      </div>
      ${
        snapshot.preview || snapshot.generation?.preview
          ? html`<p class="small preview-note" part="preview-note">${words('preview_note')}</p>`
          : nothing
      }
      <refreel-notice .snapshot=${snapshot} .words=${words}></refreel-notice>
      <refreel-challenge hidden .words=${words}></refreel-challenge>
      ${
        dead
          ? nothing
          : isRunning(phase)
            ? html`<refreel-run .snapshot=${snapshot} .words=${words}></refreel-run>`
            : phase === 'done'
              ? html`<refreel-result
                .snapshot=${snapshot}
                .words=${words}
                .texts=${view.texts}
                .withoutDownload=${view.withoutDownload}
              ></refreel-result>`
              : html`<refreel-composer
                .snapshot=${snapshot}
                .words=${words}
                .withoutCamera=${view.withoutCamera}
                .withoutOptions=${view.withoutOptions}
                .requireConsent=${view.requireConsent}
                .named=${Boolean(view.preset)}
                .given=${view.variables}
              ></refreel-composer>`
      }
      ${
        view.withoutHistory || dead || !(snapshot.known || view.session)
          ? nothing
          : html`<refreel-past .snapshot=${snapshot} .words=${words}></refreel-past>`
      }
      <div class="footer small muted" part="footer" ?hidden=${phase === 'done'}>
        <slot name="footer"><p>${words('will_be_ai')}</p></slot>
      </div>
      <p class="drop-veil" part="drop-veil" ?hidden=${!view.over}>${words('drop_here')}</p>
    </div>
    <div class="hidden-visually" id="polite" role="status" aria-live="polite"></div>
    <div class="hidden-visually" id="assertive" role="alert" aria-live="assertive"></div>
  `
}
