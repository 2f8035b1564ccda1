/**
 * The judge of a certificate: the bounds of a profile and the versions of properties that it names; everything else as
 * it is now, required or not. Must not know: where the histories come from.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { HistoryRecord } from '../history/record.ts';
import { judgeRecords } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { Verdict } from '../properties/property.ts';
import {
  propertiesAt,
  referenceTo,
  verdictWithout,
  versionsFor,
  type Catalogue,
  type NamedProperties,
} from '../properties/versions.ts';
import { judgeProfile, namedProperties, type ResolvedProfile } from './profile.ts';

export interface NamedJudge extends NamedProperties {
  readonly profile: Profile;
  /** The versions, whether this Gauntlet has them or not. */
  readonly judgedBy: readonly string[];
  readonly catalogue: Catalogue;
}

/** `others`: the versions of what the profile does not name. */
export function judgeFor(
  profile: ResolvedProfile,
  catalogue: Catalogue,
  others: readonly string[] = catalogue.current.map(referenceTo),
): NamedJudge {
  const judgedBy = versionsFor(namedProperties(profile), others);
  return { profile: judgeProfile(profile), judgedBy, catalogue, ...propertiesAt(judgedBy, catalogue) };
}

/** What is gone is inconclusive. */
export function judgeByName(
  { profile, properties, gone, catalogue }: NamedJudge,
  records: Iterable<HistoryRecord>,
  dialect: Dialect,
): readonly Verdict[] {
  return [
    ...judgeRecords(records, { dialect, profile, properties }),
    ...gone.map((reference) => verdictWithout(reference, catalogue)),
  ];
}
