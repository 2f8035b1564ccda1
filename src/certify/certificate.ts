/**
 * The certificate: its shape, its two parts and its digest. The stable part says what was found and is covered by the
 * digest; the volatile part says when, where and how long, and is covered by nothing. Format version 1.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from '../input/canonical.ts';

export const CERTIFICATE_VERSION = 1;

const count = z.number().int().min(0);
const sha = z.string().regex(/^[0-9a-f]{64}$/);

/** It is part of a file's name. */
const historyDigest = z.string().regex(/^[0-9a-f]{16}$/);

export const JUDGEMENTS = ['pass', 'violation', 'inconclusive', 'not-applicable'] as const;
export const judgementSchema = z.enum(JUDGEMENTS);
export const verdictSchema = z.enum(['pass', 'violation', 'inconclusive']);

/** What proves it: records of a history in the bundle. */
export const proofSchema = z.strictObject({
  case: z.string(),
  /** From 1. */
  repetition: count,
  /** The digest of the history. */
  history: historyDigest,
  sentence: z.string(),
  cause: z.string(),
  records: z.array(count),
});

/** How often a requirement held in one case. */
export const tallySchema = z.strictObject({
  case: z.string(),
  of: count,
  violation: count,
  pass: count,
  inconclusive: count,
});

export const requirementResultSchema = z.strictObject({
  id: z.string(),
  level: z.enum(['must', 'should']),
  /** The property, or `same-digest`. */
  subject: z.string(),
  verdict: judgementSchema,
  /** Why it is inconclusive or not applicable; null otherwise. */
  reason: z.string().nullable(),
  evidence: z.array(proofSchema),
  /** The cases that had to exercise it, and those that did. */
  repetitions: z.array(tallySchema),
});

export const caseResultSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  incident: z.string().nullable(),
  /** The property that convicts a gateway with the incident. */
  expectedProperty: z.string().nullable(),
  exercises: z.array(z.string()),
  verdict: judgementSchema,
  /** Every property that some repetition violated, required or not. */
  violated: z.array(z.string()),
  repetitions: z.array(
    z.strictObject({
      verdict: judgementSchema,
      /** The digest of its history; null when there is none. */
      history: historyDigest.nullable(),
      reason: z.string().nullable(),
    }),
  ),
  reason: z.string().nullable(),
});

export const certificateSchema = z.strictObject({
  formatVersion: z.literal(CERTIFICATE_VERSION),
  /** Gauntlet's version. */
  gauntlet: z.string(),
  target: z.string(),
  /** What the target calls itself; null when it does not say. */
  version: z.string().nullable(),
  protocol: count.nullable(),
  dialect: z.string(),
  profile: z.strictObject({ name: z.string(), hash: sha }),
  /** How often each case was run. */
  repeat: count,
  /** False: interrupted, or only some cases were run. */
  complete: z.boolean(),
  verdict: verdictSchema,
  requirements: z.array(requirementResultSchema),
  cases: z.array(caseResultSchema),
  /** Every other file of the bundle. */
  files: z.array(z.strictObject({ path: z.string(), sha256: sha })),
});

/** What differs between two runs that found the same. */
export const circumstancesSchema = z.strictObject({
  startedAt: z.string(),
  wallMillis: z.number().min(0),
  machine: z.strictObject({
    platform: z.string(),
    arch: z.string(),
    cpus: count,
    node: z.string(),
    npm: z.string().nullable(),
  }),
  interrupted: z.boolean(),
  /** Violations that somebody declared to accept; they change no verdict. */
  waived: z.array(
    z.strictObject({ requirement: z.string(), case: z.string().nullable(), reason: z.string() }),
  ),
});

export const certificateFileSchema = z.strictObject({
  /** SHA-256 of the canonical JSON of `certificate`. */
  digest: sha,
  certificate: certificateSchema,
  circumstances: circumstancesSchema,
});

export type Certificate = z.output<typeof certificateSchema>;
export type Circumstances = z.output<typeof circumstancesSchema>;
export type CertificateFile = z.output<typeof certificateFileSchema>;
export type RequirementResult = z.output<typeof requirementResultSchema>;
export type CaseResult = z.output<typeof caseResultSchema>;
export type Proof = z.output<typeof proofSchema>;
export type Tally = z.output<typeof tallySchema>;
export type Judgement = z.output<typeof judgementSchema>;

export function certificateDigest(certificate: Certificate): string {
  return sha256(canonicalJson(certificate));
}

export function certificateText(certificate: Certificate, circumstances: Circumstances): string {
  const file: CertificateFile = { digest: certificateDigest(certificate), certificate, circumstances };
  return `${canonicalJson(file, 2)}\n`;
}
