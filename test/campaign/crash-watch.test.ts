import { describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import { execute } from '../../src/campaign/execute.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { whyUnanswered } from '../../src/campaign/unanswered.ts';
import type { Gateway, Host } from '../../src/gateway/port.ts';
import { Message } from '../../src/protocol/message.ts';

const reference = namedTarget('reference');

/** The reference gateway, with something more. */
function trialWith(boot: (host: Host) => void) {
  const gateway: Gateway = { name: 'mine', boot };
  return trialOf(STANDARD_EXECUTOR, { ...reference, gateway }, 'crashes', 1);
}

describe('the finding target/alive', () => {
  it('comes first, with what was thrown, where, how often, and the record before it', async () => {
    const trial = trialWith((host) => {
      reference.gateway.boot(host);
      host.timers.set(3_000_000, () => {
        throw new TypeError('no such session');
      });
    });
    const outcome = await execute({ ...trial, keep: true });
    const [first] = findingsOf(outcome);
    expect(first).toMatchObject({
      property: 'target/alive',
      cause: 'threw TypeError at crash-watch.test.ts:23',
    });
    expect(first?.sentence).toMatch(
      /^the gateway threw TypeError: no such session at test\/campaign\/crash-watch\.test\.ts:23:\d+(, \d+ times in this plan)?$/,
    );
    const at = first?.records[1] ?? -1;
    expect(first?.records).toEqual([at - 1, at]);
    expect(outcome.history?.[at]).toMatchObject({ kind: 'log', text: 'uncaught TypeError' });
  });

  it('is missing where nothing was thrown', async () => {
    const outcome = await execute(trialWith((host) => reference.gateway.boot(host)));
    expect(outcome.verdicts.map((one) => one.property)).not.toContain('target/alive');
  });
});

describe('a gateway that answered nobody', () => {
  const cases: readonly [what: string, boot: (host: Host) => void, why: RegExp][] = [
    ['does nothing', () => {}, /never called host\.listen/],
    ['throws while it boots', () => raise('no disk'), /threw Error: no disk at .*crash-watch/],
    ['is mute', (host) => host.listen(() => deaf), /never sent connect\.challenge/],
    [
      'closes',
      (host) =>
        host.listen((socket) => {
          challenge(socket.send.bind(socket));
          socket.close(1008, 'go away');
          return deaf;
        }),
      /closed the connection with 1008 "go away"/,
    ],
    [
      'refuses',
      (host) =>
        host.listen((socket) => {
          const send = socket.send.bind(socket);
          challenge(send);
          const onMessage = ({ frame }: Message): void => {
            if (frame?.type !== 'req') return;
            const error = { code: 'NOPE', message: 'not you' };
            send(Message.of({ type: 'res', id: frame.id, ok: false, error }));
          };
          return { onMessage, onClose: () => {} };
        }),
      /refused it: NOPE "not you"/,
    ],
  ];
  it.each(cases)('because it %s: the sentence says so', async (_what, boot, why) => {
    expect(await whyUnanswered(STANDARD_EXECUTOR, trialWith(boot))).toMatch(why);
  });
});

const deaf = { onMessage: () => {}, onClose: () => {} };

function challenge(send: (message: Message) => void): void {
  send(Message.event('connect.challenge', { nonce: 'n', ts: 0 }));
}

function raise(message: string): never {
  throw new Error(message);
}
