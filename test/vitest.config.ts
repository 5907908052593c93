/** Four layers of tests in one run: the stand-in (Node), the Worker (workerd), the elements (Chromium), and all of it together. */
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunch } from './local/browser.ts'
import { workerTestBindings } from './worker/bindings.ts'

// Secrets come as bindings below; wrangler would warn at each run that no file holds them.
process.env.WRANGLER_LOG ??= 'error'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Files of the Worker wait for alarms more than they compute, so some more of them run at once, after the others. */
const WAITING_MOSTLY = { maxWorkers: 3, sequence: { groupOrder: 1 } }

export default defineConfig({
  root,
  cacheDir: 'dist/.vite',
  test: {
    // One line for each change of state is for operators, not for readers of test results.
    onConsoleLog: (line) => !line.startsWith('{"event":'),
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      {
        root,
        test: {
          name: 'replicate',
          include: ['test/replicate/**/*.test.ts', 'test/local/**/*.test.ts'],
          testTimeout: 60_000,
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
          testTimeout: 30_000,
          ...WAITING_MOSTLY,
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
          // The same runs where the provider can't reach us: no webhooks, references through its files.
          name: 'worker-unreached',
          include: ['generations', 'money', 'cancels', 'asking', 'forgetting', 'unreached'].map(
            (name) => `test/worker/${name}.test.ts`,
          ),
          testTimeout: 30_000,
          ...WAITING_MOSTLY,
        },
      },
      {
        root,
        optimizeDeps: {
          include: ['lit', 'lit/directives/repeat.js', 'axe-core', 'tus-js-client', 'react', 'react-dom/client'],
        },
        test: {
          name: 'widget',
          include: ['test/widget/**/*.test.ts'],
          testTimeout: 30_000,
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
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
