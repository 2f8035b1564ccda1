/**
 * What of a process a fork would not have, or would share: requests under way, open handles, threads. Looked for once
 * all modules are loaded. Must not know what was loaded.
 */
import { readFileSync, readdirSync } from 'node:fs';

/** Threads of Node itself that do nothing when nothing is under way, by the name the kernel knows them by. */
const IDLE_THREADS = /^(?:MainThread|node|DelayedTaskSche|V8Worker|SignalInspector|libuv-worker)$/;

const { setImmediate: realImmediate } = globalThis;
const activeResources = process.getActiveResourcesInfo.bind(process);
const now = performance.now.bind(performance);
// whoever is loaded later may put others in their place
const [read, list] = [readFileSync, readdirSync];

/** Turns the loop until nothing is under way, or for `limitMs`. What is left, by name. */
export async function becomeQuiet(limitMs: number): Promise<readonly string[]> {
  const until = now() + limitMs;
  for (;;) {
    // each turn of the loop ends in the phase that this comes back from, with none of its own under way
    await new Promise<void>((done) => realImmediate(done));
    const left = activeResources();
    if (left.length === 0) return [];
    if (now() > until) return [...new Set(left)];
  }
}

/** Threads that are not Node's: what they hold, a fork would wait for in vain. Linux alone can tell. */
export function foreignThreads(): readonly string[] {
  return list('/proc/self/task')
    .map((thread) => read(`/proc/self/task/${thread}/comm`, 'utf8').trim())
    .filter((name) => !IDLE_THREADS.test(name))
    .map((name) => `the thread ${name}`);
}
