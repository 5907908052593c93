/** Finds in an element's code what a page can reach: parts, slots, custom properties, events. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MEDIA_EVENTS } from '../../elements/player/media-events.ts'
import type { PublicElement } from './elements.ts'
import type { CodeNames } from './facts.ts'

const all = (code: string, pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([, found = '']) => found)
const words = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split(/\s+/)).filter(Boolean)

/** `inner: outer, same` of `exportparts`: the outer names. */
const exported = (text: string): string[] => text.split(',').map((pair) => pair.split(':').at(-1)?.trim() ?? '')

/** What every element's colours and sizes are made of. */
const TOKENS = ['styles/values.ts', 'styles/tokens.ts']

/** The name that each event class carries, by the class. */
export function eventTypes(root: string): Map<string, { type: string; file: string }> {
  const types = new Map<string, { type: string; file: string }>()
  for (const file of globSync('events/*.ts', { cwd: root })) {
    const code = readFileSync(join(root, file), 'utf8')
    const [, name, type] = /class (\w+) [\s\S]*?static readonly type = '([\w-]+)'/.exec(code) ?? []
    if (name && type) types.set(name, { type, file })
  }
  return types
}

/** Custom properties that reach these styles, directly or through the tokens that are made of them. */
function customProperties(bare: string, tokens: string): string[] {
  const made = new Map(all(tokens, /(--_[\w-]+:[^;]+);/g).map((line) => line.split(/:(.*)/s) as [string, string]))
  const rest = tokens.replace(/--_[\w-]+:[^;]+;/g, '')
  const found = new Set(all(bare + rest, /var\((--refreel-[\w-]+)/g))
  const used = new Set(all(bare + rest, /var\((--_[\w-]+)/g))
  // A set that grows while it is walked is walked to its end.
  for (const token of used) {
    const value = made.get(token) ?? ''
    for (const name of all(value, /var\((--_[\w-]+)/g)) used.add(name)
    for (const name of all(value, /var\((--refreel-[\w-]+)/g)) found.add(name)
  }
  return [...found]
}

/** Reads every file of one element's folder. The names in its comments are left out: they are what the names are compared with. */
export function readCode(root: string, { folder, styles, states }: PublicElement): CodeNames {
  const files = [...globSync(`${folder}/**/*.ts`, { cwd: root }), ...styles]
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  // What comments say is the other side of the comparison.
  const bare = files
    .map(read)
    .join('\n')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
  const types = eventTypes(root)
  // Made directly, or by the one function that makes them.
  const made = [
    ...all(bare, /new (Refreel\w+Event)\(/g),
    ...(bare.includes('errorEvent(') ? ['RefreelErrorEvent'] : []),
  ]
  const events = made.flatMap((name) => types.get(name)?.type ?? [])
  const media = bare.includes('echo(') ? MEDIA_EVENTS : []
  return {
    events: new Set([...events, ...media]),
    slots: new Set(all(bare, /<slot name="([\w-]+)"/g)),
    parts: new Set([
      ...words(all(bare, /\bpart="([^"$]+)"/g)),
      ...all(bare, /\bpart: '([\w-]+)'/g),
      ...all(bare, /setAttribute\('part', '([\w-]+)'\)/g),
      ...all(bare, /exportparts="([^"]+)"/g).flatMap(exported),
    ]),
    cssProperties: new Set(customProperties(bare, TOKENS.map(read).join('\n'))),
    states: new Set(states),
  }
}
