/**
 * The thread that owns hosted processes: starts and kills them, and hears of their ends, while the thread that executes
 * plans is blocked on what they say. One that was let go and does not answer within its deadline is killed: it has used
 * so much processor time, or five times as much has gone by, so that a busy machine changes no verdict.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** @type {{ port: import('node:worker_threads').MessagePort, answered: Int32Array, watched: Int32Array }} */
const { port, answered, watched } = workerData;
const LOOK_EVERY_MS = 100;
/** Places in `watched`: whom the other thread waits for (0: nobody), since which wait, how long it may last, who hung. */
const [PID, WAIT, LIMIT_MS, HUNG] = [0, 1, 2, 3];

/** @type {Map<number, import('node:child_process').ChildProcess>} */
const running = new Map();

/** @param {unknown} value */
function answer(value) {
  port.postMessage(value);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
}

/** @param {number} pid @param {() => void} then */
function end(pid, then) {
  const child = running.get(pid);
  if (child === undefined) return then();
  child.once('exit', then);
  child.kill('SIGKILL');
}

port.on('message', (request) => {
  if (request.type === 'end') return end(request.pid, () => answer({}));
  const { command, args, env, cwd, stdio } = request;
  const child = spawn(command, args, { argv0: 'node', env, cwd, stdio, detached: true });
  child.once('error', (error) => {
    if (child.pid === undefined) answer({ problem: error.message });
  });
  const { pid } = child;
  if (pid === undefined) return undefined;
  running.set(pid, child);
  child.once('exit', () => running.delete(pid));
  return answer({ pid });
});

const WALL_FOR_EACH_CPU = 5;
const MS_PER_TICK = 10;

/** @param {number} pid @returns {number} the processor time of a process; 0: it has ended */
function cpuMs(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return 0;
  }
}

let [last, since, cpuSince] = [0, 0, 0];
setInterval(() => {
  const [pid, wait] = [Atomics.load(watched, PID), Atomics.load(watched, WAIT)];
  if (pid === 0) return;
  if (wait !== last) [last, since, cpuSince] = [wait, performance.now(), cpuMs(pid)];
  const limitMs = Atomics.load(watched, LIMIT_MS);
  const passedMs = performance.now() - since;
  if (passedMs < limitMs) return;
  if (passedMs < limitMs * WALL_FOR_EACH_CPU && cpuMs(pid) - cpuSince < limitMs) return;
  Atomics.store(watched, HUNG, pid);
  try {
    // it may be the child of a zygote
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}, LOOK_EVERY_MS).unref();
