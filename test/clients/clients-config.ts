/** The clients of a release of OpenClaw against `gauntlet serve`: not among the tests, since the release is downloaded. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: 'node_modules/.cache/vite',
  test: {
    include: ['test/clients/*.test.ts'],
    globalSetup: ['test/temporary-root.ts'],
    testTimeout: 480_000,
    hookTimeout: 600_000,
  },
});
