/**
 * Where a certificate and a second look at its bundle disagree, in words: each member that something else implies,
 * each requirement, each case. Pure. Must not know: files.
 */
import { canonicalJson } from '../input/canonical.ts';
import { CERTIFICATE_FILE } from './bundle.ts';
import type { Certificate } from './certificate.ts';

export interface Difference {
  /** The file of the bundle that it is about. */
  readonly file: string;
  readonly sentence: string;
  /**
   * `gone`: this version does not have what it was judged by. `other`: it is a judgement, and shows no forgery where
   * another version made it.
   */
  readonly judge?: 'gone' | 'other';
}

/**
 * What implies each member, and is compared elsewhere where it is null: the digest and the schema, the first lines of
 * histories, the profile, the listing of the folder, or nothing at all.
 */
const IMPLIED_BY: { readonly [K in keyof Certificate]: string | null } = {
  formatVersion: null,
  gauntlet: null,
  target: null,
  dialect: null,
  profile: null,
  files: null,
  version: 'the first hello says',
  protocol: 'the first hello says',
  repeat: 'the cases have',
  complete: 'the cases say',
  verdict: 'the histories say',
  requirements: 'the histories say',
  cases: 'the histories say',
};

/** Members that the judge decides; every other one follows from facts. */
const JUDGED: ReadonlySet<string> = new Set(['verdict', 'reason', 'evidence', 'repetitions', 'violated']);

/** `implied`: the same certificate with every implied member as it must be. */
export function differingMembers(certificate: Certificate, implied: Certificate): readonly Difference[] {
  const differences: Difference[] = [];
  const differ = (sentence: string, byJudge: boolean): void => {
    differences.push({ file: CERTIFICATE_FILE, sentence, ...(byJudge ? { judge: 'other' } : {}) });
  };
  for (const [member, source] of Object.entries(IMPLIED_BY)) {
    if (source === null || Array.isArray(certificate[member as keyof Certificate])) continue;
    const [stored = '', again = ''] = [certificate, implied].map((one) =>
      shown(one[member as keyof Certificate]),
    );
    if (stored === again) continue;
    const article = member === 'repeat' || member === 'complete' ? '' : 'the ';
    differ(`${article}${member} is ${stored}, and ${source} ${again}`, JUDGED.has(member));
  }
  compareLists('requirement', certificate.requirements, implied.requirements, differ);
  compareLists('case', certificate.cases, implied.cases, differ);
  return differences;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

interface Judged {
  readonly id: string;
  readonly verdict: string;
}

function compareLists(
  what: string,
  stored: readonly Judged[],
  again: readonly Judged[],
  differ: (sentence: string, byJudge: boolean) => void,
): void {
  const [ids, expected] = [stored, again].map((list) => list.map(({ id }) => id)) as [string[], string[]];
  const missing = expected.filter((id) => !ids.includes(id));
  for (const id of missing) differ(`${what} ${id} is missing`, false);
  const here = expected.filter((id) => !missing.includes(id));
  const first = ids.findIndex((id, at) => id !== here[at]);
  if (first >= 0 || ids.length !== here.length) {
    const id = ids[first] ?? '';
    const isTwice = ids.indexOf(id) !== ids.lastIndexOf(id);
    const why = !expected.includes(id)
      ? 'in the profile'
      : isTwice
        ? 'there once'
        : 'where the profile has it';
    differ(`${what} ${id} is not ${why}`, false);
  }
  for (const one of stored) {
    const other = again.find(({ id }) => id === one.id);
    if (other === undefined) continue;
    const names = membersThatDiffer(one, other);
    const byJudge = names.every((name) => JUDGED.has(name));
    if (names.includes('verdict'))
      differ(`${what} ${one.id} is ${one.verdict}, and the histories say ${other.verdict}`, byJudge);
    else if (names.length > 0) {
      const source = byJudge ? 'the histories say' : 'the profile says';
      differ(
        `${what} ${one.id}: ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not as ${source}`,
        byJudge,
      );
    }
  }
}

function membersThatDiffer(one: object, other: object): readonly string[] {
  const [a, b] = [one, other] as readonly Record<string, unknown>[];
  return Object.keys({ ...one, ...other }).filter(
    (name) => canonicalJson(a?.[name] ?? null) !== canonicalJson(b?.[name] ?? null),
  );
}
