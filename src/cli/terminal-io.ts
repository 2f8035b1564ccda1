/** Where a verb writes: JSON and nothing else to stdout under `--json`; people's text to stdout otherwise, else stderr. */
import { printableValues } from '../input/printable.ts';
import { jsonText } from '../report/json.ts';
import { paintFor, type Paint } from '../report/paint.ts';

/** What a terminal has, then what COLUMNS says, then 80. */
export function widthOf(
  { columns }: { readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): number {
  const stated = Number(env['COLUMNS'] ?? '');
  if (columns !== undefined && columns > 0) return columns;
  return Number.isSafeInteger(stated) && stated > 0 ? stated : 80;
}

/** Prints a report as JSON, where that was asked for, and for people, who are shown no control character of anybody. */
export function printReport<T extends object>(
  report: T,
  json: boolean,
  render: (shown: T, paint: Paint, width: number) => string,
  /** Something else stands on stdout already. */
  taken = json,
): void {
  const people = taken ? process.stderr : process.stdout;
  if (json) process.stdout.write(jsonText(report));
  people.write(render(printableValues(report), paintFor(people, process.env), widthOf(people, process.env)));
}
