import { defineConfig } from 'vitest/config';

/** They replace a module, so they need one of their own. */
const REPLACING = ['test/gateway/canary.test.ts', 'test/gateway/catalogue.test.ts'];

/** Processes, sockets, or whole campaigns: minutes in all. `npm run check` goes without them. */
const LONG = [
  'test/bench/command.test.ts',
  'test/campaign/explained-gateways.test.ts',
  'test/campaign/full-scenario.test.ts',
  'test/campaign/watching.test.ts',
  'test/cases/campaigns.test.ts',
  'test/certify/old-bundles.test.ts',
  'test/cli/**/*.test.ts',
  'test/determinism/**/*.test.ts',
  'test/dialect/neutral-speakers.test.ts',
  'test/fleet/children.test.ts',
  'test/fleet/fleet.test.ts',
  'test/gateway/convictions.test.ts',
  'test/gateway/triggers.test.ts',
  'test/hosted/**/*.test.ts',
  'test/hostile/**/*.test.ts',
  'test/live/**/*.test.ts',
  'test/package/*.test.ts',
  'test/pages/generated.test.ts',
  'test/properties/skewed.test.ts',
  'test/schema/**/*.test.ts',
  'test/serve/**/*.test.ts',
];

/** A real Chromium. `npm run check` goes without them as well. */
const BROWSER = ['test/**/*.browser.test.ts'];

/** The clients of a release, which is downloaded: a configuration of their own runs them (`npm run long:clients`). */
const CLIENTS = ['test/clients/*.test.ts'];

/** A project of its own, which runs in the test of the package. */
const EXAMPLE = 'test/package/example/**';

export default defineConfig({
  cacheDir: 'node_modules/.cache/vite',
  test: {
    pool: 'threads',
    // vitest leaves one core to watching, which nobody does here
    maxWorkers: '100%',
    // what is printed is fitted to its width: tests read whole sentences unless they say how wide
    env: { COLUMNS: '10000' },
    globalSetup: ['test/temporary-root.ts'],
    globals: false,
    // a snapshot that is missing is a failure; -u writes them
    update: 'none',
    retry: 0,
    passWithNoTests: false,
    sequence: { shuffle: false, concurrent: false },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    unstubGlobals: true,
    restoreMocks: true,
    projects: [
      // modules are loaded once a thread and not once a file: two thirds of the time, and nothing may remember
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, ...REPLACING, ...BROWSER, ...CLIENTS, EXAMPLE],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'replacing', include: REPLACING } },
      { extends: true, test: { name: 'long', include: LONG } },
      { extends: true, test: { name: 'browser', include: BROWSER } },
    ],
  },
});
