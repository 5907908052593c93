/** The studio while the visitor says what should happen. */

import { PROMPT_MAX_CHARACTERS } from '../../../worker/contract/limits.ts'
import type { Section } from '../scene.ts'
import { never, withPresets } from './answers.ts'

const PROMPT = 'Image 1 turns its head and blinks while rain runs down the window behind it, warm light, calm mood.'
/** Repeats of the prompt that make it longer than the model takes. */
const TOO_OFTEN = Math.ceil(PROMPT_MAX_CHARACTERS / PROMPT.length) + 1

export const composing: Section = {
  id: 'composing',
  title: 'Saying what should happen',
  scenes: [
    {
      id: 'ready',
      title: 'Ready, with price and expected time',
      element: 'studio',
      page: { prompt: PROMPT },
      play: async (stage) => {
        await stage.ready()
        await stage.shows('price')
      },
    },
    {
      id: 'replay',
      title: 'Ready, and made before: free',
      element: 'studio',
      page: { prompt: PROMPT },
      worker: (worker) =>
        worker.intercept(({ path, body }) =>
          path.endsWith('/estimate')
            ? Response.json({ cost: { currency: 'USD', estimated: 0 }, input: body, would_replay: true })
            : undefined,
        ),
      play: async (stage) => {
        await stage.ready()
        await stage.shows('price')
      },
    },
    {
      id: 'options',
      title: 'Options open',
      element: 'studio',
      page: { prompt: PROMPT },
      play: async (stage) => {
        await stage.ready()
        await stage.openOptions()
        await stage.shows('price')
      },
    },
    {
      id: 'tips',
      title: 'Options open, with tips: long, with a seed and something to avoid',
      element: 'studio',
      page: {
        prompt: 'Image 2 turns slowly',
        duration: '9',
        seed: '4711',
        'negative-prompt': 'blur, extra limbs, flicker',
        'aspect-ratio': '9:16',
        'shot-type': 'multi',
      },
      play: async (stage) => {
        await stage.ready()
        await stage.openOptions()
        await stage.shows('price')
      },
    },
    {
      id: 'too-long',
      title: 'Prompt too long',
      element: 'studio',
      play: async (stage) => {
        await stage.ready()
        await stage.write('prompt-input', `${PROMPT} `.repeat(TOO_OFTEN))
        await stage.shows('counter')
      },
    },
    {
      id: 'missing-prompt',
      title: 'Asked for without a prompt',
      element: 'studio',
      play: async (stage) => {
        await stage.ready()
        await stage.press('generate-button')
      },
    },
    {
      id: 'missing-references',
      title: 'Asked for without a picture',
      element: 'studio',
      page: { prompt: PROMPT },
      play: (stage) => stage.press('generate-button'),
    },
    {
      id: 'consent',
      title: 'Consent is asked for',
      element: 'studio',
      page: { prompt: PROMPT, 'require-consent': '' },
      play: async (stage) => {
        await stage.ready()
        await stage.press('generate-button')
      },
    },
    {
      id: 'consent-given',
      title: 'Consent is given',
      element: 'studio',
      page: { prompt: PROMPT, 'require-consent': '' },
      play: async (stage) => {
        await stage.ready()
        await stage.press('consent')
        await stage.shows('price')
      },
    },
    {
      id: 'asking',
      title: 'Asked for, and not answered yet',
      element: 'studio',
      page: { prompt: PROMPT },
      worker: (worker) => worker.once('POST', '/v1/generations', never),
      play: async (stage) => {
        await stage.ready()
        await stage.press('generate-button')
        await stage.until(({ pending }) => pending === 'generate')
      },
    },
    {
      id: 'presets',
      title: 'Styles to choose from',
      element: 'studio',
      worker: withPresets,
      play: async (stage) => {
        await stage.ready()
        await stage.shows('preset', 3)
      },
    },
    {
      id: 'preset-chosen',
      title: 'A chosen style, with fields for its words and options that it fixes',
      element: 'studio',
      worker: withPresets,
      play: async (stage) => {
        await stage.ready()
        await stage.press('preset', 1)
        await stage.write('variable-input', 'red espresso cup')
        await stage.openOptions()
      },
    },
    {
      id: 'preset-named',
      title: 'A style that the page has chosen',
      element: 'studio',
      worker: withPresets,
      page: { preset: 'spin', variables: '{"product":"red espresso cup","table_colour":"walnut"}' },
      play: async (stage) => {
        await stage.ready()
        await stage.shows('price')
      },
    },
    {
      id: 'preset-pictures',
      title: 'A style with its own pictures',
      element: 'studio',
      worker: withPresets,
      page: { preset: 'ours' },
      play: async (stage) => {
        await stage.phase('ready')
        await stage.shows('references-fixed')
        await stage.shows('price')
      },
    },
    {
      id: 'preview',
      title: 'A stand-in plays the model',
      element: 'studio',
      page: { prompt: PROMPT },
      worker: (worker) => {
        worker.preview = true
      },
      play: async (stage) => {
        await stage.ready()
        await stage.shows('preview-note')
        await stage.shows('price')
      },
    },
    {
      id: 'plain',
      title: 'Without options, camera and price',
      element: 'studio',
      page: { 'without-options': '', 'without-camera': '' },
      worker: (worker) => {
        worker.site = { ...worker.site, show_price: false }
      },
      play: (stage) => stage.shows('drop-area'),
    },
  ],
}
