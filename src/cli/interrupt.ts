/** Ctrl-C: the first asks for a partial report, the second leaves at once. */
import { setMaxListeners } from 'node:events';
import { EXIT } from './exit-codes.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Hands the signals back. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  // as many listen as there are pieces of work under way
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  // it came while the verb was being loaded: gauntlet.mjs has heard it
  if (process.exitCode === EXIT.interrupted) controller.abort();
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
