/** A gateway that nobody starts for an execution, and that lives on after it: what an address names. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { createUrlTarget } from '../../src/live/targets/url.ts';
import { executeLive } from '../../src/live/world.ts';
import { Bench, TOKEN } from '../serve/served-bench.ts';
import { judged } from './small-live.ts';
import { ownFolder } from './temporary-folder.ts';

const PATIENCE_MS = 120_000;
const bench = new Bench();

afterEach(() => bench.end());

describe('a gateway that lives on', () => {
  it(
    'is judged by what each execution said to it, not by what earlier ones left',
    async () => {
      const { url } = await bench.serve();
      const target = createUrlTarget(url, { token: TOKEN, dialect: undefined });
      await target.prepare?.({ tell: () => undefined, signal: new AbortController().signal });
      const cases = loadPackagedScenarios(KNOWN_NAMES, 'certify').filter(({ file }) =>
        /reset-and-delete/.test(file),
      );
      expect(cases).toHaveLength(1);
      for (const [k, { scenario }] of [...cases, ...cases].entries()) {
        const folder = join(ownFolder(), String(k));
        const { records, pending } = await executeLive(scenario.plan, target, {
          signal: new AbortController().signal,
          folder,
        });
        expect(pending).toEqual([]);
        expect(judged(records).filter(({ verdict }) => verdict === 'violation')).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});
