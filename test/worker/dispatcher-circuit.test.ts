/** The circuit breaker: when creates stop going to the provider, and when one tries again. */
import { describe, expect, it } from 'vitest'
import { afterSignal, type Circuit, CLOSED, reasonOf, type Signal } from '../../worker/objects/dispatcher/circuit.ts'

const clock = { now: () => 0, delay: (ms: number) => ms }
/** The random number that gives no jitter: the middle of its range. */
const EVEN = 0.5
const NOW = 1_000_000

function met(circuit: Circuit, ...signals: Signal[]): Circuit {
  return signals.reduce((state, signal) => afterSignal(state, signal, NOW, clock, EVEN), circuit)
}

const opened = (signal: 'credit' | 'token') => met(CLOSED, signal)

describe('the circuit', () => {
  it.each<[string, Circuit, Signal[], string]>([
    ['stays closed while creates are answered', CLOSED, ['answered', 'answered'], 'closed'],
    ['stays closed after one create without an answer', CLOSED, ['silence'], 'closed'],
    ['stays closed when a clear answer comes in between', CLOSED, ['silence', 'answered', 'silence'], 'closed'],
    ['opens at the second one in a row', CLOSED, ['silence', 'silence'], 'open unreachable'],
    ['opens at the first word of credit', CLOSED, ['credit'], 'open credit'],
    ['opens at the first word of the token', CLOSED, ['token'], 'open token'],
    ['takes a late clear word for silence', met(CLOSED, 'silence', 'silence'), ['token'], 'open token'],
    ['isn’t closed by an answer to a create from before', opened('credit'), ['answered'], 'open credit'],
    ['half-opens for credit when it is time', opened('credit'), ['due'], 'half-open credit'],
    ['half-opens after a free call', opened('token'), ['probe-passed'], 'half-open token'],
    ['learns from a free call that it is the token', met(CLOSED, 'silence', 'silence'), ['probe-token'], 'open token'],
    ['learns from a free call that nobody answers', opened('token'), ['probe-silence'], 'open unreachable'],
    ['closes when the one create is answered', opened('credit'), ['due', 'answered'], 'closed'],
    ['opens again when it is refused', opened('credit'), ['due', 'credit'], 'open credit'],
    ['opens again when it gets no answer', opened('token'), ['probe-passed', 'silence'], 'open unreachable'],
    ['closes when there is no create to wait for', opened('token'), ['probe-passed', 'idle'], 'closed'],
    ['isn’t half-opened twice', opened('credit'), ['due', 'due'], 'half-open credit'],
  ])('%s', (_, circuit, signals, state) => {
    const end = met(circuit, ...signals)
    expect([end.state, reasonOf(end)].filter((word) => word !== null).join(' ')).toBe(state)
  })

  it('probes after half a minute, then twice as late each time, up to five minutes', () => {
    let circuit = opened('token')
    const waits: number[] = []
    for (let probe = 0; probe < 6; probe++) {
      waits.push(circuit.state === 'open' ? circuit.probeAt - NOW : Number.NaN)
      circuit = met(circuit, 'probe-token')
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
  })

  it('goes on backing off when a free call goes through but the create after it fails', () => {
    let circuit = met(CLOSED, 'silence', 'silence')
    for (let probe = 0; probe < 3; probe++) circuit = met(circuit, 'probe-passed', 'silence')
    expect(circuit).toMatchObject({ state: 'open', probeAt: NOW + 240_000 })
    expect(met(circuit, 'probe-passed', 'answered', 'token')).toMatchObject({ probeAt: NOW + 30_000 })
  })

  it('varies the time of a probe by a fifth, so that not all deployments come at once', () => {
    const at = (random: number) => (afterSignal(CLOSED, 'token', NOW, clock, random) as { probeAt: number }).probeAt
    expect([at(0), at(1)]).toEqual([NOW + 24_000, NOW + 36_000])
  })

  it('keeps the time of its probe when a late word comes', () => {
    const before = met(CLOSED, 'silence', 'silence')
    const late = afterSignal(before, 'credit', NOW + 10_000, clock, EVEN)
    expect(late).toEqual({ ...before, reason: 'credit' })
  })
})
