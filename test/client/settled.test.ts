import { describe, expect, it } from 'vitest';
import { clientOf, historyOf, rows, sendOf, SESSION } from './bench.ts';
import type { Script } from './fake-host.ts';

const started: Script = (params) => ({ ok: { runId: params['idempotencyKey'], status: 'started' } });

describe('a client whose accepted send has no terminal', () => {
  it('gives an accepted send up when neither history nor a busy row shows it three times', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    given.client.perform(sendOf(), undefined);
    given.host.until(4_200);
    expect(given.client.content).toBe(false);
    given.host.until(6_300);
    expect(given.client.content).toBe(true);
  });

  it('reads the keys that releases derive, and asks the rows where a reply does not say what it answers', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    given.client.perform(sendOf(), undefined);
    const stored = { role: 'user', idempotencyKey: 'run-m1:user' };
    given.host.script.set('chat.history', historyOf(stored));
    given.host.script.set('sessions.list', rows({ key: SESSION, hasActiveRun: true }));
    given.host.until(8_200);
    expect(given.client.content).toBe(false);
    given.host.script.set('chat.history', historyOf(stored, { role: 'assistant' }));
    given.host.script.set('sessions.list', rows({ key: SESSION, hasActiveRun: false }));
    given.host.until(14_600);
    expect(given.client.content).toBe(true);
  });

  it('waits on while a row that does not speak of runs says running', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    given.host.script.set('sessions.list', rows({ key: SESSION, status: 'running' }));
    given.client.perform(sendOf(), undefined);
    given.host.until(20_000);
    expect(given.client.content).toBe(false);
  });

  it('asks again without a parameter that the gateway does not know, and never names it again', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    given.host.script.set('chat.history', (params) =>
      params['maxChars'] === undefined
        ? { ok: { sessionKey: SESSION, messages: [] } }
        : {
            refused: {
              code: 'INVALID_REQUEST',
              message: "invalid chat.history params: at root: unexpected property 'maxChars'",
            },
          },
    );
    given.client.perform(sendOf(), undefined);
    given.host.until(20_000);
    const histories = given.host.requests.filter((one) => one.method === 'chat.history');
    expect(histories.filter(({ params }) => JSON.stringify(params).includes('maxChars'))).toHaveLength(1);
    expect(given.client.content).toBe(true);
  });
});
