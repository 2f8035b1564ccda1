/** What a verb ends with. Scripts rely on the numbers; when several apply, the worst wins. */

export const EXIT = {
  clean: 0,
  violation: 1,
  inconclusive: 2,
  usage: 3,
  target: 4,
  bug: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'clean; an expected conviction counts as clean',
  1: 'a violation, a known failure that no longer fails, histories that differ, or a gateway that threw, ended or hung',
  2: 'inconclusive: something that had to be exercised was not',
  3: 'usage, configuration or scenario error, or output that could not be written',
  4: 'the gateway is dead, ended or hung before any hello',
  5: 'a bug in Gauntlet, or a run that was not repeatable',
  130: 'interrupted; the partial report was written',
};

export const EXIT_BY_VERDICT = {
  pass: EXIT.clean,
  violation: EXIT.violation,
  inconclusive: EXIT.inconclusive,
} as const;

const WORST_FIRST: readonly ExitCode[] = [130, 5, 3, 4, 1, 2, 0];

export function worst(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.clean;
}
