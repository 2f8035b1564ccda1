import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { casesOnTarget } from '../../src/campaign/scenario-cases.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { namedTarget, openTarget, parseTarget } from '../../src/campaign/target.ts';
import { fittingCases } from '../../src/cli/fitting-cases.ts';

const SMALL = fileURLToPath(new URL('../hosted/small-gateway/small.yaml', import.meta.url));
const INCIDENTS = loadPackagedScenarios(KNOWN_NAMES, 'incidents');

describe('scenarios that fit', () => {
  it('are those that a hosted program can execute; of each other it is said why not', async () => {
    const target = await openTarget(parseTarget(SMALL));
    const cases = casesOnTarget(INCIDENTS, target, false);
    const told: string[] = [];
    const fitting = fittingCases(cases, (line) => told.push(line));
    expect(fitting.length).toBeGreaterThan(0);
    expect(told.length).toBe(cases.length - fitting.length);
    expect(told.join('\n')).toMatch(
      /\.yaml is left out on small: lifecycle\.late: nobody can do that to a process/,
    );
    for (const { file } of fitting) expect(target.misfits?.(file.scenario.plan)).toEqual([]);
  });

  it('are all on a gateway of ours', () => {
    const cases = casesOnTarget(INCIDENTS, namedTarget('reference'), false);
    expect(fittingCases(cases, () => expect.unreachable())).toEqual(cases);
  });
});
