/**
 * What the guard of `npm run bench:guard` refuses: ratios of two paces of one run, never a time. Each limit is about
 * half of what is measured on a quiet machine, so that a busy one does not trip it and a lost factor of two does. A whole
 * world was 0.36 times fake-timers before histories held texts and prompts and the judge read them.
 */

export interface GuardLimit {
  /** The names of two subjects of the guard. */
  readonly of: string;
  readonly base: string;
  /** The ratio that is measured on a quiet machine. */
  readonly usual: number;
  /** Below this the guard fails. */
  readonly least: number;
}

export const KERNEL = 'kernel alone';
export const WORLD = 'whole world';
export const UNJUDGED = 'world, nobody judging';
export const LONG_WORLD = 'whole world, ten times as long';
export const TRIPWIRE = 'tripwire';
/** The fastest way to use fake-timers in this run. */
export const FAKE_TIMERS = 'fake-timers';

export const GUARD_LIMITS: readonly GuardLimit[] = [
  { of: KERNEL, base: FAKE_TIMERS, usual: 5.2, least: 2.6 },
  { of: WORLD, base: FAKE_TIMERS, usual: 0.19, least: 0.09 },
  { of: WORLD, base: UNJUDGED, usual: 0.54, least: 0.27 },
  { of: TRIPWIRE, base: FAKE_TIMERS, usual: 0.34, least: 0.17 },
  { of: LONG_WORLD, base: WORLD, usual: 0.95, least: 0.47 },
];
