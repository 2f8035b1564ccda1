/** Runs the command line in this process, which is the same as a process of its own but for loading it. */
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Ended } from './spawned.ts';

/** Catches what it writes. */
export async function inProcess(...args: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  try {
    return { code: await main(args), ...written };
  } finally {
    vi.restoreAllMocks();
  }
}
