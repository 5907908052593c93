/**
 * Computes a clip's length twice: as players show it, which an edit list may shorten, and as a decoder of every sample
 * counts it.
 */
import type { SampleRun } from './fragments.ts'
import type { Track } from './movie.ts'

/** Seconds: `shown` by players, and `longest` of shown and stored pictures, over all video tracks. */
export type Length = { shown: number; longest: number }

/** The length of a clip. `video` is the track that players show, `runs` the samples inside fragments. */
export function lengthOf(tracks: Track[], video: Track, runs: SampleRun[]): Length {
  const byTrack = Map.groupBy(runs, (run) => run.track)
  const of = (track: Track): Length => {
    const own = byTrack.get(track.id) ?? []
    const span = spanOf(own) / track.timescale
    const sum = own.reduce((units, run) => units + run.units, 0) / track.timescale
    // Fragments carry their samples' times. Without fragments the edit list decides; without an edit list, the samples.
    const shown = own.length > 0 ? track.seconds + span : track.editedSeconds || track.seconds
    return { shown, longest: Math.max(shown, track.editedSeconds, track.toldSeconds, track.seconds + sum) }
  }
  const pictures = tracks.filter(({ handler }) => handler === 'vide')
  return { shown: of(video).shown, longest: Math.max(...pictures.map((track) => of(track).longest)) }
}

/** Time units from the start of the first sample to the end of the last. */
function spanOf(runs: SampleRun[]): number {
  let [from, to] = [Number.POSITIVE_INFINITY, 0]
  for (const run of runs) {
    from = Math.min(from, run.from)
    to = Math.max(to, run.from + run.units)
  }
  return runs.length > 0 ? to - from : 0
}
