import { describe, expect, it } from 'vitest';
import { planSchema } from '../../src/plan/plan.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';

const web = { id: 'web' };
const list = { do: 'list', id: 'l1', client: 'web', atMs: 1 };
const send = { do: 'send', id: 'm1', client: 'web', atMs: 1, session: 's' };
const cut = { kind: 'link.cut', id: 'f1', client: 'web', atMs: 1 };
const late = { kind: 'lifecycle.late', id: 'f1', run: 'm1', event: 'end', delayMs: 1 };
const crash = { kind: 'process.crash', id: 'f1', atMs: 1 };

/** The path of every issue, as `operations.0.id: message`. */
function issuesOf(plan: object): string[] {
  const parsed = planSchema.safeParse(plan);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function withOperations(...operations: object[]): object {
  return { clients: [web], operations };
}

function withFaults(...faults: object[]): object {
  return { clients: [web], operations: [send], faults };
}

describe('the plan schema', () => {
  it('accepts the plans this table spoils', () => {
    for (const plan of [
      withOperations(list),
      withOperations(send),
      withFaults(cut),
      withFaults(late, { ...crash, id: 'f2' }),
    ])
      expect(issuesOf(plan)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an unknown key', { clients: [web], speed: 1 }, ': Unrecognized key: "speed"'],
    [
      'an unknown limit',
      { clients: [web], limits: { maxPayload: 1 } },
      'limits: Unrecognized key: "maxPayload"',
    ],
    ['an unknown rule', { clients: [web], rules: { weekly: 1 } }, 'rules: Unrecognized key: "weekly"'],
    ['an unknown key of the disk', { clients: [web], disk: { size: 1 } }, 'disk: Unrecognized key: "size"'],
    [
      'an unknown key of a client',
      { clients: [{ id: 'a', name: 'b' }] },
      'clients.0: Unrecognized key: "name"',
    ],
    [
      'an unknown key of an operation',
      withOperations({ ...list, session: 's' }),
      'operations.0: Unrecognized key: "session"',
    ],
    [
      'an unknown key of a turn',
      withOperations({ ...send, turn: { speed: 1 } }),
      'operations.0.turn: Unrecognized key: "speed"',
    ],
    [
      'an unknown key of a fault',
      withFaults({ ...cut, durationMs: 1 }),
      'faults.0: Unrecognized key: "durationMs"',
    ],
    [
      'an unknown key of a trigger',
      withFaults({ kind: 'process.crash', id: 'f1', when: { on: 'disk.sync', where: 'x' } }),
      'faults.0.when: Unrecognized key: "where"',
    ],
    ['another version', { clients: [web], version: 2 }, 'version: Invalid input: expected 1'],
    ['no client', { clients: [] }, 'clients: Too small: expected array to have >=1 items'],
    [
      'a limit below what a frame needs',
      { clients: [web], limits: { maxPayloadBytes: 255 } },
      'limits.maxPayloadBytes: Too small: expected number to be >=256',
    ],
    [
      'half a byte',
      { clients: [web], socketBytes: 1_024.5 },
      'socketBytes: Invalid input: expected int, received number',
    ],
    [
      'a client id with a space',
      { clients: [{ id: 'a b' }] },
      'clients.0.id: use letters, digits, dot, dash and underscore, 64 at most',
    ],
    [
      'an operation of no kind',
      withOperations({ ...list, do: 'dance' }),
      'operations.0.do: Invalid discriminator value',
    ],
    [
      'a fault of no kind',
      withFaults({ ...cut, kind: 'link.reorder' }),
      'faults.0.kind: Invalid discriminator value',
    ],
    ['the same client id twice', { clients: [web, web] }, "clients.1.id: client id 'web' is used twice"],
    [
      'the same operation id twice',
      withOperations(list, list),
      "operations.1.id: operation id 'l1' is used twice",
    ],
    ['the same fault id twice', withFaults(cut, crash), "faults.1.id: fault id 'f1' is used twice"],
    [
      'an operation of no client',
      withOperations({ ...list, client: 'app' }),
      "operations.0.client: no client 'app'",
    ],
    ['a fault of no client', withFaults({ ...cut, client: 'app' }), "faults.0.client: no client 'app'"],
    [
      'an operation after no operation',
      withOperations({ do: 'list', id: 'l1', client: 'web', after: { operation: 'l9', event: 'sent' } }),
      "operations.0.after.operation: no operation 'l9'",
    ],
    [
      'a replay of nothing',
      withOperations({ ...send, replayOf: 'm9' }),
      "operations.0.replayOf: no send 'm9'",
    ],
    [
      'a replay of what is no send',
      withOperations(list, { ...send, replayOf: 'l1' }),
      "operations.1.replayOf: no send 'l1'",
    ],
    ['the key of nothing', withOperations({ ...send, keyOf: 'm9' }), "operations.0.keyOf: no send 'm9'"],
    [
      'the key of what is no send',
      withOperations(list, { ...send, keyOf: 'l1' }),
      "operations.1.keyOf: no send 'l1'",
    ],
    [
      'an abort of no run',
      withOperations({ do: 'abort', id: 'a1', client: 'web', atMs: 1, session: 's', run: 'm9' }),
      "operations.0.run: no send 'm9'",
    ],
    ['a late event of no run', withFaults({ ...late, run: 'm9' }), "faults.0.run: no send 'm9'"],
    [
      'an operation without a time',
      withOperations({ do: 'list', id: 'l1', client: 'web' }),
      'operations.0: give exactly one of atMs and after',
    ],
    [
      'an operation with two times',
      withOperations(send, { ...list, after: { operation: 'm1', event: 'sent' } }),
      'operations.1: give exactly one of atMs and after',
    ],
    [
      'a fault without a time',
      withFaults({ kind: 'link.cut', id: 'f1', client: 'web' }),
      'faults.0: give exactly one of atMs and when',
    ],
    [
      'a fault with two times',
      withFaults({ ...crash, when: { on: 'disk.sync' } }),
      'faults.0: give exactly one of atMs and when',
    ],
    ['a late event with a time', withFaults({ ...late, atMs: 1 }), 'faults.0: Unrecognized key: "atMs"'],
  ])('refuses %s and says where', (_what, plan, issue) => {
    expect(issuesOf(plan).map((one) => one.slice(0, issue.length))).toEqual([issue]);
  });

  it('names every inconsistency at once', () => {
    const plan = {
      ...withOperations({ ...list, client: 'app' }, { ...send, replayOf: 'm9' }),
      faults: [{ ...cut, client: 'app' }],
    };
    expect(issuesOf(plan)).toHaveLength(3);
  });

  it('lets an operation refer to a later one', () => {
    const first = { do: 'list', id: 'l1', client: 'web', after: { operation: 'm1', event: 'settled' } };
    expect(issuesOf(withOperations(first, send))).toEqual([]);
  });
});

describe('the scenario schema', () => {
  const scenario = { name: 'n', story: 's', plan: { clients: [web] } };

  it.each<[string, object, string]>([
    ['an unknown key', { ...scenario, author: 'me' }, ''],
    ['no story', { name: 'n', plan: scenario.plan }, 'story'],
    ['an empty name', { ...scenario, name: '' }, 'name'],
    ['a conviction without a property', { ...scenario, convicts: [{ gateway: 'g' }] }, 'convicts.0.property'],
    ['what is wrong in its plan', { ...scenario, plan: { clients: [web, web] } }, 'plan.clients.1.id'],
  ])('refuses %s and says where', (_what, written, path) => {
    const parsed = scenarioSchema.safeParse(written);
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
