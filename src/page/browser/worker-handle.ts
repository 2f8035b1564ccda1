/** Asks the page's worker: a fresh one for each question, which is ended when the next one is asked. */
import { unpackedText } from './packed.ts';
import type { WorkerAnswer, WorkerRequest } from './plan-worker.ts';

let address: Promise<string> | undefined;
let running: Worker | undefined;

async function workerAddress(): Promise<string> {
  const source = await unpackedText('worker');
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}

export async function ask(request: WorkerRequest): Promise<WorkerAnswer> {
  stop();
  address ??= workerAddress();
  const worker = new Worker(await address);
  running = worker;
  return new Promise((resolve) => {
    worker.addEventListener('error', (event) => {
      resolve({ type: 'problem', problem: event.message });
    });
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
      worker.terminate();
      resolve(data);
    });
    worker.postMessage(request);
  });
}

/** Ends what is being executed; its question is never answered. */
export function stop(): void {
  running?.terminate();
  running = undefined;
}
