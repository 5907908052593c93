/** Decides what a video shows when: its shots, and how the seed moves and tints each of them. */
import { seeded } from './seeded.ts'
import { FRAME_RATE } from './size.ts'

/** A reference on disk, with the side lengths that it is shown with. */
export type Footage = { kind: 'image' | 'clip'; path: string; width: number; height: number; turn?: number }

/** One shot: a reference for some frames, with a camera path over a picture whose sides count 1. */
export type Shot = {
  footage: Footage
  frames: number
  zoom: [from: number, to: number]
  /** The camera's place within the room that the zoom leaves: 0 is left or top, 1 is right or bottom. */
  look: { x: [from: number, to: number]; y: [from: number, to: number] }
  sway: { phase: number; turns: number }
  tint: { hue: number; saturation: number; contrast: number; red: number; blue: number }
}

/** The shots of a video, in the order of its references; several views of a lone picture where `multi` asks for them. */
export function planShots(footage: Footage[], seconds: number, shotType: string, seed: number): Shot[] {
  const views = shotType === 'multi' && footage.length === 1 ? footage.concat(footage, footage) : footage
  const random = seeded(seed)
  const between = (from: number, to: number) => from + (to - from) * random()
  const frames = seconds * FRAME_RATE
  return views.map((view, index) => {
    const near = index % 2 === 1 ? 1.22 : 1.04
    const far = near + between(0.08, 0.2)
    const inwards = random() < 0.5
    const sideways = random() < 0.5
    const [low, high] = [between(0, 0.3), between(0.7, 1)]
    return {
      footage: view,
      frames: Math.round((frames * (index + 1)) / views.length) - Math.round((frames * index) / views.length),
      zoom: inwards ? [near, far] : [far, near],
      look: {
        x: sideways ? [low, high] : [high, low],
        y: [between(0.15, 0.55), between(0.15, 0.55)],
      },
      sway: { phase: between(0, 2 * Math.PI), turns: between(0.5, 1.2) },
      tint: {
        hue: between(-6, 6),
        saturation: between(0.97, 1.1),
        contrast: between(1, 1.06),
        red: between(0.94, 1.06),
        blue: between(0.94, 1.06),
      },
    }
  })
}
