/**
 * What a certificate says and nothing else in bundle or profile implies: claims, by the member of the file that makes
 * them. Whoever adds a member decides here, or in what verification computes anew. Must not know: how they are shown.
 */
import { dialectFor } from '../dialect/catalogue.ts';
import { unimpliedWords } from './case-run.ts';
import type { VerifyReport } from '../report/verify-report.ts';
import type { CertificateFile } from './certificate.ts';

export type Claim = VerifyReport['claims'][number];

/** Why a claim is one. */
export const UNSIGNED =
  'nothing here is signed, so a forgery that agrees with itself cannot be told from the truth';

/** Null: this certificate makes no such claim. */
export const CLAIMS: Readonly<Record<string, (file: CertificateFile) => string | null>> = {
  'certificate.target': ({ certificate: { target } }) => `the histories are what ${target} said and did`,
  'certificate.world': ({ certificate: { world } }) =>
    world === undefined ? null : `its cases were executed in the ${world} world`,
  'certificate.gauntlet': ({ certificate: { gauntlet } }) => `made by Gauntlet ${gauntlet}`,
  'certificate.dialect': ({ certificate: { dialect, version, protocol } }) => {
    const implied = dialectFor(version ?? '', protocol ?? undefined)?.name ?? 'none';
    return dialect === implied
      ? unimpliedWords(dialect, { version: version ?? undefined, protocol: protocol ?? undefined })
      : `read as ${dialect}, as somebody declared it (a description or --dialect); the hello alone implies ${implied}`;
  },
  'certificate.cases[].repetitions[].reason': ({ certificate: { cases } }) => {
    const unjudged = cases.flatMap(({ id, repetitions }) =>
      repetitions.flatMap(({ history, reason }, at) =>
        history === null ? [`${id} #${at + 1}: ${reason ?? ''}`] : [],
      ),
    );
    return unjudged.length === 0 ? null : `without a history: ${unjudged.join('; ')}`;
  },
  'certificate.files': ({ certificate: { files } }) =>
    files.some(({ path }) => path.startsWith('logs/')) ? 'what the target printed (logs/)' : null,
  'circumstances.startedAt': ({ circumstances: { startedAt } }) => `begun at ${startedAt}`,
  'circumstances.wallMillis': ({ circumstances: { wallMillis } }) => `took ${wallMillis} ms`,
  'circumstances.machine': ({ circumstances: { machine } }) =>
    `on ${machine.platform} ${machine.arch}, ${machine.cpus} processors, Node ${machine.node}, npm ${machine.npm ?? 'none'}${crowdingWords(machine.crowding)}`,
  'circumstances.confirmations': ({ circumstances: { confirmations = [] } }) =>
    confirmations.length === 0
      ? null
      : `over real sockets: ${confirmations.map((one) => `${one.property} in ${one.case} ${one.outcome}`).join('; ')}`,
  'circumstances.waived': ({ circumstances: { waived } }) =>
    waived.length === 0
      ? 'nothing was waived'
      : `waived: ${waived.map(({ requirement, reason }) => `${requirement} (${reason})`).join('; ')}`,
};

function crowdingWords(times = 1): string {
  return times === 1 ? '' : `, with ${times} times as much to do as it has processors`;
}

export function claimsOf(file: CertificateFile): readonly Claim[] {
  return Object.entries(CLAIMS).flatMap(([member, claim]): readonly Claim[] => {
    const says = claim(file);
    return says === null ? [] : [{ member, says }];
  });
}

/** Of what another version judged: so many sentences and plans are not as this one writes them. */
export function wordsClaimed(count: number): readonly Claim[] {
  if (count === 0) return [];
  const says = `the words of ${count} ${count === 1 ? 'sentence or plan' : 'sentences and plans'}, which this version writes otherwise`;
  return [{ member: 'certificate.requirements[].evidence[].sentence', says }];
}
