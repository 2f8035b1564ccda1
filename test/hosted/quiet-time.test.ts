import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import type { Gateway, Host } from '../../src/gateway/port.ts';
import { beginningsOf, onDeployment } from '../../src/hosted/hosted-gateway.ts';
import { describedProgram } from '../../src/hosted/programs/described.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { TOKEN } from '../../src/simulation/supervisor.ts';
import { NODE } from './launching.ts';

const LONGEST_MS = 300_000;
const { profile } = STANDARD_EXECUTOR;
const client = { client: 'web', session: 'agent:main:main' };
const plan = planSchema.parse({
  clients: [{ id: 'web', follows: ['agent:main:main'] }],
  operations: [
    { id: 'one', do: 'send', ...client, atMs: 1000, turn: { steps: [{ type: 'delta', afterMs: 300 }] } },
    { id: 'two', do: 'history', ...client, atMs: 1003 },
    { id: 'three', do: 'send', ...client, atMs: 1250 },
  ],
  faults: [
    { id: 'later', kind: 'clock.jump', atMs: 1100, byMs: 86_400_000 },
    { id: 'kill', kind: 'process.crash', atMs: 4000, downMs: 200 },
  ],
});

/** The gateway on a host that never says how long nothing happens. */
function asked({ own, ...host }: Host): Host {
  return own === undefined ? host : { ...host, own: { ...own, nextAt: () => 0 } };
}

async function executed(seenAs: (host: Host) => Host): Promise<{ outcome: Outcome; wakes: number }> {
  const program = describedProgram(
    fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url)),
    TOKEN,
    NODE,
  );
  const beginnings = beginningsOf(program, [], { because: 'one life is enough' }, null);
  let wakes = 0;
  const counting = (hosted: Gateway): Gateway => ({
    ...hosted,
    boot: (host) =>
      hosted.boot({
        ...seenAs(host),
        timers: {
          ...host.timers,
          set(delay, callback) {
            wakes++;
            return host.timers.set(delay, callback);
          },
        },
      }),
  });
  try {
    const { dialect } = program;
    const outcome = await onDeployment(program, beginnings, {}, (gateway) =>
      execute({ plan, gateway: counting(gateway), dialect, profile }),
    );
    return { outcome, wakes };
  } finally {
    beginnings.close();
  }
}

it(
  'a process lets time pass by itself while nothing can happen to it, and does the same as one that asks each time',
  async () => {
    const [ahead, waiting] = [await executed((host) => host), await executed(asked)];
    expect(ahead.outcome.digest).toBe(waiting.outcome.digest);
    expect(ahead.wakes).toBeLessThan(waiting.wakes);
  },
  LONGEST_MS,
);
