import { describe, expect, it } from 'vitest';
import { bundledWorker, packedWorker } from '../../src/page/scripts.ts';

/** Bundling takes half a second, and longer where much else is going on. */
const PATIENCE_MS = 90_000;

describe('the worker of a page', () => {
  it(
    'is made of what needs no machine, and small',
    async () => {
      const { text, sources } = await bundledWorker();
      const rooms = sources.flatMap((path) => /^src\/(\w+)/.exec(path)?.[1] ?? []);
      expect([...new Set(rooms)].toSorted()).toEqual([
        'campaign',
        'client',
        'dialect',
        'execution',
        'gateway',
        'history',
        'kernel',
        'page',
        'plan',
        'properties',
        'protocol',
        'simulation',
        'trace',
      ]);
      expect(text.length).toBeLessThan(760_000);
      expect((await packedWorker()).length).toBeLessThan(300_000);
      expect(text).not.toMatch(/<\/script|[^\n -~]/i);
    },
    PATIENCE_MS,
  );
});
