import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: 'node_modules/.cache/vite',
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    globals: false,
    retry: 0,
    passWithNoTests: false,
    sequence: { shuffle: false, concurrent: false },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    unstubGlobals: true,
    restoreMocks: true,
  },
});
