/** The JSON of `gauntlet shrink`, as a schema and from a shrunk failure. */
import { z } from 'zod';
import type { SmallerFailure } from '../campaign/shrink-failure.ts';
import { planLines } from './plan-lines.ts';
import { convictionReport, SCHEMA_VERSION, type Printed } from './published.ts';

const count = z.number().int().min(0);

export const shrinkReportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  version: z.string(),
  /** What a replay of the given file says; only what is reproduced can be shrunk. */
  outcome: z.enum(['reproduced', 'fixed', 'diverged']),
  sentence: z.string(),
  gateway: z.string(),
  property: z.string(),
  /** The smaller plan; null when the failure was not reproduced. */
  shrunk: z
    .strictObject({
      /** Clients beyond the first, operations, turn steps and faults. */
      entriesBefore: count,
      entriesAfter: count,
      executions: count,
      /** `proven`: removing any single remaining entry no longer fails the same way. */
      minimal: z.enum(['proven', 'budget-ran-out']),
      /** What is left, in words: one line per client, operation, turn step and fault. */
      left: z.array(z.string()),
      violation: convictionReport,
      file: z.string(),
      /** The command that shows it again. */
      replay: z.string(),
      /** The command that turns it into a scenario. */
      promote: z.string(),
    })
    .nullable(),
  interrupted: z.boolean(),
});

export type ShrinkReport = Printed<typeof shrinkReportSchema>;

export interface ShrinkStamp {
  /** Gauntlet's version. */
  readonly version: string;
  readonly interrupted: boolean;
  /** The commands for a failure file. */
  readonly commands: (file: string) => { readonly replay: string; readonly promote: string };
}

export function shrinkReport({ before, after }: SmallerFailure, stamp: ShrinkStamp): ShrinkReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version: stamp.version,
    outcome: before.outcome,
    sentence: before.sentence,
    gateway: before.gateway,
    property: before.property,
    shrunk: after === null ? null : shrunkPart(after, stamp),
    interrupted: stamp.interrupted,
  };
}

function shrunkPart(
  after: NonNullable<SmallerFailure['after']>,
  { commands }: ShrinkStamp,
): ShrinkReport['shrunk'] {
  const { entriesBefore, entriesAfter, executions, minimal, plan, conviction, failure, file } = after;
  return {
    entriesBefore,
    entriesAfter,
    executions,
    minimal,
    left: planLines(plan),
    violation: { ...conviction, evidence: failure.verdict.evidence },
    file,
    ...commands(file),
  };
}
