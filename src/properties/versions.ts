/**
 * Versions of properties, as profiles and certificates name them: `ack/durable@2`. A clause that becomes stricter raises
 * the version, so that nothing frozen is ever judged by it; a name without a version means the first. Must not know: where
 * such names come from.
 */
import { PROPERTIES } from './catalogue.ts';
import type { Property, Verdict } from './property.ts';

/** What there is to judge by. */
export interface Catalogue {
  readonly current: readonly Property[];
  /** Older versions of which the code is kept. */
  readonly earlier: readonly Property[];
}

export const CATALOGUE: Catalogue = { current: PROPERTIES, earlier: PROPERTIES.flatMap(earlierOf) };

/** The code of a property, without what came later: as far back as its causes tell the one from the other. */
export function earlierOf(property: Property): readonly Property[] {
  const { version: current = 1, later = {} } = property;
  const earlier: Property[] = [];
  let without: readonly string[] = [];
  for (let version = current - 1; version >= 1; version--) {
    const came = later[version + 1];
    if (came === undefined) break;
    without = [...without, ...came];
    earlier.push({ ...property, version, without: new Set(without) });
  }
  return earlier;
}

/** Such as `ack/durable@2`. */
export function referenceTo({ id, version = 1 }: Pick<Property, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

export function idIn(reference: string): string {
  return reference.replace(/@.*/, '');
}

function withVersion(reference: string): string {
  return reference.includes('@') ? reference : referenceTo({ id: reference });
}

/** What a profile may name: also versions that are gone, since a frozen one goes on naming them. */
export function nameableIn({ current, earlier }: Catalogue): ReadonlySet<string> {
  const names = [...earlier, ...current].flatMap(({ id, version = 1 }) => [
    id,
    ...Array.from({ length: version }, (_, before) => referenceTo({ id, version: before + 1 })),
  ]);
  return new Set(names);
}

/** Each property once: in the version that `named` says, else in that of `others`. */
export function versionsFor(named: readonly string[], others: readonly string[]): readonly string[] {
  const references = [...others, ...named].map(withVersion);
  return [...new Map(references.map((one) => [idIn(one), one])).values()];
}

export interface NamedProperties {
  readonly properties: readonly Property[];
  /** References to what this version of Gauntlet has no more, or does not have yet. */
  readonly gone: readonly string[];
}

export function propertiesAt(
  references: readonly string[],
  { current, earlier }: Catalogue,
): NamedProperties {
  const kept = new Map([...earlier, ...current].map((one) => [referenceTo(one), one]));
  const whole = references.map(withVersion);
  return {
    properties: whole.flatMap((reference) => kept.get(reference) ?? []),
    gone: whole.filter((reference) => !kept.has(reference)),
  };
}

/** In place of a verdict by what is gone. */
export function verdictWithout(reference: string, { current }: Catalogue): Verdict {
  const id = idIn(reference);
  const now = current.find((one) => one.id === id);
  const reason =
    now === undefined
      ? `this version has no ${reference}`
      : `this version judges by ${referenceTo(now)}, and no more by ${reference}`;
  return { property: id, verdict: 'inconclusive', exercised: 0, violations: [], reason };
}
