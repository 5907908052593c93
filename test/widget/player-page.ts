/** A player on the page, and how tests wait for what it shows. */
import type { RefreelPlayer } from '../../widget/index.ts'
import { ENDPOINT } from './fake-worker.ts'

export function mount(attributes: Record<string, string>, parent: HTMLElement = document.body): RefreelPlayer {
  const player = document.createElement('refreel-player')
  for (const [name, value] of Object.entries({ endpoint: ENDPOINT, ...attributes })) player.setAttribute(name, value)
  parent.append(player)
  return player
}

export const media = (player: RefreelPlayer) => player.renderRoot.querySelector('video')

/** Resolves when the player shows a video element. */
export function shown(player: RefreelPlayer): Promise<HTMLVideoElement> {
  return new Promise((resolve) => {
    const look = () => {
      const found = media(player)
      if (!found) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(look)
    observer.observe(player.renderRoot, { childList: true, subtree: true })
    look()
  })
}

export const once = (target: EventTarget, type: string) =>
  new Promise<Event>((resolve) => target.addEventListener(type, resolve, { once: true }))
