/**
 * The kill matrix: which property convicted which known-bad gateway, in how many plans. Its point is that every
 * property is needed: taken away, some known-bad gateway would be convicted by nothing.
 */

/** How one known-bad gateway fared. */
export interface MatrixRow {
  readonly gateway: string;
  /** Plans executed on it. */
  readonly plans: number;
  /** Properties that convicted it at all, in the order of the catalogue, and in how many plans. */
  readonly by: readonly PropertyPlans[];
}

export interface PropertyPlans {
  readonly property: string;
  readonly plans: number;
}

/** What one property is needed for. */
export interface Need {
  readonly property: string;
  /** Known-bad gateways that it convicts. */
  readonly convicts: readonly string[];
  /** Those that no other property convicts. */
  readonly alone: readonly string[];
  /** Why it may convict none alone; null when nothing was written down. */
  readonly reason: string | null;
}

/** Properties that no known-bad gateway can need alone, each with the reason. */
export const NOT_ALONE: Readonly<Record<string, string>> = {};

export function needs(
  rows: readonly MatrixRow[],
  properties: readonly string[],
  reasons: Readonly<Record<string, string>> = NOT_ALONE,
): readonly Need[] {
  return properties.map((property) => {
    const convicted = rows.filter(({ by }) => by.some((one) => one.property === property));
    return {
      property,
      convicts: convicted.map(({ gateway }) => gateway),
      alone: convicted.filter(({ by }) => by.length === 1).map(({ gateway }) => gateway),
      reason: reasons[property] ?? null,
    };
  });
}

/** Taken away, it would not be missed. */
export function isIdle({ alone, reason }: Need): boolean {
  return alone.length === 0 && reason === null;
}
