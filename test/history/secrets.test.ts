import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../src/history/secrets.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

function shown(frame: Frame): unknown {
  const decoded = withoutSecrets(Message.of(frame)).decode();
  return decoded.ok ? decoded.value : decoded.reason;
}

describe('withoutSecrets', () => {
  test('masks every credential of a connect request and leaves its size', () => {
    const message = Message.of({
      type: 'req',
      id: '1',
      method: 'connect',
      params: { role: 'operator', auth: { token: 'käse', password: 'x"y', retries: 3 } },
    });
    const masked = withoutSecrets(message);
    expect(masked.bytes).toBe(message.bytes);
    expect(masked.text()).toBe(
      '{"type":"req","id":"1","method":"connect","params":{"role":"operator","auth":{"token":"*****","password":"****","retries":3}}}',
    );
  });

  test('masks the tokens a hello hands out, not role and scopes', () => {
    const frame: Frame = {
      type: 'res',
      id: '1',
      ok: true,
      payload: {
        type: 'hello-ok',
        auth: { role: 'operator', scopes: ['operator.read'], deviceToken: 'abc' },
      },
    };
    expect(shown(frame)).toMatchObject({
      payload: { auth: { role: 'operator', scopes: ['operator.read'], deviceToken: '***' } },
    });
  });

  test('masks text as well as values', () => {
    const text = '{"type":"req","id":"1","method":"connect","params":{"auth":{"token":"abc"}}}';
    expect(withoutSecrets(Message.ofText(text)).text()).toBe(text.replace('abc', '***'));
  });

  test.each<[string, Message]>([
    ['an event', Message.of({ type: 'event', event: 'tick', payload: { auth: { token: 'abc' } } })],
    [
      'another request',
      Message.of({ type: 'req', id: '1', method: 'chat.send', params: { auth: { token: 'abc' } } }),
    ],
    ['a connect without auth', Message.of({ type: 'req', id: '1', method: 'connect', params: {} })],
    ['a connect with nonsense', Message.of({ type: 'req', id: '1', method: 'connect', params: [1] })],
    ['another response', Message.of({ type: 'res', id: '1', ok: true, payload: { auth: { token: 'abc' } } })],
    ['garbage', Message.ofText('{"auth":{"token":"abc"}}')],
    [
      'what is masked already',
      Message.of({ type: 'req', id: '1', method: 'connect', params: { auth: { token: '***' } } }),
    ],
  ])('returns %s as it is', (_what, message) => {
    expect(withoutSecrets(message)).toBe(message);
  });
});
