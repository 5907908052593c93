/** Finds the names in an element's code that a page can use: parts, slots, custom properties, events. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MEDIA_EVENTS } from '../../elements/player/media-events.ts'
import type { PublicElement } from './elements.ts'
import type { CodeNames } from './facts.ts'

const all = (code: string, pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([, found = '']) => found)
const words = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split(/\s+/)).filter(Boolean)

/** `inner: outer, same` of `exportparts`: the outer names. */
const exported = (text: string): string[] => text.split(',').map((pair) => pair.split(':').at(-1)?.trim() ?? '')

/** The custom properties that all elements share. */
const TOKENS = ['styles/values.ts', 'styles/tokens.ts']

/** Each event's name and file, keyed by the name of the event's class. */
export function eventTypes(root: string): Map<string, { type: string; file: string }> {
  const types = new Map<string, { type: string; file: string }>()
  for (const file of globSync('events/*.ts', { cwd: root })) {
    const code = readFileSync(join(root, file), 'utf8')
    const [, name, type] = /class (\w+) [\s\S]*?static readonly type = '([\w-]+)'/.exec(code) ?? []
    if (name && type) types.set(name, { type, file })
  }
  return types
}

/** The public custom properties that these styles use, directly or through tokens. */
function customProperties(bare: string, tokens: string): string[] {
  const made = new Map(all(tokens, /(--_[\w-]+:[^;]+);/g).map((line) => line.split(/:(.*)/s) as [string, string]))
  const rest = tokens.replace(/--_[\w-]+:[^;]+;/g, '')
  const found = new Set(all(bare + rest, /var\((--refreel-[\w-]+)/g))
  const used = new Set(all(bare + rest, /var\((--_[\w-]+)/g))
  // Iterating a set visits entries that are added meanwhile.
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
  // Comments are dropped: the check compares them with the code.
  const bare = files
    .map(read)
    .join('\n')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
  const types = eventTypes(root)
  // Events are made with `new`, or by `errorEvent`.
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
