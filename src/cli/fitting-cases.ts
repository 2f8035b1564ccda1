/** Scenarios that a gateway can execute; of the others it is said why not. */
import type { ScenarioCase } from '../campaign/scenario-run.ts';
import { printable } from '../input/printable.ts';

/** `tell`: one line for each that is left out. */
export function fittingCases(
  cases: readonly ScenarioCase[],
  tell: (line: string) => void,
): readonly ScenarioCase[] {
  return cases.filter(({ file, target }) => {
    const reasons = target.misfits?.(file.scenario.plan) ?? [];
    if (reasons.length === 0) return true;
    tell(`${printable(file.file)} is left out on ${printable(target.name)}: ${reasons.join('; ')}`);
    return false;
  });
}
