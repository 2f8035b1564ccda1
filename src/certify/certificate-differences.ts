/**
 * Where a certificate and a second look at the same histories disagree, in words: the verdict, each requirement, each
 * case, and whatever else is not the same. Pure. Must not know: files.
 */
import { canonicalJson } from '../input/canonical.ts';
import type { Assessment } from './assessment.ts';
import { CERTIFICATE_FILE } from './bundle.ts';
import type { Certificate } from './certificate.ts';

export interface Difference {
  /** The file of the bundle that it is about. */
  readonly file: string;
  readonly sentence: string;
}

export function differingVerdicts(certificate: Certificate, again: Assessment): readonly Difference[] {
  const sentences: string[] = [];
  const { verdict } = certificate;
  if (verdict !== again.verdict)
    sentences.push(`the verdict is ${verdict}, and the histories say ${again.verdict}`);
  sentences.push(...differing('requirement', certificate.requirements, again.requirements));
  sentences.push(...differing('case', certificate.cases, again.cases));
  return sentences.map((sentence) => ({ file: CERTIFICATE_FILE, sentence }));
}

interface Judged {
  readonly id: string;
  readonly verdict: string;
}

function differing(what: string, stored: readonly Judged[], again: readonly Judged[]): readonly string[] {
  const sentences: string[] = [];
  for (const one of stored) {
    const other = again.find(({ id }) => id === one.id);
    if (other === undefined) sentences.push(`${what} ${one.id} is not in the profile`);
    else if (one.verdict !== other.verdict)
      sentences.push(`${what} ${one.id} is ${one.verdict}, and the histories say ${other.verdict}`);
    else if (canonicalJson(one) !== canonicalJson(other))
      sentences.push(`${what} ${one.id}: ${membersThatDiffer(one, other)} not as the histories say`);
  }
  for (const { id } of again)
    if (stored.every((one) => one.id !== id)) sentences.push(`${what} ${id} is missing`);
  return sentences;
}

function membersThatDiffer(one: object, other: object): string {
  const [a, b] = [one, other] as readonly Record<string, unknown>[];
  const names = Object.keys({ ...one, ...other }).filter(
    (name) => canonicalJson(a?.[name] ?? null) !== canonicalJson(b?.[name] ?? null),
  );
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}
