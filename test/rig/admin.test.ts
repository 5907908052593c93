/** The operator's terminal: where it finds the Worker and the token, how it reads its arguments, and what it prints. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Context, readArguments } from '../../worker/cli/command.ts'
import { findCommand, helpFor, helpForAll } from '../../worker/cli/commands.ts'
import { Failure } from '../../worker/cli/failure.ts'
import { FIELD_FLAGS, readFields } from '../../worker/cli/fields.ts'
import { readSettings } from '../../worker/cli/settings.ts'
import { pairs, printable, table } from '../../worker/cli/text.ts'

const roots: string[] = []
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true })
})

/** A checkout with these files in it. */
function root(files: Record<string, string> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'refreel-admin-'))
  roots.push(path)
  mkdirSync(join(path, '.refreel'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

describe('settings', () => {
  it('come from the command, the environment, .dev.vars, in that order', () => {
    const at = root({ '.dev.vars': 'ADMIN_TOKEN=from-file\nREFREEL_URL=https://file.example\n' })
    expect(readSettings(undefined, {}, at)).toEqual({ url: 'https://file.example', token: 'from-file' })
    const environment = { ADMIN_TOKEN: 'from-env', REFREEL_URL: 'https://env.example/' }
    expect(readSettings(undefined, environment, at)).toEqual({ url: 'https://env.example', token: 'from-env' })
    expect(readSettings('https://said.example', environment, at).url).toBe('https://said.example')
  })

  it('are those of npm start where nobody says otherwise, and its token goes nowhere else', () => {
    const at = root({ '.refreel/secrets.json': '{"ADMIN_TOKEN":"local"}' })
    expect(readSettings(undefined, {}, at)).toEqual({ url: 'http://127.0.0.1:8787', token: 'local' })
    expect(readSettings(undefined, { PORT: '9000' }, at).url).toBe('http://127.0.0.1:9000')
    expect(() => readSettings('https://refreel.example', {}, at)).toThrow('There is no token')
  })

  it.each([
    ['http://refreel.example', 'https only'],
    ['refreel.example', 'not an address'],
    ['https://refreel.example/v1', 'origin alone'],
    ['https://a:b@refreel.example', 'origin alone'],
    ['http://127.0.0.1.evil.example', 'https only'],
  ])('never send the token to %s', (url, why) => {
    expect(() => readSettings(url, { ADMIN_TOKEN: 'x' }, root())).toThrow(why)
  })
})

describe('the words of a command', () => {
  it('name it, and what is left is its own', () => {
    expect(findCommand(['site', 'show', 'site_a']).rest).toEqual(['site_a'])
    expect(findCommand(['pause']).rest).toEqual([])
    expect(() => findCommand(['site'])).toThrow('create, list, show')
    expect(() => findCommand(['sit', 'list'])).toThrow('no command "sit"')
  })

  it('are refused where they aren’t known', () => {
    expect(() => readArguments(['x', '--colour', 'red'], {})).toThrow('--colour')
    expect(() => readArguments(['--url'], {})).toThrow('--url')
    const { words, values } = readArguments(['a', '--json', '--url', 'https://x.example'], {})
    expect({ words, values: { ...values } }).toEqual({ words: ['a'], values: { json: true, url: 'https://x.example' } })
  })

  it('are all in the help', () => {
    for (const word of ['create', 'list', 'show', 'update', 'keys', 'usage', 'delete']) {
      expect(helpForAll()).toContain(`site ${word}`)
      expect(helpFor(findCommand(['site', word]).command)).toContain(`site ${word}`)
    }
  })
})

describe('fields', () => {
  const fields = (args: string[]) => readFields({ ...readArguments(args, FIELD_FLAGS) } as unknown as Context)

  it('are set one by one, over those of a file', () => {
    const file = join(root({ 'site.json': '{"name":"A","budget":{"per_day":1,"per_month":2}}' }), 'site.json')
    expect(
      fields(['--file', file, '--set', 'budget.per_day=10', '--set', 'home_url=null', '--set', 'name=My shop']),
    ).toEqual({ name: 'My shop', home_url: null, budget: { per_day: 10, per_month: 2 } })
    expect(fields(['--set', 'origins=["https://a.example"]'])).toEqual({ origins: ['https://a.example'] })
    expect(fields(['--set', 'home_url=https://a.example/?b=c'])).toEqual({ home_url: 'https://a.example/?b=c' })
  })

  it('are refused where they are none', () => {
    for (const set of ['budget', '=5', '__proto__.x=1', 'Budget=5'])
      expect(() => fields(['--set', set])).toThrow(Failure)
    const file = join(root({ 'list.json': '[]' }), 'list.json')
    expect(() => fields(['--file', file])).toThrow('no JSON object')
    expect(() => fields(['--file', '/nowhere.json'])).toThrow('can’t be read')
  })
})

describe('text', () => {
  it('stands in columns, numbers and money to the right', () => {
    expect(
      table(
        ['name', 'runs', 'cost'],
        [
          ['a', 5, '$1.00'],
          ['bcdef', 10, '$10.00'],
        ],
      ),
    ).toBe(['name   runs    cost', 'a         5   $1.00', 'bcdef    10  $10.00'].join('\n'))
    expect(pairs({ a: { b: 1, c: [] }, long: ['x', 'y'], none: null })).toBe(
      'a.b   1\na.c   none\nlong  x, y\nnone  none',
    )
  })

  it('holds nothing that a terminal would obey', () => {
    expect(printable('a\u001b[2Jb\nc\u202ed')).toBe('a�[2Jb�c�d')
    expect(table(['x'], [['\u001b]0;title\u0007']])).not.toContain('\u001b')
  })
})
