/** `subject erase`, `pause` and `resume`. */
import type { Erasure } from '../../contract/admin.ts'
import { type Command, expectWords, part } from '../command.ts'
import { sitePath } from './site.ts'

export const OTHER_COMMANDS: Record<string, Command> = {
  'subject erase': {
    usage: 'subject erase <site> <subject> [--yes]',
    about: 'Erases all that one person left on a site, and tells what went.',
    flags: { yes: { type: 'boolean' } },
    run: async (context) => {
      const [site, subject] = expectWords(context, ['<site>', '<subject>'])
      await context.confirm(`Erase all that ${subject} left on ${site}, for ever?`)
      const together = { generations: 0, videos: 0, references: 0 }
      for (;;) {
        const { body } = await context.client.send<Erasure>('DELETE', `${sitePath(site)}/subjects/${part(subject)}`)
        for (const name of ['generations', 'videos', 'references'] as const) together[name] += body[name]
        const { generations, videos, references } = together
        const text = `Erased: ${generations} generations, ${videos} videos that nobody else wanted, ${references} references.`
        if (body.complete) return { data: { ...body, ...together }, text }
        context.progress(text)
      }
    },
  },
  pause: {
    usage: 'pause',
    about: 'Sends no run of any site to the provider and takes no new ones; those that wait go on waiting.',
    run: async (context) => {
      expectWords(context, [])
      await context.client.send('POST', '/v1/admin/pause')
      return { data: { paused: true }, text: 'Paused: nothing is sent until resume.' }
    },
  },
  resume: {
    usage: 'resume',
    about: 'Lets them go on.',
    run: async (context) => {
      expectWords(context, [])
      await context.client.send('POST', '/v1/admin/resume')
      return { data: { paused: false }, text: 'Going on.' }
    },
  },
}
