/** `site usage`: a site's runs and charges by day. */
import type { Usage } from '../../contract/admin.ts'
import { type Command, expectWords, textFlag } from '../command.ts'
import { money, table } from '../text.ts'
import { sitePath } from './site.ts'

/** The `site usage` command. */
export const USAGE_COMMANDS: Record<string, Command> = {
  'site usage': {
    usage: 'site usage <site> [--from <day>] [--to <day>]',
    about: 'Runs, seconds, charges and what replays saved, by day in UTC; by default of the last 30 days.',
    flags: { from: { type: 'string' }, to: { type: 'string' } },
    run: async (context) => {
      const [id] = expectWords(context, ['<site>'])
      const query = new URLSearchParams()
      for (const name of ['from', 'to']) {
        const day = textFlag(context, name)
        if (day !== undefined) query.set(name, day)
      }
      const usage = await context.client.get<Usage>(`${sitePath(id)}/usage?${query}`)
      const row = (day: string, figures: Usage['total']) => [
        day,
        figures.runs,
        figures.seconds,
        money(figures.charged),
        money(figures.reserved),
        figures.replays,
        money(figures.saved),
      ]
      const rows = [...usage.days.map((day) => row(day.day, day)), row('total', usage.total)]
      const names = ['day', 'runs', 'seconds', 'charged', 'held', 'replays', 'saved']
      return {
        data: usage,
        text: `${id} from ${usage.from} to ${usage.to}, in ${usage.currency}\n${table(names, rows)}`,
      }
    },
  },
}
