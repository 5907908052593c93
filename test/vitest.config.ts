/** The layers of tests in one run: the stand-in (Node), the Worker (workerd), the elements and their states (Chromium), all of it together. */
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { hideResets } from './quiet-workerd.ts'
import { chromiumLaunch } from './rig/browser.ts'
import { workerTestBindings } from './worker/bindings.ts'
import { FUZZ_SHARE } from './worker/fuzz-share.ts'

// Secrets come as bindings below; wrangler would warn at each run that no file holds them.
process.env.WRANGLER_LOG ??= 'error'
hideResets()

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Milliseconds that a test, a hook and `expect.poll` wait at most for what they want to see, where they say nothing
 * themselves. Vitest's own (10 s for hooks, 1 s for polls) are soon over beside another lane on a machine of two cores.
 */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } }
/**
 * These tests start whole programs, some of them dozens; a start that takes half a minute alone may take many under
 * load.
 */
const OF_THE_RIG = { ...PATIENCE, testTimeout: 900_000, hookTimeout: 300_000 }
/**
 * Files of the Worker wait for alarms more than they compute, so three of them run at once; the others of their lane
 * come after them. They share what is slow to start, and each begins with empty storage.
 */
const OF_THE_WORKER = {
  ...PATIENCE,
  isolate: false,
  setupFiles: ['test/worker/steady-clock.ts', 'test/worker/fresh-storage.ts'],
  maxWorkers: 3,
  sequence: { groupOrder: 1 },
}
const COMPUTING = { ...PATIENCE, maxWorkers: 2, sequence: { groupOrder: 2 } }
/** Files that cut, kill or silence parts of a rig and need no browser: in that lane too, so that both end at about the same time. */
const KILLS = [
  'test/end-to-end/fault-matrix/*.test.ts',
  'test/end-to-end/uploads-cut.test.ts',
  'test/end-to-end/provider-down.test.ts',
]
/** Files that stop, restart or configure a rig, or look at rendered videos, so that each starts its own. */
const OWN_RIG = ['key-rotation', 'npm-start', 'own-token', 'power-cut', 'sessions', 'uploads', 'visitor'].map(
  (name) => `test/end-to-end/${name}.test.ts`,
)

export default defineConfig({
  root,
  cacheDir: 'dist/.vite',
  test: {
    // The Worker's log has one line for each change of state: for operators, not for readers of test results.
    onConsoleLog: (line) => !line.startsWith('{"event":'),
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      {
        root,
        test: {
          name: 'replicate',
          include: ['test/replicate/**/*.test.ts', 'test/{rig,house}/**/*.test.ts'],
          ...COMPUTING,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: 'wrangler.toml' },
            miniflare: { bindings: workerTestBindings },
          }),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          exclude: ['test/worker/unreached.test.ts'],
          provide: { fuzzShare: process.env.FUZZ === 'whole' ? FUZZ_SHARE.whole : FUZZ_SHARE.quick },
          ...OF_THE_WORKER,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: 'wrangler.toml' },
            miniflare: { bindings: { ...workerTestBindings, PUBLIC_URL: '' } },
          }),
        ],
        test: {
          // The tests of runs again, where the provider can't reach us: no webhooks, references through the provider's
          // files.
          name: 'worker-unreached',
          include: ['generations', 'money', 'cancels', 'asking', 'forgetting', 'unreached'].map(
            (name) => `test/worker/${name}.test.ts`,
          ),
          ...OF_THE_WORKER,
        },
      },
      {
        root,
        optimizeDeps: {
          include: ['lit', 'axe-core', 'tus-js-client', 'react', 'react-dom/client'],
        },
        test: {
          name: 'widget',
          include: ['test/widget/**/*.test.ts'],
          ...COMPUTING,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        root,
        test: {
          name: 'gallery',
          include: ['test/gallery/**/*.test.ts'],
          ...COMPUTING,
          ...OF_THE_RIG,
        },
      },
      {
        root,
        test: {
          name: 'kills',
          include: KILLS,
          ...COMPUTING,
          ...OF_THE_RIG,
        },
      },
      {
        root,
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: [...KILLS, ...OWN_RIG],
          ...OF_THE_RIG,
          globalSetup: 'test/end-to-end/start-shared-rig.ts',
          setupFiles: 'test/end-to-end/shared.ts',
          // One file after another in one process: they share a browser, and some compare what the provider has counted.
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        root,
        test: {
          name: 'own-rig',
          include: OWN_RIG,
          ...OF_THE_RIG,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
