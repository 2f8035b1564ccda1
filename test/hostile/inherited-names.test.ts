/** Names that every object has a member for: nowhere do they find what nobody put there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judgePlan } from '../../src/campaign/judge-plan.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { plainCopy } from '../../src/protocol/plain-copy.ts';
import { EVENT_SCOPE, METHOD_SCOPE } from '../../src/protocol/scopes.ts';
import { inProcess } from '../cli/in-process.ts';
import { rawWorld, sendParams, type Payload } from '../gateway/raw-world.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const CORRECT = GATEWAYS.filter(({ kind }) => kind !== 'bad').map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(NAMES)('the name %s', (name) => {
  it('needs no scope as a method or an event', () => {
    expect([METHOD_SCOPE.get(name), EVENT_SCOPE.get(name)]).toEqual([undefined, undefined]);
  });

  // the raw world does not wait for promises
  it.each(CORRECT.filter((one) => namedTarget(one).gateway.awaits !== true))(
    'is no method of %s, even for a connection without scopes',
    (gateway) => {
      const client = rawWorld({}, namedTarget(gateway).gateway).connect('web', []);
      expect(client.refused(name, {})).toMatchObject({ code: 'INVALID_REQUEST' });
    },
  );

  it('is a session and an idempotency key like others', async () => {
    const world = rawWorld();
    const client = world.connect();
    const params = { ...sendParams(name), sessionKey: name, idempotencyKey: name } as Payload;
    expect(client.get('chat.send', params)).toMatchObject({ status: 'started' });
    expect(client.get('sessions.list', {})).toMatchObject({ count: 1 });
    // an identifier begins with a letter or a digit
    const id = name.replace(/^_+/, '');
    const send = { do: 'send' as const, client: id, session: name };
    const plan = planSchema.parse({
      clients: [{ id, follows: [name] }],
      operations: [
        { ...send, id, atMs: 1000 },
        { ...send, id: 'again', replayOf: id, sameKey: true, atMs: 2000 },
        { do: 'reset', id: 'reset', client: id, session: name, atMs: 9000 },
      ],
    });
    for (const gateway of CORRECT) {
      const target = namedTarget(gateway);
      const { verdicts } = await judgePlan(plan, target.gateway, target);
      expect(verdicts.flatMap(({ violations }) => violations)).toEqual([]);
    }
  });

  it('stays a member of its own in a copy', () => {
    const value = JSON.parse(`{ "${name}": { "sessionKey": "x" } }`) as Payload;
    const copy = plainCopy(value);
    expect(Object.keys(copy)).toEqual([name]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('is no fault kind, no gateway, no scenario, no schema and nothing to explain', async () => {
    const file = join(folder, `${name}.yaml`);
    const faults = `faults: [{ kind: ${name}, id: f, atMs: 1 }]`;
    writeFileSync(file, `name: x\nstory: x\nplan:\n  clients: [{ id: a }]\n  ${faults}\n`);
    for (const args of [
      ['run', file],
      ['run', name],
      ['run', '--gateway', name],
      ['serve', '--gateway', name],
      ['certify', name],
      ['certify', 'reference', '--profile', name],
      ['schema', name],
      ['explain', name],
      ['selftest', '--without', name],
    ]) {
      const { code, stderr } = await inProcess(...args);
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(3);
      expect(stderr).not.toMatch(/a bug in Gauntlet/);
    }
  });
});
