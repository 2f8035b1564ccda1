/**
 * The JSON of `gauntlet certify`, `judge` and `verify`, as schemas: what scripts may rely on, by the rules of
 * published.ts. `version` is the target's; Gauntlet's is `gauntlet`.
 */
import { z } from 'zod';
import { count, version as schemaVersion } from './published.ts';

export const verdictName = z.enum(['pass', 'violation', 'inconclusive']);
export const judgementName = z.enum(['pass', 'violation', 'inconclusive', 'not-applicable']);

const proofReport = z.strictObject({
  /** Null where the history is judged by itself. */
  case: z.string().nullable(),
  /** From 1. */
  repetition: count,
  /** The digest of the history. */
  history: z.string(),
  sentence: z.string(),
  cause: z.string(),
  /** Indexes of the records that prove it. */
  records: z.array(count),
});

const tallyReport = z.strictObject({
  case: z.string().nullable(),
  of: count,
  violation: count,
  pass: count,
  inconclusive: count,
});

export const requirementReport = z.strictObject({
  id: z.string(),
  level: z.enum(['must', 'should']),
  /** The property, or what else is checked. */
  subject: z.string(),
  verdict: judgementName,
  /** Why it is inconclusive or not applicable. */
  reason: z.string().nullable(),
  evidence: z.array(proofReport),
  repetitions: z.array(tallyReport),
});

const caseReport = z.strictObject({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  incident: z.string().nullable(),
  expectedProperty: z.string().nullable(),
  exercises: z.array(z.string()),
  verdict: judgementName,
  violated: z.array(z.string()),
  repetitions: z.array(
    z.strictObject({
      verdict: judgementName,
      history: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  reason: z.string().nullable(),
});

/** What the three verbs have in common. */
export const judgedMembers = {
  schemaVersion,
  gauntlet: z.string(),
  /** Null: a history that does not say. */
  target: z.string().nullable(),
  version: z.string().nullable(),
  profile: z.string(),
  dialect: z.string(),
  verdict: verdictName,
  requirements: z.array(requirementReport),
  /** Of the certificate, or of the history. */
  digest: z.string(),
};

export const certifyReportSchema = z.strictObject({
  ...judgedMembers,
  protocol: count.nullable(),
  profileHash: z.string(),
  repeat: count,
  /** False: interrupted, or only some cases were run. */
  complete: z.boolean(),
  cases: z.array(caseReport),
  /** Violations that a waiver accepts; they change the exit code and no verdict. */
  waived: z.array(
    z.strictObject({ requirement: z.string(), case: z.string().nullable(), reason: z.string() }),
  ),
  /** Waivers that are not needed any more, in words. */
  staleWaivers: z.array(z.string()),
  /** Repetitions in which the target was dead before hello. */
  unreachable: count,
  interrupted: z.boolean(),
  /** The folder of the bundle. */
  bundle: z.string(),
});

export const judgeReportSchema = z.strictObject({
  ...judgedMembers,
  /** Why it is inconclusive. */
  reason: z.string().nullable(),
  history: z.string(),
  records: count,
});

export type RequirementReport = z.output<typeof requirementReport>;
export type CertifyReport = z.output<typeof certifyReportSchema>;
export type JudgeReport = z.output<typeof judgeReportSchema>;
