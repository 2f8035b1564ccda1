/**
 * The hosted process itself: what it prints becomes lines of its log, its end is told to our side before it happens,
 * and signals come from there. Must not know why it ends.
 */
import { Writable } from 'node:stream';
import { constants } from 'node:os';
import { emit, leave, say } from './channel.ts';
import { isBorn, replace, replaceGetter } from './life.ts';

function output(level: 'info' | 'error', fd: number): Writable {
  let rest = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: Buffer | string, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) if (text.trim() !== '') say({ type: 'log', level, text });
      done();
    },
  });
  return Object.assign(stream, { fd, isTTY: false, _type: 'fs' });
}

function end(code: number): never {
  if (!isBorn()) return leave(code);
  emit({ type: 'exit', code });
  return leave(code);
}

export function installOwnProcess(): void {
  const [out, errors] = [output('info', 1), output('error', 2)];
  replaceGetter(process, 'stdout', () => out);
  replaceGetter(process, 'stderr', () => errors);
  replace(process, 'reallyExit', end);
  replace(process, 'abort', () => end(134));
  process.on('uncaughtExceptionMonitor', (thrown: unknown) => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    say({ type: 'uncaught', text });
  });
}

/** A signal arrives; without a listener it is the end. */
export function signalled(signal: string): void {
  const number = constants.signals[signal as NodeJS.Signals] ?? 15;
  if (process.listenerCount(signal) > 0) process.emit(signal as 'SIGTERM', signal as 'SIGTERM');
  else end(128 + number);
}

/** Nothing is left to do. */
export function ended(): void {
  process.exit();
}
