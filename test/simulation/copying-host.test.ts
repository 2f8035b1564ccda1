import { describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { Gateway, Host } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { Message } from '../../src/protocol/message.ts';

/** Overwrites everything in a value, as far down as it goes. */
function scramble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    scramble(member);
    if (typeof member !== 'object') (value as Record<string, unknown>)[key] = 'scrambled';
  }
  if (Array.isArray(value)) value.length = 0;
}

type Crossing = 'sent frames' | 'received frames' | 'prompts' | 'events' | 'settings';
const CROSSINGS: readonly Crossing[] = ['sent frames', 'received frames', 'prompts', 'events', 'settings'];

/** A correct gateway that makes free with what crossed its port as soon as it is done with it. */
function careless(crossing: Crossing, neverMutates?: true): Gateway {
  const ruin = (what: Crossing, value: unknown): void => {
    if (what === crossing) scramble(value);
  };
  return {
    name: 'reference',
    ...(neverMutates === undefined ? {} : { neverMutates }),
    boot(host: Host) {
      referenceGateway.boot({
        ...host,
        settings: structuredClone(host.settings),
        provider: {
          call(request, onEvent) {
            const own = structuredClone(request);
            const call = host.provider.call(own, (event) => {
              onEvent(structuredClone(event));
              ruin('events', event);
            });
            ruin('prompts', own);
            return call;
          },
        },
        listen: (accept) =>
          host.listen((socket) => {
            const handler = accept({
              send({ frame }) {
                const own = structuredClone(frame);
                if (own === undefined) return;
                socket.send(Message.of(own));
                ruin('sent frames', own);
              },
              get bufferedBytes() {
                return socket.bufferedBytes;
              },
              setMaxPayload: (bytes) => socket.setMaxPayload(bytes),
              close: (code, reason) => socket.close(code, reason),
              terminate: () => socket.terminate(),
            });
            return {
              onMessage(message) {
                const { frame } = message;
                if (frame !== undefined) handler.onMessage(Message.of(structuredClone(frame)));
                ruin('received frames', frame);
              },
              onClose: (code, reason) => handler.onClose(code, reason),
            };
          }),
      });
      ruin('settings', host.settings);
    },
  };
}

/** What becomes of a few plans: digests and what was violated, or that the world broke. */
async function outcomes(gateway: Gateway): Promise<string[]> {
  const seen: string[] = [];
  for (const seed of ['copies/1', 'copies/2', 'copies/3']) {
    const plan = generatePlan(seed);
    try {
      const trial = { plan, gateway, dialect: REFERENCE, profile: SIMULATED_PROFILE };
      const { digest, verdicts } = await execute(trial);
      const violated = verdicts.filter(({ verdict }) => verdict === 'violation');
      seen.push([digest, ...violated.map(({ property }) => property)].join(' '));
    } catch (error) {
      seen.push(String(error));
    }
  }
  return seen;
}

describe('a correct gateway that changes what crossed its port', () => {
  it.each(CROSSINGS)('is judged as one that does not: %s', async (crossing) => {
    expect(await outcomes(careless(crossing))).toEqual(await outcomes(referenceGateway));
  });

  // what it receives it would share with this test and all others: `ALL_SCOPES` is in every connect
  it('must not say that it never does', async () => {
    expect(await outcomes(careless('sent frames', true))).not.toEqual(await outcomes(referenceGateway));
  });
});
