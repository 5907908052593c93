/**
 * Asks Chromium and ffmpeg about each member of the corpus, and keeps their answers in `answers.jsonl`. What they have
 * been asked before is not asked again unless its bytes have changed; `--all` asks anew.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, digestOf, readAnswers, writeAnswers } from './answers.ts'
import { type Base, base } from './bases.ts'
import { CORPUS } from './corpus.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { type Chromium, startChromium } from './judges/chromium.ts'
import { askFfmpeg, type Ffmpeg, ffmpegVersions } from './judges/ffmpeg.ts'
import type { Member } from './member.ts'
import { expectedOf } from './rule.ts'

/** Members that are asked about at a time. */
const LANES = 2

const folder = mkdtempSync(join(tmpdir(), 'refreel-corpus-'))
const known = new Map(process.argv.includes('--all') ? [] : readAnswers().members.map((one) => [one.name, one]))
const answers: Answer[] = []

function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** ffmpeg's answers for bases; each base is asked about once. */
const bases = new Map<Base, Promise<Ffmpeg>>()
function baseAnswer(name: Base): Promise<Ffmpeg> {
  const asked = bases.get(name) ?? askFfmpeg(put(`base-${name}`, base(name)), null)
  bases.set(name, asked)
  return asked
}

async function ask(chromium: Chromium, member: Member): Promise<Answer> {
  const { name } = member
  const bytes = member.bytes()
  const sound = member.base === null ? null : await baseAnswer(member.base)
  const { digests, times, ...ffmpeg } = await askFfmpeg(put(name, bytes), sound)
  const file = sound && member.base ? { name: member.base, bytes: base(member.base), times: sound.times } : null
  const shown = /\.(mp4|mov)$/.test(name)
    ? await chromium.clip(name, bytes, times, file)
    : await chromium.picture(name, bytes, file)
  const readings = await askReadings(member)
  const judged = { chromium: shown, ffmpeg, ...(readings ? { readings } : {}) }
  return { name, digest: digestOf(bytes), ...judged, expected: expectedOf(judged) }
}

async function askReadings({ name, readings }: Member): Promise<Answer['readings'] | null> {
  if (!readings) return null
  const all: Ffmpeg[] = []
  const files = readings()
  for (const [index, bytes] of files.entries()) all.push(await askFfmpeg(put(`${index}-${name}`, bytes), null))
  const frames = new Set(all.map(({ digests }) => digests.join()))
  const alike = new Set(files.map(digestOf)).size === 1
  return { alike, differ: frames.size > 1, longest: Math.max(...all.map(({ longest = 0 }) => longest)) }
}

const judges = { chromium: '', ...(await ffmpegVersions()) }
const waiting = CORPUS.filter((member) => {
  const before = known.get(member.name)
  if (!before || before.digest !== digestOf(member.bytes())) return true
  answers.push({ ...before, expected: EXCEPTIONS[member.name]?.expected ?? expectedOf(before) })
  return false
})
console.log(`${CORPUS.length} members, ${waiting.length} to be asked about`)

async function lane(): Promise<void> {
  const chromium = await startChromium()
  judges.chromium = chromium.version
  for (let member = waiting.shift(); member; member = waiting.shift()) {
    const answer = await ask(chromium, member)
    answers.push({ ...answer, expected: EXCEPTIONS[member.name]?.expected ?? answer.expected })
    console.log(`${answer.name}: ${JSON.stringify(answer.expected)}`)
    // Answers are written at once, so that a run that ends early loses nothing.
    writeAnswers({ judges, members: answers })
  }
  await chromium.close()
}

await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, lane))
if (judges.chromium === '') judges.chromium = readAnswers().judges.chromium
writeAnswers({ judges, members: answers })
rmSync(folder, { recursive: true })
