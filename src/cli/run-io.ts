/** Where `gauntlet run` says what goes on: a line of progress for people, NDJSON for scripts. */
import { runLine, type RunEvent } from '../report/run-events.ts';

/** Prints each event as it happens; nothing without `ndjson`. */
export function eventPrinter(ndjson: boolean, startedAt: number): (event: RunEvent) => void {
  if (!ndjson) return () => undefined;
  return (event) => void process.stdout.write(runLine(event, Math.round(performance.now() - startedAt)));
}
