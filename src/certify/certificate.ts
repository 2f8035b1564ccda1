/**
 * The certificate: its shape, its two parts and its digest. The stable part says what was found and is covered by the
 * digest; the volatile part says when, where and how long, and is covered by nothing. Format version 2; reads 1, in which
 * nothing says which versions of the properties judged it, nor what was not judged.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import {
  caseReport,
  confirmationReport,
  type judgementName,
  proofReport,
  requirementReport,
  tallyReport,
  waivedReport,
  worldName,
} from '../report/certificate-report.ts';
import { count, verdictName } from '../report/published.ts';

export const CERTIFICATE_VERSION = 2 as const;
/** What can be read. */
export const CERTIFICATE_VERSIONS = [1, CERTIFICATE_VERSION] as const;

const sha = z.string().regex(/^[0-9a-f]{64}$/);

/** As they are published, but that each is about a case. */
const proofSchema = proofReport.extend({ case: z.string() });
const tallySchema = tallyReport.extend({ case: z.string() });
const requirementResultSchema = requirementReport.extend({
  evidence: z.array(proofSchema),
  repetitions: z.array(tallySchema),
});

const propertyVersion = z.string().regex(/^[a-z]+\/[a-z-]+@[1-9]\d*$/, 'such as ack/durable@2');

export const certificateSchema = z.strictObject({
  formatVersion: z.literal(CERTIFICATE_VERSIONS),
  /** Gauntlet's version. */
  gauntlet: z.string(),
  target: z.string(),
  /** Where its cases were executed: behind the port, as a process in virtual time, over real sockets. Absent: before it was said. */
  world: worldName.optional(),
  /** What the target calls itself; null when it does not say. */
  version: z.string().nullable(),
  protocol: count.nullable(),
  dialect: z.string(),
  profile: z.strictObject({ name: z.string(), hash: sha }),
  /** How often each case was run. */
  repeat: count,
  /** False: interrupted, or only some cases were run. */
  complete: z.boolean(),
  verdict: verdictName,
  requirements: z.array(requirementResultSchema),
  cases: z.array(caseReport),
  /** Every other file of the bundle. */
  files: z.array(z.strictObject({ path: z.string(), sha256: sha })),
  /** Since format 2: the version of each property that judged, required or not. */
  judgedBy: z.array(propertyVersion).optional(),
  /** Since format 2: what no plan asks for and no property reads. */
  notJudged: z.array(z.string()).optional(),
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
    /** So many times as much to do as processors, when it ended; absent: it had room, or a certificate of before it was said. */
    crowding: z.number().min(1).optional(),
  }),
  interrupted: z.boolean(),
  waived: z.array(waivedReport),
  /** Of a hosted certificate, where they were asked for. */
  confirmations: z.array(confirmationReport).optional(),
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
export type CaseResult = z.output<typeof caseReport>;
export type CaseProof = z.output<typeof proofSchema>;
export type Tally = z.output<typeof tallySchema>;
export type Judgement = z.output<typeof judgementName>;
export type WorldName = z.output<typeof worldName>;

export function certificateDigest(certificate: Certificate): string {
  return sha256(canonicalJson(certificate));
}
