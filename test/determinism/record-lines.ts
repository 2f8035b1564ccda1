/** A trial's history as canonical JSON lines, and the first line in which two histories differ. */
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import type { Target } from '../../src/campaign/target.ts';
import { recordLine } from '../../src/history/jsonl.ts';
import type { Plan } from '../../src/plan/plan.ts';

const LONGEST_SHOWN = 300;

/** Executes the plan once. Bodies too large for a line are named by their hash, which is in the line. */
export async function recordLines(
  plan: Plan,
  { gateway, dialect }: Pick<Target, 'gateway' | 'dialect'>,
): Promise<string[]> {
  const { history = [] } = await STANDARD_EXECUTOR.execute({
    plan,
    gateway,
    dialect,
    profile: STANDARD_EXECUTOR.profile,
    keep: true,
  });
  return history.map((record) => recordLine(record, () => {}));
}

/** Which record differs first, with both versions of it; undefined when all agree. */
export function whereTheyDiffer(first: readonly string[], second: readonly string[]): string | undefined {
  for (let i = 0; i < Math.max(first.length, second.length); i++)
    if (first[i] !== second[i]) return `record ${i}: ${shown(first[i])}\n  then: ${shown(second[i])}`;
  return undefined;
}

function shown(line: string | undefined): string {
  return line === undefined ? '(the history had ended)' : line.slice(0, LONGEST_SHOWN);
}
