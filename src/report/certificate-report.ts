/**
 * The JSON of `gauntlet certify`, `judge` and `verify`, as schemas: what scripts may rely on, by the rules of
 * published.ts. `version` is the target's; Gauntlet's is `gauntlet`.
 */
import { z } from 'zod';
import {
  count,
  excuseSchema,
  findingSchema,
  verdictName,
  version as schemaVersion,
  type Printed,
} from './published.ts';

/** A property may also be one that the dialect declares it cannot show. */
export const judgementName = z.enum([...verdictName.options, 'not-applicable']);

/** The digest of a history, which is part of a file's name. */
const historyDigest = z.string().regex(/^[0-9a-f]{16}$/);

/** Where cases are executed: behind the in-process port, as a process in virtual time, over real sockets. */
export const worldName = z.enum(['simulated', 'hosted', 'live']);

/** What proves it: records of a history. */
export const proofReport = z.strictObject({
  /** Null where the history is judged by itself. */
  case: z.string().nullable(),
  /** From 1. */
  repetition: count,
  history: historyDigest,
  sentence: z.string(),
  cause: z.string(),
  records: z.array(count),
});

/** How often a requirement held in one case. */
export const tallyReport = z.strictObject({
  case: z.string().nullable(),
  of: count,
  violation: count,
  pass: count,
  inconclusive: count,
});

export const requirementReport = z.strictObject({
  id: z.string(),
  level: z.enum(['must', 'should']),
  /** The property as the profile names it, with its version or without (the first), or `same-digest`. */
  subject: z.string(),
  verdict: judgementName,
  /** Why it is inconclusive or not applicable; null otherwise. */
  reason: z.string().nullable(),
  evidence: z.array(proofReport),
  /** The cases that had to exercise it, and those that did. */
  repetitions: z.array(tallyReport),
  /** What was left unjudged in all of them: a pass with many excuses is a hollow one. Absent: nothing. */
  excused: z.array(excuseSchema).optional(),
});

export const caseReport = z.strictObject({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  incident: z.string().nullable(),
  /** The property that convicts a gateway with the incident. */
  expectedProperty: z.string().nullable(),
  exercises: z.array(z.string()),
  verdict: judgementName,
  /** Every property that some repetition violated, required or not. */
  violated: z.array(z.string()),
  repetitions: z.array(
    z.strictObject({
      verdict: judgementName,
      /** Null when there is none. */
      history: historyDigest.nullable(),
      reason: z.string().nullable(),
    }),
  ),
  reason: z.string().nullable(),
});

/** A violation that somebody declared to accept; it changes the exit code and no verdict. */
export const waivedReport = z.strictObject({
  requirement: z.string(),
  case: z.string().nullable(),
  reason: z.string(),
});

/** What was found in virtual time, tried over real sockets; it changes no verdict. */
export const confirmationReport = z.strictObject({
  case: z.string(),
  property: z.string(),
  outcome: z.enum(['confirmed', 'not-confirmed', 'not-expressible']),
  /** Executions over real sockets. */
  tries: count,
  /** Why it is not expressible; null otherwise. */
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
  /** Why this dialect, where nobody named one and its hello names no known release; absent: it is no guess. */
  dialectGuess: z.string().optional(),
  verdict: verdictName,
  requirements: z.array(requirementReport),
  /** Of the certificate, or of the history. */
  digest: z.string(),
  /** The version of each property that judged, such as ack/durable@2; empty where a certificate does not say. */
  judgedBy: z.array(z.string()),
  /** What no plan asks for and no property reads; empty where a certificate does not say. */
  notJudged: z.array(z.string()),
};

export const certifyReportSchema = z.strictObject({
  ...judgedMembers,
  /** Absent: a certificate of before it was said. */
  world: worldName.optional(),
  protocol: count.nullable(),
  profileHash: z.string(),
  repeat: count,
  /** False: interrupted, or only some cases were run. */
  complete: z.boolean(),
  cases: z.array(caseReport),
  waived: z.array(waivedReport),
  /** Waivers that are not needed any more, in words. */
  staleWaivers: z.array(z.string()),
  /** Empty: nothing was to be confirmed. */
  confirmations: z.array(confirmationReport),
  /** Repetitions in which the target was dead before hello. */
  unreachable: count,
  interrupted: z.boolean(),
  /** The first evidence of violated requirements, as people read it; of the first few of them. */
  findings: z.array(
    z.strictObject({
      ...findingSchema.shape,
      requirement: z.string(),
      history: historyDigest,
      /** The last lines that the target printed in that execution; absent: none. */
      printed: z.array(z.string()).optional(),
    }),
  ),
  /** The folder of the bundle. */
  bundle: z.string(),
});

export const judgeReportSchema = z.strictObject({
  ...judgedMembers,
  /** Why it is inconclusive. */
  reason: z.string().nullable(),
  history: z.string(),
  records: count,
  /** What was found, as people read it. */
  findings: z.array(findingSchema),
});

export type ConfirmationReport = z.output<typeof confirmationReport>;
export type RequirementReport = z.output<typeof requirementReport>;
/** Findings are of the shape that the judge gives, which nobody changes. */
type WithFindings<T extends z.ZodType<{ findings: unknown }>> = Omit<z.output<T>, 'findings'> &
  Pick<Printed<T>, 'findings'>;

export type CertifyReport = WithFindings<typeof certifyReportSchema>;
export type JudgeReport = WithFindings<typeof judgeReportSchema>;
