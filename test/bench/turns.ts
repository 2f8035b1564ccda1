/** A subject's turns in this process. Measures by tinybench; must not know rounds. */
import { Bench } from 'tinybench';
import { nowBy, type Clock } from './clock.ts';
import type { Subject, Turns } from './subject.ts';

export function here(subject: Subject): Turns {
  const { name, unit } = subject;
  return {
    name,
    unit,
    warmUp: (leastMs) => warmUp(subject, subject.warmUpMs ?? leastMs),
    turn: (turnMs, clock) => periodOf(subject, turnMs, clock),
  };
}

async function warmUp({ portion }: Subject, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let units: number;
  do units = await portion();
  while (performance.now() - startedAt < forMs);
  return units;
}

/**
 * A turn begins with as much that does not count: V8 drops compiled code whose objects all died while others had their
 * turn, and the caches hold what they left.
 */
async function periodOf({ name, portion }: Subject, turnMs: number, clock: Clock): Promise<number> {
  const now = (): number => nowBy(clock);
  const bench = new Bench({
    now,
    time: turnMs,
    iterations: 1,
    warmupTime: turnMs,
    warmupIterations: 1,
    throws: true,
  });
  bench.add(name, async () => void (await portion()), { async: true });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`${name} was not measured to the end`);
  return task.result.period;
}
