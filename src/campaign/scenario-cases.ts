/** Which scenario runs on which gateway, and what is expected there. */
import { GATEWAYS } from '../gateway/catalogue.ts';
import type { ScenarioCase } from './scenario-run.ts';
import type { ScenarioFile } from './scenarios.ts';
import { namedTarget, type Target } from './target.ts';

/** Every scenario on the reference gateway, on each known-good variant, and on the known-bad gateways it names. */
export function casesOnCatalogue(files: readonly ScenarioFile[]): readonly ScenarioCase[] {
  const correct = GATEWAYS.filter((entry) => entry.kind !== 'bad').map((entry) => namedTarget(entry.name));
  return files.flatMap((file): readonly ScenarioCase[] => [
    ...correct.map((target) => ({ file, target, expectedProperty: null })),
    ...file.scenario.convicts.map(({ gateway, property }) => ({
      file,
      target: namedTarget(gateway),
      expectedProperty: property,
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
  const isBad = target.kind === 'bad';
  return files.flatMap((file): readonly ScenarioCase[] => {
    const convicted = isBad
      ? file.scenario.convicts.find(({ gateway }) => gateway === target.name)
      : undefined;
    if (isBad && convicted === undefined && !named) return [];
    return [{ file, target, expectedProperty: convicted?.property ?? null }];
  });
}
