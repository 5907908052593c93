/** `pause` and `resume`: stops and restarts the sending of runs to the provider. */
import { type Command, expectWords } from '../command.ts'

/** The `pause` and `resume` commands. */
export const PROVIDER_COMMANDS: Record<string, Command> = {
  pause: {
    usage: 'pause',
    about: 'Sends no run of any site to the provider and accepts no new runs; queued runs stay queued.',
    run: async (context) => {
      expectWords(context, [])
      await context.client.send('POST', '/v1/admin/pause')
      return { data: { paused: true }, text: 'Paused: nothing is sent until resume.' }
    },
  },
  resume: {
    usage: 'resume',
    about: 'Sends queued runs and accepts new ones again.',
    run: async (context) => {
      expectWords(context, [])
      await context.client.send('POST', '/v1/admin/resume')
      return { data: { paused: false }, text: 'Resumed.' }
    },
  },
}
