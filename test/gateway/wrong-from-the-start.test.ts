import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/campaign/chunk.ts';
import { execute } from '../../src/campaign/execute.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

/** One client, one message, one reply in one piece; long enough for a tick. */
const PLAIN = planSchema.parse({
  limits: { tickIntervalMs: 1_000 },
  clients: [{ id: 'web', follows: ['agent:main:main'] }],
  operations: [
    {
      do: 'send',
      id: 'm1',
      client: 'web',
      session: 'agent:main:main',
      atMs: 500,
      turn: { steps: [{ type: 'delta', afterMs: 200 }], end: { afterMs: 4_000 } },
    },
  ],
});

const bad = GATEWAYS.filter(({ kind }) => kind === 'bad');

async function convictions({ gateway, dialect }: GatewayEntry): Promise<readonly string[]> {
  const spoken = dialectFor(dialect);
  if (spoken === undefined) throw new Error(`no dialect ${dialect}`);
  const outcome = await execute({ plan: PLAIN, gateway, dialect: spoken, profile: SIMULATED_PROFILE });
  return findingsOf(outcome).map(({ property }) => property);
}

describe('the trigger of a known-bad gateway', () => {
  it('is named by every entry, as data', () => {
    for (const { name, trigger } of bad) {
      expect(trigger, name).not.toBeNull();
      expect(trigger, name).not.toEqual([]);
      expect(JSON.parse(JSON.stringify(trigger)), name).toEqual(trigger);
    }
  });

  it('is nothing that a gateway has which is right', () => {
    for (const { kind, trigger } of GATEWAYS) if (kind !== 'bad') expect(trigger).toBeNull();
  });
});

describe('a gateway that is wrong from the start', () => {
  const wrong = bad.filter(({ trigger }) => trigger === 'none');

  it.each(wrong.map((entry) => [entry.name, entry] as const))(
    '%s is convicted of one ordinary message',
    async (_name, entry) => {
      expect(await convictions(entry)).toSatisfy((found: readonly string[]) =>
        found.some((property) => entry.convictedBy.includes(property)),
      );
    },
  );
});

describe('a gateway that something sets off', () => {
  const set = bad.filter(({ trigger }) => trigger !== 'none');

  it('passes one ordinary message', async () => {
    const failing: string[] = [];
    for (const entry of set) if ((await convictions(entry)).length > 0) failing.push(entry.name);
    expect(failing).toEqual([]);
  });
});
