/**
 * The console of a foreign gateway: what it says there is what it says with host.log. `console.log` is the first thing
 * that somebody writes, and stdout belongs to the report. Between executions it goes to stderr.
 */
import { Console } from 'node:console';
import type { Writable } from 'node:stream';
import type { Host } from '../../gateway/port.ts';

type Level = Parameters<Host['log']>[0];

export interface Output {
  /** Whose log it is; undefined: nobody's. */
  host: Host | undefined;
}

/** Times are the wall clock's. */
const TIMES = ['time', 'timeEnd', 'timeLog'] as const;

export function divertConsole(): Output {
  const output: Output = { host: undefined };
  const say = consoleOf(output, 'info', 'error');
  say.warn = consoleOf(output, 'warn', 'warn').warn;
  for (const name of TIMES) say[name] = () => undefined;
  globalThis.console = say;
  return output;
}

function consoleOf(output: Output, level: Level, errorLevel: Level): Console {
  const [stdout, stderr] = [sink(output, level), sink(output, errorLevel)];
  return new Console({ stdout, stderr, ignoreErrors: false, colorMode: false });
}

function sink(output: Output, level: Level): Writable {
  const write = (text: string): boolean => {
    if (output.host === undefined) process.stderr.write(text);
    else output.host.log(level, text.trimEnd());
    return true;
  };
  // a console asks for nothing else
  return { write } as unknown as Writable;
}
