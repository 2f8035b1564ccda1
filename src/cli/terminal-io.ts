/** Where a verb writes: JSON and nothing else to stdout under `--json`; people's text to stdout otherwise, else stderr. */
import { paintFor, type Paint } from '../report/paint.ts';

export interface Output {
  readonly json: boolean;
  /** Text for people. */
  readonly say: (text: string) => void;
  /** The verb's JSON; does nothing unless it was asked for. */
  readonly print: (json: string) => void;
  readonly paint: Paint;
}

export function outputFor(json: boolean): Output {
  const people = json ? process.stderr : process.stdout;
  return {
    json,
    say: (text) => people.write(text),
    print: (text) => {
      if (json) process.stdout.write(text);
    },
    paint: paintFor(people, process.env),
  };
}

/** A reader that stops reading (`gauntlet list | head`) is no error. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
