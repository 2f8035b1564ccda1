/** Which scenario runs on which gateway, and what is expected there. */
import { GATEWAYS } from '../gateway/catalogue.ts';
import type { Expectation, ScenarioCase } from './scenario-run.ts';
import type { ScenarioFile } from './scenarios.ts';
import { namedTarget, type Target } from './target.ts';

/** Every scenario on the reference gateway, on each known-good variant, and on the known-bad gateways it names. */
export function casesOnCatalogue(files: readonly ScenarioFile[]): readonly ScenarioCase[] {
  const correct = GATEWAYS.filter((entry) => entry.kind !== 'bad').map((entry) => namedTarget(entry.name));
  return files.flatMap((file) => [
    ...correct.map((target): ScenarioCase => ({ file, target, expectation: { type: 'pass' } })),
    ...file.scenario.convicts.map(({ gateway, property }): ScenarioCase => ({
      file,
      target: namedTarget(gateway),
      expectation: { type: 'conviction', property },
    })),
  ]);
}

/**
 * The scenarios on one gateway. A known-bad gateway is expected to fail those that name it; the others are left out
 * unless they were asked for (`named`), and then must pass.
 */
export function casesOnTarget(
  files: readonly ScenarioFile[],
  target: Target,
  named: boolean,
): readonly ScenarioCase[] {
  return files.flatMap((file): readonly ScenarioCase[] => {
    const expectation = expectationOn(file, target);
    if (expectation.type === 'pass' && target.kind === 'bad' && !named) return [];
    return [{ file, target, expectation }];
  });
}

function expectationOn({ scenario }: ScenarioFile, target: Target): Expectation {
  const conviction =
    target.kind === 'bad' ? scenario.convicts.find((one) => one.gateway === target.name) : undefined;
  return conviction === undefined ? { type: 'pass' } : { type: 'conviction', property: conviction.property };
}
