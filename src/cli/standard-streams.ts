/** Stdout and stderr of the process: what becomes of them when a disk is full or a reader goes away. */
import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { messageOf } from '../input/problem.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';

let stdoutProblem: unknown;

/** To be called once, before anything is written. A reader that stops reading (`gauntlet list | head`) is no error. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') stdoutProblem ??= error;
  });
  // nobody is left to be told
  process.stderr.on('error', () => undefined);
  writeWhole(process.stdout);
  writeWhole(process.stderr);
}

/** Node writes to a file once and leaves out what a full disk did not take; here the rest is tried, and so refused. */
function writeWhole(stream: Writable): void {
  const { _type, fd } = stream as { readonly _type?: unknown; readonly fd?: number };
  if (_type !== 'fs' || fd === undefined) return;
  stream._write = (chunk: Buffer, _encoding, done) => {
    try {
      for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at);
      done();
    } catch (thrown) {
      done(thrown as Error);
    }
  };
}

/**
 * What the process ends with: the verb's code, or 3 when that is worse, because stdout did not take everything. Waits
 * until everything is written, so that the process may be ended afterwards.
 */
export async function endOutput(code: ExitCode): Promise<ExitCode> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  if (stdoutProblem === undefined) return code;
  process.stderr.write(`gauntlet: stdout cannot be written to: ${messageOf(stdoutProblem)}\n`);
  return worst([code, EXIT.usage]);
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // an error is announced in a later turn than the write that met it
    if (stream.destroyed || stream.errored !== null) setImmediate(resolve);
    else stream.write('', () => setImmediate(resolve));
  });
}
