/** How long a clip is: an edit list may show less of it than there is, and who decodes all of it counts all of it. */
import type { Run } from './fragments.ts'
import type { Track } from './movie.ts'

/** Seconds: `shown` by players, and `longest` of that and of what is there, over all tracks of pictures. */
export type Length = { shown: number; longest: number }

/** The length of the clip whose pictures are those of `video`. */
export function lengthOf(tracks: Track[], video: Track, runs: Run[]): Length {
  const byTrack = Map.groupBy(runs, (run) => run.track)
  const of = (track: Track): Length => {
    const own = byTrack.get(track.id) ?? []
    const span = spanOf(own) / track.timescale
    const sum = own.reduce((units, run) => units + run.units, 0) / track.timescale
    // Fragments tell their samples' times themselves; else an edit list decides, and without one the samples.
    const shown = own.length > 0 ? track.seconds + span : track.editedSeconds || track.seconds
    return { shown, longest: Math.max(shown, track.editedSeconds, track.toldSeconds, track.seconds + sum) }
  }
  const pictures = tracks.filter(({ handler }) => handler === 'vide')
  return { shown: of(video).shown, longest: Math.max(...pictures.map((track) => of(track).longest)) }
}

/** From the first sample to the end of the last one, in the track's time units. */
function spanOf(runs: Run[]): number {
  let [from, to] = [Number.POSITIVE_INFINITY, 0]
  for (const run of runs) {
    from = Math.min(from, run.from)
    to = Math.max(to, run.from + run.units)
  }
  return runs.length > 0 ? to - from : 0
}
