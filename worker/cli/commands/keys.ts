/** `site keys`: the secret keys of a site's own server. */
import type { NewSiteKey, SiteKeyList } from '../../contract/site.ts'
import { type Command, type Context, expectWords, type Output, part } from '../command.ts'
import { misused } from '../failure.ts'
import { table, time } from '../text.ts'
import { sitePath } from './site.ts'

/** The `site keys` command. */
export const KEY_COMMANDS: Record<string, Command> = {
  'site keys': {
    usage: 'site keys <site> [list | create | delete <key>]',
    about: 'The secret keys of a site’s own server. Two may exist, so that a rotation leaves no gap.',
    run: (context) => {
      const [id = '', what = 'list', ...rest] = context.words
      if (id === '') throw misused('<site> is missing.')
      const inner = { ...context, words: rest }
      const path = `${sitePath(id)}/keys`
      if (what === 'list') return list(inner, path)
      if (what === 'create') return create(inner, path)
      if (what === 'delete') return remove(inner, path)
      throw misused(`site keys knows list, create and delete: not "${what}".`)
    },
  },
}

async function list(context: Context, path: string): Promise<Output> {
  expectWords(context, [])
  const { keys } = await context.client.get<SiteKeyList>(path)
  const rows = keys.map(({ id, created_at, last_used_at }) => [id, time(created_at), time(last_used_at) || 'never'])
  return {
    data: keys,
    text: keys.length === 0 ? 'This site has no keys.' : table(['key', 'created', 'last used'], rows),
  }
}

async function create(context: Context, path: string): Promise<Output> {
  expectWords(context, [])
  const { body: key } = await context.client.send<NewSiteKey>('POST', path)
  return { data: key, text: `${key.id}\n${key.secret}\nKeep the secret now: it is not shown again.` }
}

async function remove(context: Context, path: string): Promise<Output> {
  const [key] = expectWords(context, ['<key>'])
  await context.client.send('DELETE', `${path}/${part(key)}`)
  return { data: { id: key, deleted: true }, text: `${key} is deleted.` }
}
