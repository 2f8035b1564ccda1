/** What the gateway measures: tokens, by a module of WebAssembly in a worker; and the machine, by a program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

/** Resolves to a function that counts the tokens of a text; the worker answers in order. */
export async function tokensIn() {
  const worker = new Worker(new URL('token-worker.mjs', import.meta.url));
  const waiting = [];
  worker.on('message', (tokens) => waiting.shift()?.(tokens));
  worker.unref();
  return (text) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(text);
    });
}

/** The name of the operating system. */
export async function machineName() {
  const { stdout } = await promisify(execFile)('uname', ['-s']);
  return stdout.trim();
}
