/**
 * Subjects in processes of their own. In one they would share what V8 has learned of the code they have in common, and
 * the world beside the rest is a third slower than a campaign that has its process to itself.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Turns } from './subject.ts';
import type { SubjectKey } from './subjects.ts';

const CHILD = 'test/bench/subject-child.mjs';
const HERE = join(import.meta.dirname, '..', '..');

export interface Asked {
  readonly what: 'warm-up' | 'turn';
  readonly ms: number;
  readonly clock: Clock;
}

export interface SubjectProcess extends Turns {
  /** To be called when it is not needed any more. */
  end(): void;
}

/** `tree`: the folder of the repository whose subject it is. */
export async function startSubject(key: string, tree = HERE): Promise<SubjectProcess> {
  const child = fork(join(tree, CHILD), [key], { execArgv: [], cwd: tree });
  const { name, unit } = await heard<Pick<Turns, 'name' | 'unit'>>(child, key);
  const ask = (asked: Asked): Promise<number> => {
    child.send(asked);
    return heard<number>(child, key);
  };
  return {
    name,
    unit,
    warmUp: (ms) => ask({ what: 'warm-up', ms, clock: 'wall' }),
    turn: (ms, clock) => ask({ what: 'turn', ms, clock }),
    end: () => {
      // one that died by itself is the error that is thrown
      if (child.connected) child.disconnect();
    },
  };
}

/** Starts a process for each of the subjects, lets `work` use them, and ends them. */
export async function inProcesses<T>(
  keys: readonly SubjectKey[],
  work: (processes: readonly Turns[]) => Promise<T>,
): Promise<T> {
  const processes: SubjectProcess[] = [];
  try {
    for (const key of keys) processes.push(await startSubject(key));
    return await work(processes);
  } finally {
    for (const each of processes) each.end();
  }
}

/** What the process says next. Its own words about what went wrong are on standard error. */
async function heard<T>(child: ChildProcess, key: string): Promise<T> {
  const gone = new AbortController();
  const onExit = (): void => gone.abort(new Error(`the process that measures '${key}' is gone`));
  child.once('exit', onExit);
  try {
    const [said] = (await once(child, 'message', { signal: gone.signal })) as [T];
    return said;
  } catch (error) {
    throw gone.signal.aborted ? gone.signal.reason : error;
  } finally {
    child.off('exit', onExit);
  }
}
