import { describe, expect, it } from 'vitest';
import { runTask } from '../../src/campaign/workers/task.ts';

/** Written with promises: its executions take turns of the thread, and two at once would be an error. */
const AWAITS = { type: 'named', name: 'awaits' } as const;

describe('a thread that is given the next chunk before it has finished one', () => {
  it('executes them one after the other and gives the same as one chunk', async () => {
    const chunk = (from: number, to: number) =>
      runTask({ reference: AWAITS, request: { seed: 'gauntlet', from, to, check: 'none' } });
    const [first, second] = await Promise.all([chunk(1, 2), chunk(3, 4)]);
    const whole = await chunk(1, 4);
    expect(first.broken).toBeNull();
    expect([...first.plans, ...second.plans]).toEqual(whole.plans);
  });

  it('goes on after a task that failed', async () => {
    const failing = runTask({
      reference: { type: 'named', name: 'nobody' },
      request: { seed: 'gauntlet', from: 1, to: 1, check: 'none' },
    });
    const next = runTask({
      reference: AWAITS,
      request: { seed: 'gauntlet', from: 1, to: 1, check: 'none' },
    });
    await expect(failing).rejects.toThrow('nobody');
    expect((await next).plans).toHaveLength(1);
  });
});
