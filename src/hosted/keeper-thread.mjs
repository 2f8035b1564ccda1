/**
 * The thread that owns hosted processes: starts and kills them, and hears of their ends, while the thread that executes
 * plans is blocked on what they say. One that was let go and does not answer within its deadline is killed.
 */
import { spawn } from 'node:child_process';
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
  const child = spawn(command, args, { env, cwd, stdio, detached: true });
  child.once('error', (error) => {
    if (child.pid === undefined) answer({ problem: error.message });
  });
  const { pid } = child;
  if (pid === undefined) return undefined;
  running.set(pid, child);
  child.once('exit', () => running.delete(pid));
  return answer({ pid });
});

let [last, since] = [0, 0];
setInterval(() => {
  const [pid, wait] = [Atomics.load(watched, PID), Atomics.load(watched, WAIT)];
  if (wait !== last) [last, since] = [wait, performance.now()];
  if (pid === 0 || performance.now() - since < Atomics.load(watched, LIMIT_MS)) return;
  Atomics.store(watched, HUNG, pid);
  try {
    // it may be the child of a zygote
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}, LOOK_EVERY_MS).unref();
