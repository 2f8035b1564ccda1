/** The numbers of a plan that a person would turn: times, delays and sizes of operations and faults, each by its path. Pure. */
import type { Plan } from '../../plan/plan.ts';

export type Path = readonly (string | number)[];

export interface PlanNumber {
  readonly path: Path;
  /** Such as `atMs` or `when.delayMs`. */
  readonly name: string;
  readonly value: number;
}

/** Deeper members (turn steps) are in the JSON. */
const DEEPEST = 2;

export function fieldsOf(entry: object, at: Path): readonly PlanNumber[] {
  return walk(entry, at, []);
}

function walk(value: object, at: Path, steps: Path): readonly PlanNumber[] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): readonly PlanNumber[] => {
    const [path, below] = [
      [...at, key],
      [...steps, key],
    ];
    if (typeof member === 'number') return [{ path, name: below.join('.'), value: member }];
    const isDeeper = typeof member === 'object' && member !== null && !Array.isArray(member);
    return isDeeper && below.length < DEEPEST ? walk(member, path, below) : [];
  });
}

/** The plan with another number there. */
export function withValue(plan: Plan, path: Path, value: unknown): Plan {
  return changed(plan, path, value) as Plan;
}

function changed(value: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value))
    return value.map((item: unknown, k) => (k === step ? changed(item, rest, to) : item));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [step]: changed(members[step], rest, to) };
}
