/** `site …`: creates, lists, shows, changes and deletes sites. */
import type { ListedSite, SiteList, SiteRecord } from '../../contract/site.ts'
import { type Command, type Context, expectWords, type Output, part, textFlag, textFlags } from '../command.ts'
import { Failure, misused } from '../failure.ts'
import { FIELD_FLAGS, readFields } from '../fields.ts'
import { money, pairs, table, time } from '../text.ts'

/** Milliseconds between two polls of a site that is being deleted. Ours. */
const POLL_MS = 1_000

const FLAGS = {
  ...FIELD_FLAGS,
  name: { type: 'string' },
  origin: { type: 'string', multiple: true },
} as const

/** A site's path in the admin API. */
export const sitePath = (id: string) => `/v1/admin/sites/${part(id)}`

/** The `site` commands, without keys and usage. */
export const SITE_COMMANDS: Record<string, Command> = {
  'site create': {
    usage: 'site create <site> --name <name> [--origin <origin>]… [--set <field>=<value>]… [--file <site.json>]',
    about: 'Creates a site, such as site_shop. Fields that are left out get small defaults.',
    flags: FLAGS,
    run: async (context) => {
      const [id] = expectWords(context, ['<site>'])
      const { body } = await context.client.send<SiteRecord>('POST', '/v1/admin/sites', { ...recordOf(context), id })
      return shown(body)
    },
  },
  'site list': {
    usage: 'site list',
    about: 'Lists all sites.',
    run: async (context) => {
      expectWords(context, [])
      const sites = await context.client.all('/v1/admin/sites', (page) => (page as SiteList).sites)
      const rows = sites.map(({ id, name, origins, budget, presets, deletion }) => [
        id,
        name,
        origins.join(' '),
        money(budget.per_day),
        money(budget.per_month),
        presets.length,
        deletion ? 'being deleted' : '',
      ])
      const names = ['site', 'name', 'origins', 'a day', 'a month', 'presets', '']
      return { data: sites, text: sites.length === 0 ? 'There are no sites yet.' : table(names, rows) }
    },
  },
  'site show': {
    usage: 'site show <site>',
    about: 'Shows a site’s record.',
    run: async (context) => {
      const [id] = expectWords(context, ['<site>'])
      return shown(await context.client.get<ListedSite>(sitePath(id)))
    },
  },
  'site update': {
    usage: 'site update <site> [--name <name>] [--origin <origin>]… [--set <field>=<value>]… [--file <changes.json>]',
    about: 'Changes the named fields. --origin replaces all origins; a value of null removes a field.',
    flags: FLAGS,
    run: async (context) => {
      const [id] = expectWords(context, ['<site>'])
      const patch = recordOf(context)
      if (Object.keys(patch).length === 0) throw misused('Name what to change: --set, --name, --origin or --file.')
      return shown((await context.client.send<SiteRecord>('PATCH', sitePath(id), patch)).body)
    },
  },
  'site delete': {
    usage: 'site delete <site> [--yes] [--no-wait]',
    about: 'Deletes a site with its generations, videos and references. Runs are canceled first.',
    flags: { yes: { type: 'boolean' }, 'no-wait': { type: 'boolean' } },
    run: async (context) => {
      const [id] = expectWords(context, ['<site>'])
      await context.client.get(sitePath(id))
      await context.confirm(`Delete ${id} with all its generations, videos and references, for ever?`)
      const { status, body } = await context.client.send<ListedSite | undefined>('DELETE', sitePath(id))
      const gone = status === 204 || (context.values['no-wait'] !== true && (await isGone(context, id)))
      if (gone) return { data: { id, deleted: true }, text: `${id} is deleted.` }
      return { data: body, text: `${id} is being deleted: ${leftOf(body)}.` }
    },
  },
}

/** Waits until nothing is left of the site, and shows how much still is. */
async function isGone(context: Context, id: string): Promise<boolean> {
  let told = ''
  for (;;) {
    try {
      const left = leftOf(await context.client.get<ListedSite>(sitePath(id)))
      if (left !== told) context.progress(`still there: ${left}`)
      told = left
    } catch (error) {
      if (error instanceof Failure && (error.data as { code?: string }).code === 'unknown-site') return true
      throw error
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function leftOf(site: ListedSite | undefined): string {
  const { generations = 0, references = 0 } = site?.deletion ?? {}
  return `${generations} generations, ${references} references`
}

function recordOf(context: Context): Record<string, unknown> {
  const fields = readFields(context)
  const [name, origins] = [textFlag(context, 'name'), textFlags(context, 'origin')]
  if (name !== undefined) fields.name = name
  if (origins !== undefined) fields.origins = origins
  return fields
}

function shown(site: ListedSite): Output {
  const { id, name, presets, created_at, deletion, ...record } = site
  const text = pairs({
    id,
    name,
    ...record,
    presets: presets.map((preset) => preset.id),
    created: time(created_at),
    ...(deletion ? { 'being deleted': leftOf(site) } : {}),
  })
  return { data: site, text }
}
