/** Where a verb writes: JSON and nothing else to stdout under `--json`; people's text to stdout otherwise, else stderr. */
import { printableValues } from '../input/printable.ts';
import { jsonText } from '../report/json.ts';
import { paintFor, type Paint } from '../report/paint.ts';

export interface Output {
  readonly json: boolean;
  /** Text for people. */
  readonly say: (text: string) => void;
  /** The verb's JSON; does nothing unless it was asked for. */
  readonly print: (json: string) => void;
  /** A report as JSON, where that was asked for, and for people, who are shown no control character of anybody. */
  readonly report: <T extends object>(report: T, render: (shown: T) => string) => void;
  readonly paint: Paint;
}

export function outputFor(json: boolean): Output {
  const people = json ? process.stderr : process.stdout;
  const say = (text: string): void => void people.write(text);
  const print = (text: string): void => {
    if (json) process.stdout.write(text);
  };
  return {
    json,
    say,
    print,
    report: (report, render) => {
      print(jsonText(report));
      say(render(printableValues(report)));
    },
    paint: paintFor(people, process.env),
  };
}
