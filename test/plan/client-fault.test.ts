import { describe, expect, it } from 'vitest';
import { clientFaults } from '../../src/plan/client-fault.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';

type Operations = NonNullable<PlanInput['operations']>;

const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 1_000 } as const;
const again = { ...send, id: 'm2', atMs: 5_000, replayOf: 'm1' } as const;
const reset = { do: 'reset', id: 'r1', client: 'web', session: 's', atMs: 1_000 } as const;

function kindsOf(operations: Operations, faults: PlanInput['faults'] = []): object {
  const plan = planSchema.parse({ clients: [{ id: 'web' }, { id: 'app' }], operations, faults });
  return Object.fromEntries(clientFaults(plan));
}

describe('clientFaults', () => {
  it.each<[string, Operations, object]>([
    ['no fault in a plain send', [send], {}],
    [
      'a retry in a repetition with the same key',
      [send, { ...again, sameKey: true }],
      { m2: ['client.retry'] },
    ],
    ['no retry in a repetition with a key of its own', [send, again], {}],
    [
      'a replayed reset in a repeated slash command',
      [
        { ...send, text: '/reset go on' },
        { ...again, text: '/reset go on' },
      ],
      { m2: ['client.replayed-reset'] },
    ],
    ['no replayed reset in the first /new', [{ ...send, text: '/new' }], {}],
    [
      'no replayed reset in a repeated word that only begins like one',
      [
        { ...send, text: '/newer' },
        { ...again, text: '/newer' },
      ],
      {},
    ],
    [
      'a retry after a reconnect when the client left between',
      [send, { do: 'leave', id: 'l', client: 'web', atMs: 2_000 }, { ...again, sameKey: true }],
      { m2: ['client.retry', 'client.retry-after-reconnect'] },
    ],
    [
      'no reconnect when somebody else left',
      [send, { do: 'leave', id: 'l', client: 'app', atMs: 2_000 }, { ...again, sameKey: true }],
      { m2: ['client.retry'] },
    ],
    [
      'a race of two clients that reset within 10 ms',
      [reset, { ...reset, id: 'r2', client: 'app', atMs: 1_010 }],
      { r2: ['client.reset-race'] },
    ],
    ['no race of 11 ms', [reset, { ...reset, id: 'r2', client: 'app', atMs: 1_011 }], {}],
    ['no race of a client with itself', [reset, { ...reset, id: 'r2', atMs: 1_001 }], {}],
    ['no race on two sessions', [reset, { ...reset, id: 'r2', client: 'app', session: 't' }], {}],
    ['a race of a reset with a send', [send, { ...reset, atMs: 1_004 }], { r1: ['client.send-race'] }],
    ['a race of a send with a reset', [reset, { ...send, atMs: 1_004 }], { m1: ['client.send-race'] }],
    [
      'a send that has to wait for one that goes on',
      [send, { ...send, id: 'm2', atMs: 1_019 }],
      { m2: ['client.send-while-queued'] },
    ],
    ['no waiting when the run before is over', [send, { ...send, id: 'm2', atMs: 1_020 }], {}],
    ['no waiting in another session', [send, { ...send, id: 'm2', session: 't', atMs: 1_010 }], {}],
    [
      'nothing in operations whose time is not planned',
      [
        send,
        { ...reset, atMs: undefined, after: { operation: 'm1', event: 'sent' } },
        { ...send, id: 'm2', atMs: undefined, after: { operation: 'm1', event: 'sent' } },
      ],
      {},
    ],
  ])('sees %s', (_what, operations, kinds) => {
    expect(kindsOf(operations)).toEqual(kinds);
  });

  it.each<[string, NonNullable<PlanInput['faults']>[number], boolean]>([
    ['a cut of its link', { kind: 'link.cut', id: 'f', client: 'web', atMs: 2_000 }, true],
    ['a storm', { kind: 'link.storm', id: 'f', atMs: 2_000, times: 1, everyMs: 0 }, true],
    ['a cut of another link', { kind: 'link.cut', id: 'f', client: 'app', atMs: 2_000 }, false],
    ['a cut before the send', { kind: 'link.cut', id: 'f', client: 'web', atMs: 999 }, false],
  ])('takes %s for a reconnect as far as it is one', (_what, fault, away) => {
    const kinds = ['client.retry', ...(away ? ['client.retry-after-reconnect'] : [])];
    expect(kindsOf([send, { ...again, sameKey: true }], [fault])).toEqual({ m2: kinds });
  });
});
