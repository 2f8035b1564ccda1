/**
 * One entry of a seed database: a plan that is worth executing again, by its seed, and why. A few lines of JSON in a file of
 * its own, named by what it is about, so that two branches which found the same have the same file.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from '../../input/canonical.ts';
import type { Plan } from '../../plan/plan.ts';
import { STATES } from '../../properties/protocol-state.ts';
import { count, type KEPT_AS } from '../../report/published.ts';
import { planSeed } from '../chunk.ts';

export const ENTRY_VERSION = 1;

export type KeptAs = (typeof KEPT_AS)[number];

/** When something was found: a commit of what is judged, and its time. */
export const momentSchema = z.strictObject({
  commit: z.string().min(1).max(200),
  at: z.iso.datetime(),
});
export type Moment = Readonly<z.output<typeof momentSchema>>;

/** What makes failures the same. */
export const failureKindSchema = z.strictObject({
  property: z.string(),
  cause: z.string(),
  state: z.enum(STATES),
});

export const seedEntrySchema = z.strictObject({
  formatVersion: z.literal(ENTRY_VERSION),
  /** Plan `index` of `seed`, with a hash of what that was: another generator draws other plans. */
  seed: z.string().min(1),
  index: count,
  plan: z.string().regex(/^[0-9a-f]{16}$/),
  /** How long it takes, in events of its world. */
  events: count,
  /** A hash of the source of the gateway. */
  fingerprint: z.string(),
  found: momentSchema,
  /** Of one that fails, or failed. */
  kinds: z.array(failureKindSchema).optional(),
  /** Of one that no longer fails. */
  mended: momentSchema.optional(),
});

export type FailureKind = Readonly<z.output<typeof failureKindSchema>>;
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type SeedEntry = Frozen<z.output<typeof seedEntrySchema>>;

/** Entries of one target, by why they are kept. */
export type SeedEntries = Readonly<Record<KeptAs, readonly SeedEntry[]>>;

export const NO_ENTRIES: SeedEntries = { failing: [], mended: [], reached: [] };

/** A plan of a seed, by name. */
export type SeedName = Pick<SeedEntry, 'seed' | 'index'>;

export function keyOf({ seed, index }: SeedName): string {
  return planSeed(seed, index);
}

/** Of its file, without the folder. */
export function entryFileName(entry: SeedName): string {
  return `${sha256(keyOf(entry)).slice(0, 16)}.json`;
}

export function entryText(entry: SeedEntry): string {
  return `${canonicalJson(entry, 2)}\n`;
}

export function planHash(plan: Plan): string {
  return sha256(canonicalJson(plan)).slice(0, 16);
}

export function kindKey({ property, cause, state }: FailureKind): string {
  return JSON.stringify([property, cause, state]);
}
