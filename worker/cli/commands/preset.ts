/** `preset …`: the presets of a site. The API saves them all together, so each change reads the current ones first. */
import type { Preset } from '../../contract/preset.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { type Command, type Context, expectWords, type Output } from '../command.ts'
import { misused } from '../failure.ts'
import { readJson } from '../fields.ts'
import { pairs, table } from '../text.ts'
import { sitePath } from './site.ts'

/** The `preset` commands. */
export const PRESET_COMMANDS: Record<string, Command> = {
  'preset list': {
    usage: 'preset list <site>',
    about: 'Lists a site’s presets.',
    run: async (context) => {
      const [site] = expectWords(context, ['<site>'])
      return listed(await presetsOf(context, site))
    },
  },
  'preset show': {
    usage: 'preset show <site> <preset>',
    about: 'Shows a preset. With --json it has the form that preset put takes.',
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<preset>'])
      const preset = (await presetsOf(context, site)).find((known) => known.id === id)
      if (!preset) throw misused(`${site} has no preset ${id}.`)
      return { data: preset, text: pairs(preset) }
    },
  },
  'preset put': {
    usage: 'preset put <site> <preset.json>',
    about: 'Saves a preset or a list of presets. One with a known id replaces the old one and keeps its seed.',
    run: async (context) => {
      const [site, file] = expectWords(context, ['<site>', '<preset.json>'])
      const read = readJson(file)
      const put = (Array.isArray(read) ? read : [read]) as { id?: unknown }[]
      if (put.some((preset) => typeof preset?.id !== 'string')) throw misused(`${file} holds a preset without an id.`)
      const before = await presetsOf(context, site)
      const kept = before.map((known) => put.find(({ id }) => id === known.id) ?? known)
      const added = put.filter(({ id }) => !before.some((known) => known.id === id))
      return listed(await save(context, site, [...kept, ...added]))
    },
  },
  'preset delete': {
    usage: 'preset delete <site> <preset>',
    about: 'Deletes a preset. Videos made with it stay.',
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<preset>'])
      const before = await presetsOf(context, site)
      const left = before.filter((known) => known.id !== id)
      if (left.length === before.length) throw misused(`${site} has no preset ${id}.`)
      return listed(await save(context, site, left))
    },
  },
}

async function presetsOf({ client }: Context, site: string): Promise<Preset[]> {
  return (await client.get<SiteRecord>(sitePath(site))).presets
}

async function save({ client }: Context, site: string, presets: readonly object[]): Promise<Preset[]> {
  return (await client.send<SiteRecord>('PATCH', sitePath(site), { presets })).body.presets
}

function listed(presets: readonly Preset[]): Output {
  const rows = presets.map(({ id, title, input, variables, locked }) => [
    id,
    title,
    variables.join(' '),
    [...(input.reference_images ?? []), ...(input.reference_videos ?? [])].length,
    input.seed,
    locked.join(' '),
  ])
  const names = ['preset', 'title', 'variables', 'references', 'seed', 'locked']
  return { data: presets, text: presets.length === 0 ? 'This site has no presets.' : table(names, rows) }
}
