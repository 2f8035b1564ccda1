/** What people read of a promotion. */
import { commandLine } from './fitted.ts';
import { joined } from './lines.ts';
import type { Paint } from './paint.ts';
import type { PromoteReport } from './published.ts';

/** `run`: the command that runs the new scenario; null when there is none. */
export function renderPromote(
  report: PromoteReport,
  run: string | null,
  paint: Paint,
  width?: number,
): string {
  const clean = report.results.filter((one) => one.problem === null);
  const isSurvived = report.results.some((one) => one.expected === 'violation' && one.problem !== null);
  const passing = clean.filter((one) => one.expected === 'pass').map((one) => one.gateway);
  return joined(
    [
      report.file === null
        ? `${paint('yellow', 'not written')}: '${report.name}'${isSurvived ? ' does not fail as it did' : ''}`
        : `${paint('green', 'written')}: ${report.file}`,
      ...report.convicts
        .filter(({ gateway }) => clean.some((one) => one.gateway === gateway && one.expected === 'violation'))
        .map(({ gateway, property }) => `  ${gateway} is convicted by ${property}`),
      ...(passing.length === 0 ? [] : [`  passes on ${passing.join(', ')}`]),
      ...report.results.flatMap(({ gateway, problem }) =>
        problem === null ? [] : [`  ${gateway}: ${paint('red', problem)}`],
      ),
      ...(run === null ? [] : ['  run it with', commandLine(run)]),
    ],
    width,
  );
}
