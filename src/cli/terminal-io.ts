/** Where a verb writes: JSON and nothing else to stdout under `--json`; people's text to stdout otherwise, else stderr. */
import { printableValues } from '../input/printable.ts';
import { jsonText } from '../report/json.ts';
import { paintFor, type Paint } from '../report/paint.ts';

/** Prints a report as JSON, where that was asked for, and for people, who are shown no control character of anybody. */
export function printReport<T extends object>(
  report: T,
  json: boolean,
  render: (shown: T, paint: Paint) => string,
): void {
  const people = json ? process.stderr : process.stdout;
  if (json) process.stdout.write(jsonText(report));
  people.write(render(printableValues(report), paintFor(people, process.env)));
}
