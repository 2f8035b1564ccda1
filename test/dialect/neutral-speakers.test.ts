import { describe, expect, it } from 'vitest';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { PROTOCOL_4, PROTOCOL_4_REVISION } from '../../src/dialect/protocol.ts';
import { plain, violations } from './plain-gateway.ts';

const SPEAKERS: readonly (readonly [name: string, dialect: Dialect])[] = [
  ['reference', PROTOCOL_4],
  ['resumes-runs', PROTOCOL_4],
  ['resets-in-place', PROTOCOL_4_REVISION],
];

describe.each(SPEAKERS)('%s without its additions', (name, dialect) => {
  it('violates nothing in the incidents, nor in 25 plans of a seed', async () => {
    const gateway = plain(name);
    for (const { scenario } of loadPackagedScenarios(KNOWN_NAMES, 'incidents'))
      expect(await violations(scenario.plan, gateway, dialect), scenario.name).toEqual([]);
    for (let index = 1; index <= 25; index++)
      expect(await violations(STANDARD_EXECUTOR.generate(`plain/${index}`), gateway, dialect)).toEqual([]);
  }, 120_000);
});
