/**
 * The baseline of a run: failures that are known, each with a reason. They change what the verb ends with, never a verdict,
 * and each must still be needed. Read strictly, with places. Must not know: the clock; today is handed in.
 */
import { z } from 'zod';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import { parseYaml } from '../input/yaml-source.ts';
import type { Finding } from '../properties/finding.ts';
import { TARGET_ALIVE } from '../properties/target-alive.ts';

const knownFailureSchema = z.strictObject({
  /** The id of a property. */
  property: z.string().min(1),
  /** Only for this reason, in the words of the finding's `cause`; default: for any. */
  cause: z.string().min(1).optional(),
  reason: z.string().trim().min(1, 'say why it is known and where it is mended'),
  /** The last day it is accepted, such as 2026-12-31. */
  until: z.iso.date('a date such as 2026-12-31').optional(),
});

export const baselineSchema = z.array(knownFailureSchema);

export type KnownFailure = z.output<typeof knownFailureSchema>;

/** What a run says of one kind of failure. */
export type FailureKind = Pick<Finding, 'property' | 'cause'>;

/** The known failures in a text; everything that is wrong with them is one InputError. */
export function parseBaseline(
  file: string,
  text: string,
  properties: ReadonlySet<string>,
): readonly KnownFailure[] {
  const source = parseYaml(file, text);
  const known = source.read(baselineSchema.nullish()) ?? [];
  const problems = known.flatMap(({ property }, i) => {
    if (property === TARGET_ALIVE)
      return [
        source.at(
          [i, 'property'],
          'a gateway that is not alive is judged by nothing, so it cannot be accepted',
        ),
      ];
    const hint = nearest(property, [...properties]);
    return properties.has(property)
      ? []
      : [source.at([i, 'property'], `unknown property '${property}'${hint}`)];
  });
  if (problems.length > 0) throw new InputError(problems);
  return known;
}

export class Baseline {
  readonly #expired: readonly KnownFailure[];
  readonly #holding: readonly KnownFailure[];
  readonly #used = new Set<KnownFailure>();

  /** `today`: such as 2026-11-21. */
  constructor(known: readonly KnownFailure[], today: string) {
    this.#expired = known.filter(({ until }) => until !== undefined && until < today);
    this.#holding = known.filter((one) => !this.#expired.includes(one));
  }

  /** It is known; remembers that it is still needed. */
  accepts({ property, cause }: FailureKind): boolean {
    const covers = this.#holding.filter(
      (one) => one.property === property && (one.cause === undefined || one.cause === cause),
    );
    for (const one of covers) this.#used.add(one);
    return covers.length > 0;
  }

  get accepted(): readonly KnownFailure[] {
    return this.#holding.filter((one) => this.#used.has(one));
  }

  /**
   * Known failures that no longer fail, or whose day is over, in words. `exercised`: properties that had the occasion:
   * what was not shown either way is neither accepted nor stale.
   */
  stale(exercised: ReadonlySet<string>): readonly string[] {
    return [
      ...this.#expired.map((one) => `the baseline accepted ${named(one)} until ${one.until ?? ''}`),
      ...this.#holding
        .filter((one) => !this.#used.has(one) && exercised.has(one.property))
        .map((one) => `${named(one)} of the baseline no longer fails: take it out`),
    ];
  }
}

function named({ property, cause }: KnownFailure): string {
  return cause === undefined ? property : `${property} (${cause})`;
}
