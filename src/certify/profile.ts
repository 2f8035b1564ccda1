/**
 * A certificate profile: a frozen, versioned list of requirements with the cases that exercise them and the bounds
 * that count. Owns its shape, its hash and what the judge needs of it. Profiles are cumulative; a requirement that is
 * added later goes into a new version, and each names the version of its property, so that no old certificate changes its
 * meaning.
 * Must not know: files, targets, verdicts.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import type { Bounds, Profile } from '../properties/profile.ts';
import { idIn } from '../properties/versions.ts';

/** What a target must offer for the cases of a profile, least first. */
export const NEEDS = ['url', 'provider', 'proxy', 'lifecycle', 'port'] as const;

/** A requirement that is no property of one history: repetitions of a case give equal digests. */
export const SAME_DIGEST = 'same-digest';

const milliseconds = z.number().int().min(1).max(86_400_000);

const boundsSchema = z.strictObject({
  /** Came after the first profiles, whose hashes it leaves as they are: the default holds where none is given. */
  cancel: milliseconds.optional(),
  ack: milliseconds,
  ackDuringCompaction: milliseconds,
  firstProviderCall: milliseconds,
  compaction: milliseconds,
  settle: milliseconds,
  slowReaderImpact: milliseconds,
  heal: milliseconds,
  boot: milliseconds,
  fetch: milliseconds,
  channelDeadline: milliseconds,
}) satisfies z.ZodType<{ [K in keyof Bounds]?: number | undefined }>;

const DEFAULT_CANCEL_MS = 5_000;

const profileName = z.string().regex(/^[a-z][a-z-]*@[1-9]\d*$/, 'a name and a version, such as ordered@1');
/** A case is called like its file, without the extension. */
const caseName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'the name of a case file, without its extension');
const casePath = z
  .string()
  .regex(/^(?:[a-z0-9-]+\/)+[a-z0-9-]+\.yaml$/, 'a path below scenarios/, such as certify/speaks/one.yaml');

const requirementBase = {
  /** Unique within the resolved profile: the level it belongs to, a dot, what is required. */
  id: z.string().regex(/^[a-z]+\.[a-z-]+$/, 'a level and a name, such as ordered.seq-contiguous'),
  level: z.enum(['must', 'should']),
  /** The cases that must exercise it; empty: at least one case of the profile must. */
  cases: z.array(caseName),
};

const requirementSchema = z.union([
  /** With its version: `ack/durable@2`; without one it is the first. */
  z.strictObject({ ...requirementBase, property: z.string().min(1) }),
  z.strictObject({ ...requirementBase, check: z.literal(SAME_DIGEST) }),
]);

/** What a profile file holds. */
export const profileFileSchema = z.strictObject({
  name: profileName,
  /** The profile it builds on: all of its requirements, cases and bounds are in this one too. */
  extends: profileName.optional(),
  summary: z.string().min(1),
  needs: z.enum(NEEDS),
  /** In milliseconds. All of them where nothing is extended; else those that differ. */
  bounds: boundsSchema.partial().default({}),
  /** Scenario files, by path below scenarios/. */
  cases: z.array(casePath),
  requirements: z.array(requirementSchema),
});

/** A profile with everything it builds on; plain data, and all that its hash covers. */
export const resolvedProfileSchema = z.strictObject({
  name: profileName,
  /** What it builds on, the lowest first. */
  extends: z.array(profileName),
  needs: z.enum(NEEDS),
  bounds: boundsSchema,
  cases: z.array(
    z.strictObject({
      name: caseName,
      file: casePath,
      /** Of the file's text, with line feeds. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  requirements: z.array(requirementSchema),
});

export type ProfileFile = z.output<typeof profileFileSchema>;
export type ResolvedProfile = z.output<typeof resolvedProfileSchema>;
export type Requirement = z.output<typeof requirementSchema>;
export type ProfileCase = ResolvedProfile['cases'][number];

export const BOUND_NAMES = Object.keys(boundsSchema.shape) as readonly (keyof Bounds)[];

/** SHA-256 of the canonical JSON of the resolved profile, the hashes of its cases included. */
export function profileHash(profile: ResolvedProfile): string {
  return sha256(canonicalJson(profile));
}

/** In milliseconds, those that it does not give included. */
export function allBounds(bounds: ResolvedProfile['bounds']): Bounds {
  return { ...bounds, cancel: bounds.cancel ?? DEFAULT_CANCEL_MS };
}

/** What the judge needs of it: the bounds, as microseconds. Every property is judged, required or not. */
export function judgeProfile({ name, bounds }: ResolvedProfile): Profile {
  const all = Object.entries(allBounds(bounds));
  const micros = Object.fromEntries(all.map(([bound, ms]) => [bound, ms * 1000]));
  return { name, bounds: micros as unknown as Bounds };
}

/** The properties it requires, each once, as it names them. */
export function namedProperties({ requirements }: ResolvedProfile): readonly string[] {
  return [...new Set(requirements.flatMap((one) => ('property' in one ? [one.property] : [])))];
}

/** Their ids. */
export function requiredProperties(profile: ResolvedProfile): readonly string[] {
  return namedProperties(profile).map(idIn);
}

/** `ordered.seq-contiguous`: seq/contiguous as the profile names it, or what is checked. */
export function subjectOf(requirement: Requirement): string {
  return 'property' in requirement ? requirement.property : requirement.check;
}
