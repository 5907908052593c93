/** `generation …`: lists every run of a site, asks for the operator's own, and says who may see a video. */
import type { AdminGeneration, AdminGenerationList, Visibility } from '../../contract/admin.ts'
import { type Command, type Context, expectWords, type Output, part, textFlag } from '../command.ts'
import { misused } from '../failure.ts'
import { readJson } from '../fields.ts'
import { money, pairs, table, time } from '../text.ts'
import { sitePath } from './site.ts'

/** Entries of a list without `--limit`. */
const LIMIT_DEFAULT = 20

const listPath = (site: string) => `${sitePath(site)}/generations`
const path = (site: string, id: string) => `${listPath(site)}/${part(id)}`

/** The `generation` commands. */
export const GENERATION_COMMANDS: Record<string, Command> = {
  'generation list': {
    usage: 'generation list <site> [--limit <number> | --all]',
    about: `Lists every attempt that reserved money, newest first, with the provider’s id; ${LIMIT_DEFAULT} by default.`,
    flags: { limit: { type: 'string' }, all: { type: 'boolean' } },
    run: async (context) => {
      const [site] = expectWords(context, ['<site>'])
      const limit = context.values.all ? Number.POSITIVE_INFINITY : numberOf(textFlag(context, 'limit'))
      return listed(
        await context.client.all(listPath(site), (page) => (page as AdminGenerationList).generations, limit),
      )
    },
  },
  'generation show': {
    usage: 'generation show <site> <generation>',
    about: 'Shows the newest attempt of a generation.',
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<generation>'])
      return shown(await context.client.get<AdminGeneration>(path(site, id)))
    },
  },
  'generation create': {
    usage: 'generation create <site> <request.json> [--key <idempotency key>]',
    about: 'Asks for a video as the operator, paid from the site’s budget. The request has the form of a visitor’s.',
    flags: { key: { type: 'string' } },
    run: async (context) => {
      const [site, file] = expectWords(context, ['<site>', '<request.json>'])
      const key = textFlag(context, 'key')
      const more: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
      return shown((await context.client.send<AdminGeneration>('POST', listPath(site), readJson(file), more)).body)
    },
  },
  'generation publish': visibility('publish', 'published', 'Anybody may find the video, and it doesn’t expire.'),
  'generation unlist': visibility(
    'unlist',
    'unlisted',
    'Anybody who knows its address may see the video, and it expires.',
  ),
  'generation hide': visibility(
    'hide',
    'private',
    'The video plays at signed addresses only, for subjects who have it on their lists.',
  ),
  'generation delete': {
    usage: 'generation delete <site> <generation> [--yes]',
    about: 'Deletes a generation and its video for everybody; a run is canceled. The cost stays in the books.',
    flags: { yes: { type: 'boolean' } },
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<generation>'])
      await context.confirm(`Delete ${id} and its video for everybody who has it?`)
      await context.client.send('DELETE', path(site, id))
      return { data: { id, deleted: true }, text: `${id} is deleted.` }
    },
  },
}

function visibility(word: string, to: Visibility, about: string): Command {
  return {
    usage: `generation ${word} <site> <generation> [--title <title>] [--alt <text>]`,
    about,
    flags: { title: { type: 'string' }, alt: { type: 'string' } },
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<generation>'])
      const [title, alt] = [textFlag(context, 'title'), textFlag(context, 'alt')]
      const patch = { visibility: to, ...(await metadataOf(context, path(site, id), { title, alt })) }
      return shown((await context.client.send<AdminGeneration>('PATCH', path(site, id), patch)).body)
    },
  }
}

/** The API replaces metadata as a whole, so that unchanged fields have to be sent along. */
async function metadataOf(
  { client }: Context,
  address: string,
  said: { title: string | undefined; alt: string | undefined },
): Promise<{ metadata?: object }> {
  const changes = Object.fromEntries(Object.entries(said).filter(([, text]) => text !== undefined))
  if (Object.keys(changes).length === 0) return {}
  return { metadata: { ...(await client.get<AdminGeneration>(address)).metadata, ...changes } }
}

function numberOf(text: string | undefined): number {
  if (text === undefined) return LIMIT_DEFAULT
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw misused(`--limit takes a number above 0: not "${text}".`)
}

function shown(generation: AdminGeneration): Output {
  return { data: generation, text: pairs(generation) }
}

function listed(generations: readonly AdminGeneration[]): Output {
  const rows = generations.map(
    ({ id, attempt, status, visibility: seen, subject, prediction, cost, created_at, forgotten }) => [
      id,
      attempt,
      forgotten ? `${status}, gone` : status,
      seen,
      subject,
      prediction,
      cost.charged === undefined ? `(${money(cost.estimated)})` : money(cost.charged),
      time(created_at),
    ],
  )
  const names = ['generation', 'attempt', 'status', 'visibility', 'subject', 'prediction', 'charged', 'created']
  return { data: generations, text: generations.length === 0 ? 'There are none.' : table(names, rows) }
}
