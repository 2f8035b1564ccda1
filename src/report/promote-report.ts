/** The JSON of `gauntlet promote` as a schema and from a promotion, and what people read of it. */
import { z } from 'zod';
import type { Promotion } from '../campaign/promote.ts';
import type { Paint } from './paint.ts';
import { SCHEMA_VERSION, type Printed } from './published.ts';

export const promoteReportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  version: z.string(),
  name: z.string(),
  /** Null when nothing was written, because the known-bad gateway is no longer convicted. */
  file: z.string().nullable(),
  convicts: z.array(z.strictObject({ gateway: z.string(), property: z.string() })),
  exercises: z.array(z.string()),
  /** What the scenario says of every gateway of the catalogue it was run on. */
  results: z.array(
    z.strictObject({
      gateway: z.string(),
      expected: z.enum(['pass', 'violation']),
      verdict: z.enum(['pass', 'violation', 'inconclusive']),
      /** Why it is not as expected; null when it is. */
      problem: z.string().nullable(),
    }),
  ),
});

export type PromoteReport = Printed<typeof promoteReportSchema>;

export function promoteReport({ scenario, file, results }: Promotion, version: string): PromoteReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version,
    name: scenario.name,
    file,
    convicts: scenario.convicts,
    exercises: scenario.exercises,
    results: results.map(({ gateway, expected, verdict, problem }) => ({
      gateway,
      expected,
      verdict,
      problem,
    })),
  };
}

/** `run`: the command that runs the new scenario; null when there is none. */
export function renderPromote(report: PromoteReport, run: string | null, paint: Paint): string {
  const clean = report.results.filter((one) => one.problem === null);
  const passing = clean.filter((one) => one.expected === 'pass').map((one) => one.gateway);
  const lines = [
    report.file === null
      ? `${paint('yellow', 'not written')}: '${report.name}' does not fail as it did`
      : `${paint('green', 'written')}: ${report.file}`,
    ...report.convicts
      .filter(({ gateway }) => clean.some((one) => one.gateway === gateway && one.expected === 'violation'))
      .map(({ gateway, property }) => `  ${gateway} is convicted by ${property}`),
    ...(passing.length === 0 ? [] : [`  passes on ${passing.join(', ')}`]),
    ...report.results.flatMap(({ gateway, problem }) =>
      problem === null ? [] : [`  ${gateway}: ${paint('red', problem)}`],
    ),
    ...(run === null ? [] : ['  run it with', `    ${run}`]),
  ];
  return `${lines.join('\n')}\n`;
}
