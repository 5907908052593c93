/** `subject erase`: erases everything of one subject. */
import type { Erasure } from '../../contract/admin.ts'
import { type Command, expectWords, part } from '../command.ts'
import { sitePath } from './site.ts'

/** The `subject erase` command. */
export const SUBJECT_COMMANDS: Record<string, Command> = {
  'subject erase': {
    usage: 'subject erase <site> <subject> [--yes]',
    about: 'Erases everything of one subject on a site, and counts it.',
    flags: { yes: { type: 'boolean' } },
    run: async (context) => {
      const [site, subject] = expectWords(context, ['<site>', '<subject>'])
      await context.confirm(`Erase everything of ${subject} on ${site}, for ever?`)
      const total = { generations: 0, videos: 0, references: 0 }
      for (;;) {
        const { body } = await context.client.send<Erasure>('DELETE', `${sitePath(site)}/subjects/${part(subject)}`)
        for (const name of ['generations', 'videos', 'references'] as const) total[name] += body[name]
        const { generations, videos, references } = total
        const text = `Erased: ${generations} generations, ${videos} videos that nobody else wanted, ${references} references.`
        if (body.complete) return { data: { ...body, ...total }, text }
        context.progress(text)
      }
    },
  },
}
