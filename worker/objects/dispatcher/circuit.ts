/**
 * Whether creates are sent at all, as a table of states; code asks the table. Closed: creates are sent. Open: none is
 * sent until a probe. Half-open: one is sent, and its answer decides.
 */

import type { Health } from '../../contract/admin.ts'
import { growingPauseMs, MINUTE_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Why the circuit is open. Monitors learn no more than this about the operator's account. */
export type Reason = NonNullable<Health['provider']>

/**
 * Unclear creates in a row that count as an outage. Ours: one may be a cut connection, two in a row hardly are. Each
 * costs its run a minute of searching, while a probe is free.
 */
const OUTAGE_SILENCES = 2
/**
 * Milliseconds until the first probe, doubled with each failed one, up to the last; and by how much they vary. Ours.
 */
const FIRST_PROBE_MS = 30_000
const LAST_PROBE_MS = 5 * MINUTE_MS
const PROBE_JITTER = 0.2

export type Circuit =
  | { state: 'closed'; silences: number }
  /** `probes` counts the failed probes since the circuit opened. */
  | { state: 'open'; reason: Reason; probeAt: number; probes: number }
  | { state: 'half-open'; reason: Reason; since: number; probes: number }

export const CLOSED: Circuit = { state: 'closed', silences: 0 }

/** The events that may change the circuit. */
export type Signal =
  /** The provider answered a create: took it, rejected it for itself, or said that there were too many. */
  | 'answered'
  /** A create got no clear answer. */
  | 'silence'
  /** A create was refused for too little credit, or for the token. */
  | 'credit'
  | 'token'
  /** A probe is due that only a create can be. */
  | 'due'
  /** A free probe succeeded, was refused for the token, or got no clear answer. */
  | 'probe-passed'
  | 'probe-token'
  | 'probe-silence'
  /** No create is waiting that could serve as the probe. */
  | 'idle'

/** A reason stands for `open` with that reason. A missing entry changes nothing. */
const NEXT: Record<Circuit['state'], Partial<Record<Signal, 'closed' | 'half-open' | Reason>>> = {
  closed: { answered: 'closed', silence: 'unreachable', credit: 'credit', token: 'token' },
  open: {
    // Creates that were sent before the circuit opened may still tell a reason; success tells nothing about now.
    credit: 'credit',
    token: 'token',
    due: 'half-open',
    'probe-passed': 'half-open',
    'probe-token': 'token',
    'probe-silence': 'unreachable',
  },
  'half-open': { answered: 'closed', silence: 'unreachable', credit: 'credit', token: 'token', idle: 'closed' },
}

/** The circuit after a signal; `random` is from 0 to 1. */
export function afterSignal(circuit: Circuit, signal: Signal, now: number, clock: Clock, random: number): Circuit {
  const next = NEXT[circuit.state][signal]
  if (next === undefined) return circuit
  if (next === 'closed') return CLOSED
  if (circuit.state === 'closed') {
    const silences = circuit.silences + 1
    if (signal === 'silence' && silences < OUTAGE_SILENCES) return { state: 'closed', silences }
    return { state: 'open', reason: next as Reason, probeAt: now + probeWait(0, clock, random), probes: 0 }
  }
  if (next === 'half-open') return { state: 'half-open', reason: circuit.reason, since: now, probes: circuit.probes }
  // A late answer to a create is no probe, so the next probe keeps its time.
  if (circuit.state === 'open' && !signal.startsWith('probe-')) return { ...circuit, reason: next }
  const probes = circuit.probes + 1
  return { state: 'open', reason: next, probeAt: now + probeWait(probes, clock, random), probes }
}

/** The reason that monitors are told; null while creates are sent. */
export function reasonOf(circuit: Circuit): Reason | null {
  return circuit.state === 'closed' ? null : circuit.reason
}

function probeWait(probes: number, clock: Clock, random: number): number {
  return clock.delay(growingPauseMs(FIRST_PROBE_MS, LAST_PROBE_MS, probes) * (1 + PROBE_JITTER * (2 * random - 1)))
}
