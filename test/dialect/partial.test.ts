import { describe, expect, it } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { KEY, MESSAGE } from './samples.ts';
import { answered, told } from './seen.ts';

type Members = Readonly<Record<string, unknown>>;

/** The object without each of its members in turn, and with each of another type. */
function spoilt(whole: Members): [says: string, spoilt: Members][] {
  return Object.keys(whole).flatMap((member): [string, Members][] => [
    [`without ${member}`, { ...whole, [member]: undefined }],
    [`with another ${member}`, { ...whole, [member]: { odd: true } }],
  ]);
}

describe('what lacks a member that it must have', () => {
  const hello = {
    type: 'hello-ok',
    features: { methods: [], events: [] },
    policy: { maxPayload: 10, maxBufferedBytes: 20, tickIntervalMs: 30 },
  };
  it.each<[says: string, payload: Members]>([
    ...spoilt({ type: hello.type, features: hello.features }).map(([says, part]): [string, Members] => [
      says,
      { ...hello, ...part },
    ]),
    ['without a policy', { ...hello, policy: undefined }],
    ...spoilt(hello.policy).map(([says, policy]): [string, Members] => [says, { ...hello, policy }]),
  ])('is no hello %s', (says, payload) => {
    expect(answered(REFERENCE, 'connect', {}, hello)).toMatchObject({ type: 'hello' });
    const isStill = says === 'with another features';
    expect(answered(REFERENCE, 'connect', {}, payload)).toMatchObject({ type: isStill ? 'hello' : 'other' });
  });

  const audit = {
    type: 'reset',
    trigger: 'rpc',
    oldSessionId: 's1',
    newSessionId: 's2',
    sessionKey: KEY,
    timestamp: 1,
    postResetMessagePresent: false,
    archive: 'a1',
  };
  it.each([...spoilt(audit), ['with an unknown trigger', { ...audit, trigger: 'whim' }] as const])(
    'is no audit record %s',
    (_, record) => {
      const answer = answered(REFERENCE, 'sessions.audit.list', {}, { records: [record, audit] });
      expect(answer).toEqual({ type: 'audit', records: [audit] });
    },
  );

  it('is an audit record of a delete, after which there is no session', () => {
    const deleted = { ...audit, type: 'delete', newSessionId: null };
    const answer = answered(REFERENCE, 'sessions.audit.list', {}, { records: [null, deleted] });
    expect(answer).toEqual({ type: 'audit', records: [deleted] });
  });

  const archive = { archive: 'a1', sessionKey: KEY, sessionId: 's1', reason: 'reset', timestamp: 1 };
  it.each(spoilt(archive))('is no archive %s', (_, one) => {
    const answer = answered(REFERENCE, 'sessions.archives.list', {}, { archives: [one, null, archive] });
    expect(answer).toEqual({ type: 'archives', archives: [archive] });
  });

  it.each<[method: string, params: object, payload: object]>([
    ['sessions.audit.list', {}, {}],
    ['sessions.archives.list', {}, { archives: {} }],
    ['sessions.archives.read', { archive: 'a1' }, {}],
    ['sessions.list', {}, { sessions: {} }],
    ['chat.send', { sessionKey: 'main', message: '', idempotencyKey: 'k' }, { status: 'started' }],
    ['chat.history', { sessionKey: 'main' }, {}],
  ])('is no answer to %s', (method, params, payload) => {
    expect(answered(REFERENCE, method, params, payload)).toEqual({ type: 'other' });
  });

  const chat = { runId: 'k1', seq: 1, sessionKey: 'main', state: 'final' };
  it.each(spoilt(chat))('is no chat event %s', (_, payload) => {
    expect(told(REFERENCE, 'chat', chat)).toMatchObject({ type: 'terminal' });
    expect(told(REFERENCE, 'chat', payload)).toEqual({ type: 'other' });
  });

  const agent = { runId: 'k1', seq: 1, sessionKey: 'main', stream: 'assistant', data: { delta: 'a' } };
  it.each(spoilt(agent).filter(([says]) => !/stream|data|sessionKey/.test(says)))(
    'is no agent event %s',
    (_, payload) => {
      expect(told(REFERENCE, 'agent', agent)).toMatchObject({ type: 'run-text' });
      expect(told(REFERENCE, 'agent', payload)).toEqual({ type: 'other' });
    },
  );

  it('is no message without a key or an entry', () => {
    const whole = { sessionKey: 'main', message: MESSAGE };
    expect(told(REFERENCE, 'session.message', whole)).toMatchObject({ type: 'message' });
    expect(told(REFERENCE, 'session.message', { message: MESSAGE })).toEqual({ type: 'other' });
    expect(told(REFERENCE, 'session.message', { sessionKey: 'main' })).toEqual({ type: 'other' });
  });
});

describe('what an answer says about itself', () => {
  it('is believed before what was asked', () => {
    const entry = { key: 'main', sessionId: 's1' };
    const reset = answered(REFERENCE, 'sessions.reset', { key: 'main' }, { key: 'agent:main:other', entry });
    expect(reset).toMatchObject({ key: 'agent:main:other' });
    const named = answered(
      REFERENCE,
      'sessions.archives.read',
      { archive: 'a1' },
      { archive: 'a2', messages: [] },
    );
    expect(named).toMatchObject({ archive: 'a2' });
    const unnamed = answered(REFERENCE, 'sessions.archives.read', { archive: 'a1' }, { messages: [] });
    expect(unnamed).toMatchObject({ archive: 'a1' });
  });

  it('names entries without an id by their place', () => {
    const nameless = { role: 'user', content: 'hi' };
    const messages = [nameless, MESSAGE, null, nameless];
    const page = answered(REFERENCE, 'chat.history', { sessionKey: 'main' }, { messages });
    expect(page).toMatchObject({ entries: [{ id: 'unnamed-0' }, { id: 'e2' }, { id: 'unnamed-2' }] });
  });

  it.each([
    ['no more than it shows', { items: [{ state: 'queued' }], total: 1 }, false],
    ['more than it shows', { items: [], total: 1 }, true],
    ['nothing of their number', { items: [{ state: 'queued' }] }, false],
  ])('tells of inputs that wait: %s', (_, pendingInputs, inputsPartial) => {
    const payload = { messages: [], pendingInputs };
    expect(answered(REFERENCE, 'chat.history', { sessionKey: 'main' }, payload)).toMatchObject({
      inputsPartial,
    });
  });

  it('is a first page at offset 0 only', () => {
    const page = (offset: number): unknown =>
      answered(REFERENCE, 'chat.history', { sessionKey: 'main', offset }, { messages: [] });
    expect(page(0)).toMatchObject({ type: 'history' });
    expect(page(1)).toMatchObject({ type: 'history-page', offset: 1 });
    expect(page(-1)).toMatchObject({ type: 'history' });
  });
});
