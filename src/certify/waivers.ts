/**
 * Waivers: violations that somebody declares to accept, each with a reason. They change what a verb ends with, never
 * a verdict, and each must still be needed. Read strictly, with places. Must not know: the clock; today is handed in.
 */
import { z } from 'zod';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import { parseYaml } from '../input/yaml-source.ts';
import type { Certificate, Circumstances, RequirementResult } from './certificate.ts';
import type { ResolvedProfile } from './profile.ts';

const waiverSchema = z.strictObject({
  /** The id of a requirement. */
  requirement: z.string().min(1),
  /** Only in this case; default: in all. */
  case: z.string().min(1).optional(),
  reason: z.string().trim().min(1, 'say why it is accepted'),
  /** The last day it holds, such as 2026-12-31. */
  until: z.iso.date('a date such as 2026-12-31').optional(),
});

export const waiversSchema = z.array(waiverSchema);

export type Waiver = z.output<typeof waiverSchema>;

/** The waivers in a text; everything that is wrong with them is one InputError. */
export function parseWaivers(file: string, text: string, profile: ResolvedProfile): readonly Waiver[] {
  const source = parseYaml(file, text);
  const waivers = source.read(waiversSchema.nullish()) ?? [];
  const ids = profile.requirements.map(({ id }) => id);
  const cases = profile.cases.map(({ name }) => name);
  const problems = waivers.flatMap((one, i): readonly string[] => [
    ...(ids.includes(one.requirement)
      ? []
      : [
          source.at(
            [i, 'requirement'],
            `no requirement '${one.requirement}' in ${profile.name}${nearest(one.requirement, ids)}`,
          ),
        ]),
    ...(one.case === undefined || cases.includes(one.case)
      ? []
      : [source.at([i, 'case'], `no case '${one.case}' in ${profile.name}${nearest(one.case, cases)}`)]),
  ]);
  if (problems.length > 0) throw new InputError(problems);
  return waivers;
}

export type Waived = Circumstances['waived'][number];

export interface WaiverOutcome {
  /** Waivers that accept a violation of this certificate. */
  readonly waived: readonly Waived[];
  /** Required violations that no waiver accepts: ids of requirements. */
  readonly unwaived: readonly string[];
  /** Waivers that accept nothing any more, or whose day is over, in words. */
  readonly stale: readonly string[];
}

/** `today`: such as 2026-11-21. A waiver of what was not shown either way is neither used nor stale. */
export function applyWaivers(
  { requirements }: Pick<Certificate, 'requirements'>,
  waivers: readonly Waiver[],
  today: string,
): WaiverOutcome {
  const expired = waivers.filter(({ until }) => until !== undefined && until < today);
  const holding = waivers.filter((one) => !expired.includes(one));
  const used = new Set<Waiver>();
  const unwaived: string[] = [];
  for (const one of requirements) {
    if (one.verdict !== 'violation') continue;
    const covers = holding.filter((waiver) => accepts(waiver, one).length > 0);
    for (const waiver of covers) used.add(waiver);
    const accepted = new Set(covers.flatMap((waiver) => accepts(waiver, one)));
    if (one.level === 'must' && violatedCases(one).some((name) => !accepted.has(name))) unwaived.push(one.id);
  }
  return {
    waived: waivers
      .filter((one) => used.has(one))
      .map((one) => ({ requirement: one.requirement, case: one.case ?? null, reason: one.reason })),
    unwaived,
    stale: [
      ...expired.map((one) => `${named(one)} ended on ${one.until ?? ''}`),
      ...holding
        .filter((one) => !used.has(one) && nowHolds(one, requirements))
        .map((one) => `${named(one)} is not needed any more: it no longer fails`),
    ],
  };
}

/** It accepts a violation that is there. */
export function isNeeded(waived: Waived, { requirements }: Pick<Certificate, 'requirements'>): boolean {
  return requirements.some((one) => accepts(waived, one).length > 0);
}

/** The cases whose violations a waiver accepts. */
function accepts(waiver: Waiver | Waived, result: RequirementResult): readonly string[] {
  if (waiver.requirement !== result.id) return [];
  return violatedCases(result).filter((name) => (waiver.case ?? name) === name);
}

function violatedCases({ repetitions }: RequirementResult): readonly string[] {
  return repetitions.filter(({ violation }) => violation > 0).map((one) => one.case);
}

function nowHolds(waiver: Waiver, requirements: readonly RequirementResult[]): boolean {
  const result = requirements.find(({ id }) => id === waiver.requirement);
  if (result === undefined) return true;
  const tally = result.repetitions.find((one) => one.case === waiver.case);
  if (waiver.case !== undefined && result.verdict !== 'not-applicable')
    return tally !== undefined && tally.pass === tally.of;
  return result.verdict === 'pass' || result.verdict === 'not-applicable';
}

function named(waiver: Waiver): string {
  return `the waiver of ${waiver.requirement}${waiver.case === undefined ? '' : ` in ${waiver.case}`}`;
}
