/**
 * What a gateway would have to declare for a finding to be none: each declaration of the dialect is replaced, one at a time, by
 * what another dialect says there, and the history is judged again. Computed and not listed, so that it cannot say what the
 * judge does not do. Must not know: files.
 */
import { DIALECTS } from '../dialect/catalogue.ts';
import { CHOSEN_CONTENT, CHOSEN_MEMBERS, saidBy } from '../dialect/declarations.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { Finding } from '../properties/finding.ts';
import { judgeRecords } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { Property } from '../properties/property.ts';

export interface ExcusingDeclaration {
  /** The member of the dialect. */
  readonly member: string;
  /** What would have to be declared, in words, and what is. */
  readonly says: string;
  readonly insteadOf: string;
  /** Dialects that declare so. */
  readonly declaredBy: readonly string[];
}

export interface Disputed {
  readonly records: readonly HistoryRecord[];
  readonly dialect: Dialect;
  readonly profile: Profile;
  readonly property: Property;
}

/** Empty: no declaration of any dialect makes it none. */
export function excusingDeclarations(
  { records, dialect, profile, property }: Disputed,
  { cause }: Pick<Finding, 'cause'>,
): readonly ExcusingDeclaration[] {
  const found = new Map<string, ExcusingDeclaration & { readonly declaredBy: string[] }>();
  const tried = new Map<string, boolean>();
  for (const other of DIALECTS)
    for (const { member, candidate } of candidatesOf(dialect, other)) {
      const [says, insteadOf] = [saidBy(candidate, member), saidBy(dialect, member)];
      if (says === insteadOf) continue;
      const name = `${member}: ${says}`;
      let excuses = tried.get(name);
      if (excuses === undefined) {
        const [verdict] = judgeRecords(records, { dialect: candidate, profile, properties: [property] });
        excuses = verdict !== undefined && verdict.violations.every((one) => one.cause !== cause);
        tried.set(name, excuses);
      }
      if (!excuses) continue;
      const known = found.get(name) ?? { member, says, insteadOf, declaredBy: [] };
      known.declaredBy.push(other.name);
      found.set(name, known);
    }
  return [...found.values()];
}

function* candidatesOf(dialect: Dialect, other: Dialect) {
  for (const member of CHOSEN_MEMBERS) yield { member, candidate: { ...dialect, [member]: other[member] } };
  for (const member of CHOSEN_CONTENT)
    yield {
      member,
      candidate: { ...dialect, content: { ...dialect.content, [member]: other.content[member] } },
    };
}
