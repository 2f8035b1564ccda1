import { describe, expect, it } from 'vitest';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Operation } from '../../src/plan/operation.ts';

const plans = Array.from({ length: 300 }, (_none, k) =>
  generatePlan(`encounters/${k}`, { always: ['sessions', 'clients', 'resets', 'deletes', 'process'] }),
);
const restarts = plans.flatMap(({ faults, operations }) =>
  faults.flatMap((fault) =>
    fault.kind === 'process.restart' && fault.atMs !== undefined ? [{ ...fault, operations }] : [],
  ),
);

function drawn<Do extends Operation['do']>(kind: Do): readonly Extract<Operation, { do: Do }>[] {
  return plans.flatMap(({ operations }) =>
    operations.filter((one): one is Extract<Operation, { do: Do }> => one.do === kind),
  );
}

/** Sends whose id begins so, with the restart that they are to meet. */
function meeting(id: string): readonly { readonly atMs: number; readonly stopsAtMs: number }[] {
  return restarts.flatMap(({ atMs: stopsAtMs = 0, operations }) =>
    operations.flatMap((one) => (one.id.startsWith(id) ? [{ atMs: one.atMs ?? 0, stopsAtMs }] : [])),
  );
}

describe('an encounter', () => {
  it('has messages reach a gateway as it stops, while a run has to be ended', () => {
    const drains = meeting('drain').filter(({ atMs, stopsAtMs }) => Math.abs(atMs - stopsAtMs) <= 40);
    expect(drains.length).toBeGreaterThan(20);
    const runs = meeting('run').filter(
      ({ atMs, stopsAtMs }) => stopsAtMs - atMs >= 100 && stopsAtMs - atMs <= 200,
    );
    expect(runs.length).toBeGreaterThan(10);
  });

  it('has messages and old keys come when the gateway is back', () => {
    expect(meeting('back').some(({ atMs, stopsAtMs }) => atMs > stopsAtMs)).toBe(true);
    const old = drawn('send').filter(({ id }) => id.startsWith('old'));
    expect(old.length).toBeGreaterThan(10);
    expect(old.every(({ replayOf, sameKey }) => replayOf !== undefined && sameKey)).toBe(true);
  });

  it('has somebody subscribe once more, to messages and to sessions', () => {
    expect(new Set(drawn('subscribe').map(({ to }) => to))).toEqual(new Set(['messages', 'sessions']));
  });

  it('has deletes name the session as it is, and one that ended', () => {
    expect(new Set(drawn('delete').map(({ names }) => names))).toEqual(
      new Set([undefined, 'current', 'stale']),
    );
  });

  it('has only who was granted nothing try everything', () => {
    const clients = new Set(drawn('try-all').map(({ client }) => client.replace(/-\d+$/, '')));
    expect(clients).toEqual(new Set(['unscoped']));
  });
});
