/** What a verb ends with. Scripts rely on the numbers; when several apply, the worst wins. */

export const EXIT = {
  /** Clean; an expected conviction counts as clean. */
  clean: 0,
  /** A violation, a gateway that threw, ended its process or hung, or a known failure that no longer fails. */
  violation: 1,
  /** Nothing was violated, and not everything was exercised. */
  inconclusive: 2,
  /** Usage, configuration or scenario error, or output that could not be written. */
  usage: 3,
  /** The target is unreachable, or dead, ended or hung before any hello. */
  target: 4,
  /** A bug in Gauntlet: it broke, or a run was not repeatable. */
  bug: 5,
  /** Interrupted; the partial report was written. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const WORST_FIRST: readonly ExitCode[] = [130, 5, 3, 4, 1, 2, 0];

export function worst(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.clean;
}
