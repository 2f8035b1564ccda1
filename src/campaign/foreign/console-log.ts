/**
 * The console of a foreign gateway: what it says there is what it says with host.log. `console.log` is the first thing
 * that somebody writes, and stdout belongs to the report. Between executions it goes to stderr.
 */
import { Console } from 'node:console';
import type { Writable } from 'node:stream';
import type { Host } from '../../gateway/port.ts';

/** The answer is to be told whose log it is; undefined: nobody's. */
export function divertConsole(): { host: Host | undefined } {
  const output: { host: Host | undefined } = { host: undefined };
  const sink = (level: Parameters<Host['log']>[0]): Writable => {
    const write = (text: string): boolean => {
      if (output.host === undefined) process.stderr.write(text);
      else output.host.log(level, text.trimEnd());
      return true;
    };
    // a console asks for nothing else
    return { write } as unknown as Writable;
  };
  const consoleOf = (stdout: Writable, stderr: Writable): Console =>
    new Console({ stdout, stderr, ignoreErrors: false, colorMode: false });
  const said = consoleOf(sink('info'), sink('error'));
  const { warn } = consoleOf(sink('info'), sink('warn'));
  // times are the wall clock's
  const time = (): void => undefined;
  globalThis.console = Object.assign(said, { warn, time, timeEnd: time, timeLog: time });
  return output;
}
