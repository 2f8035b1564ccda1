/** The JSON of `gauntlet try`, and of `certify --scenario`, as a schema: one scenario on one target, judged so many times. */
import { z } from 'zod';
import { judgeReportSchema, type JudgeReport } from './certificate-report.ts';
import { count, verdictName, version } from './published.ts';

export const tryReportSchema = z.strictObject({
  schemaVersion: version,
  gauntlet: z.string(),
  target: z.string(),
  /** `virtual`: of a gateway behind the in-process port; else the seconds are real. */
  time: z.enum(['virtual', 'real']),
  scenario: z.strictObject({ name: z.string(), file: z.string(), exercises: z.array(z.string()) }),
  /** What the target does not allow, for which a scenario with less was taken. */
  without: z.array(z.string()),
  /** How many runs ended so, by what clients were told, and what the errors say. */
  ended: z.strictObject({ final: count, aborted: count, error: count, errors: z.array(z.string()) }),
  /** The worst of all executions. A pass says what these executions have shown, and no more: of `try`, not where no run ended well. */
  verdict: verdictName,
  /** Each execution with its history. */
  runs: z.array(judgeReportSchema),
});

export interface TryReport extends Omit<z.output<typeof tryReportSchema>, 'runs'> {
  readonly runs: JudgeReport[];
}
