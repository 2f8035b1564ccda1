/**
 * A process that was woken by its timer is told when the world does something next. Whatever reaches it before is one
 * that it was not told of; here a gateway that keeps account of that, on plans of all kinds.
 */
import { expect, it } from 'vitest';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { Gateway, Host, SocketHandler } from '../../src/gateway/port.ts';
import { Recorder } from '../../src/history/history.ts';
import { ms } from '../../src/kernel/time.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';

const BETWEEN_BEATS = ms(7);

interface Account {
  /** How much time it was left alone, of all lives. */
  aloneMicros: number;
  readonly surprises: string[];
}

/** The reference, which says of each callback when it came. */
function watched(account: Account): Gateway {
  return {
    ...referenceGateway,
    boot(host) {
      let until = 0;
      const { clock, timers, own, provider, disk } = host;
      const reached = (what: string): void => {
        const now = clock.monotonicMicros();
        if (now < until) account.surprises.push(`${what} at ${now}, alone until ${until}`);
        until = 0;
      };
      const wakes = (callback: () => void): void => {
        reached('a timer');
        callback();
        until = own?.isAlive() === true ? own.nextAt() : 0;
        account.aloneMicros += Math.max(0, until - clock.monotonicMicros());
      };
      const heard = (handler: SocketHandler): SocketHandler => ({
        onMessage(message) {
          reached('a message');
          handler.onMessage(message);
        },
        onClose(code, reason) {
          reached('a close');
          handler.onClose(code, reason);
        },
      });
      const seen: Host = {
        ...host,
        timers: { ...timers, set: (delay, callback) => timers.set(delay, () => wakes(callback)) },
        provider: {
          ...provider,
          call: (request, onEvent) =>
            provider.call(request, (event) => {
              reached('an event of the model');
              onEvent(event);
            }),
        },
        disk: {
          ...disk,
          append: (path, text, done) =>
            disk.append(path, text, (result) => {
              reached('the disk');
              done(result);
            }),
        },
        listen: (accept) =>
          host.listen((socket) => {
            reached('a connection');
            return heard(accept(socket));
          }),
        onStop: (handler) =>
          host.onStop(() => {
            reached('a stop');
            handler();
          }),
      };
      referenceGateway.boot(seen);
      // a process of its own wakes often
      const beat = (): void => void seen.timers.set(BETWEEN_BEATS, beat);
      beat();
    },
  };
}

function accountOf(plan: Plan): Account {
  const account: Account = { aloneMicros: 0, surprises: [] };
  simulate(plan, watched(account), new Recorder({ keep: false }));
  return account;
}

it('nothing reaches a process before the moment that it was told', () => {
  const accounts = Array.from({ length: 25 }, (_, index) => accountOf(generatePlan(`quiet/${index}`)));
  expect(accounts.flatMap(({ surprises }) => surprises).slice(0, 3)).toEqual([]);
  expect(accounts.reduce((sum, { aloneMicros }) => sum + aloneMicros, 0)).toBeGreaterThan(0);
});

it('what came while it was paused, comes at one moment', () => {
  const client = { client: 'web', session: 'agent:main:main' };
  const { surprises } = accountOf(
    planSchema.parse({
      clients: [{ id: 'web', follows: ['agent:main:main'] }],
      operations: [
        { id: 'one', do: 'send', ...client, atMs: 1000 },
        { id: 'two', do: 'send', ...client, atMs: 29_995 },
        { id: 'three', do: 'list', client: 'web', atMs: 31_000 },
      ],
      faults: [{ id: 'pause', kind: 'process.pause', atMs: 29_990, durationMs: 5000 }],
    }),
  );
  expect(surprises).toEqual([]);
});
