/** From outside a buffer without a bound shows: what comes of it was made before it was taken. */
import { expect, it } from 'vitest';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { createServedTarget } from '../../src/live/targets/served.ts';
import { executeLive } from '../../src/live/world.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { sampled } from '../long/sampled.ts';
import { judged } from './small-live.ts';
import { ownFolder } from './temporary-folder.ts';

const PATIENCE_MS = 240_000;

async function hoardedFrom(gateway: string): Promise<Verdict | undefined> {
  const hoards = loadPackagedScenarios(KNOWN_NAMES, 'live').find(({ file }) =>
    /7442-reader-that-hoards/.test(file),
  );
  if (hoards === undefined) throw new Error('the case is gone');
  const target = createServedTarget(gateway, REFERENCE);
  const { signal } = new AbortController();
  const { records } = await executeLive(hoards.scenario.plan, target, { signal, folder: ownFolder() });
  return judged(records).find(({ property }) => property === 'buffer/bounded');
}

it(
  'convicts a real process that buffers whatever is asked of it',
  async () => {
    const verdict = await hoardedFrom('buffers-unbounded');
    expect(verdict?.verdict, verdict?.reason).toBe('violation');
    expect(verdict?.violations[0]?.sentence).toMatch(/so much lay in its buffer, limit \d+$/);
  },
  PATIENCE_MS,
);

it.each(sampled(['awaits', 'pages-small'], 2))(
  'passes %s, which fills no buffer with answers',
  async (gateway) => {
    const verdict = await hoardedFrom(gateway);
    expect(verdict?.verdict, verdict?.reason).toBe('pass');
  },
  PATIENCE_MS,
);
