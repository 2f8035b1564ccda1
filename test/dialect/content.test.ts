import { describe, expect, it } from 'vitest';
import { scalars } from '../../src/dialect/content.ts';
import { OPENCLAW_2026_2, OPENCLAW_2026_5, OPENCLAW_2026_9 } from '../../src/dialect/openclaw.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { KEY } from './samples.ts';
import { told } from './seen.ts';

const CUT = '\n...(truncated)...';

function agent(stream: string, data: object): object {
  return { runId: 'k1', sessionKey: KEY, seq: 1, stream, data };
}

function chat(state: string, more: object): object {
  return { runId: 'k1', sessionKey: KEY, seq: 1, state, ...more };
}

function message(text: string): object {
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

describe('the text of an event', () => {
  it.each<[string, object, object]>([
    ['agent', agent('assistant', { delta: 'b' }), { stream: 'agent', delta: 'b', replaces: false }],
    ['agent', agent('assistant', { delta: 'b', text: 'ab' }), { delta: 'b', whole: 'ab' }],
    ['agent', agent('assistant', { text: '', replace: true }), { whole: '', replaces: true }],
    ['agent', agent('assistant', { delta: 7, text: 7 }), { delta: undefined, whole: undefined }],
    [
      'chat',
      chat('delta', { deltaText: 'b' }),
      { stream: 'chat', delta: 'b', whole: undefined, replaces: false },
    ],
    ['chat', chat('delta', { deltaText: 'b', message: message('ab') }), { delta: 'b', whole: 'ab' }],
    ['chat', chat('delta', { message: message('ab'), replace: true }), { delta: undefined, replaces: true }],
    ['agent', agent('tool', { phase: 'result', result: 'r' }), { phase: 'result', text: 'r' }],
    ['agent', agent('tool', { phase: 'result', result: message('r') }), { phase: 'result', text: 'r' }],
    ['agent', agent('tool', { phase: 'start' }), { phase: 'start', text: undefined }],
    ['agent', agent('tool', { phase: 'result', result: {} }), { text: undefined }],
    ['agent', agent('lifecycle', { phase: 'error', error: 'e' }), { phase: 'error', errorMessage: 'e' }],
    ['agent', agent('lifecycle', { phase: 'end', stopReason: 'stop' }), { stopReason: 'stop' }],
    [
      'chat',
      chat('final', { message: message('ab'), stopReason: 'stop' }),
      { text: 'ab', stopReason: 'stop' },
    ],
    ['chat', chat('final', { message: { role: 'assistant', text: 'ab' } }), { text: 'ab' }],
    ['chat', chat('final', { message: { role: 'assistant', content: '' } }), { text: '' }],
    ['chat', chat('final', {}), { text: undefined, stopReason: undefined, errorMessage: undefined }],
    ['chat', chat('error', { errorMessage: 'e' }), { state: 'error', text: undefined, errorMessage: 'e' }],
  ])('%s %j', (event, payload, meaning) => {
    expect(told(REFERENCE, event, payload)).toMatchObject(meaning);
  });
});

describe('an entry', () => {
  const entry = (dialect: typeof REFERENCE, shown: object): unknown => {
    const meaning = told(dialect, 'session.message', {
      sessionKey: KEY,
      sessionId: 's1',
      messageId: 'e1',
      message: { role: 'assistant', ...shown },
    });
    return typeof meaning === 'object' && meaning.type === 'message' ? meaning.entry : meaning;
  };

  it.each([
    ['whole', 'so be it', { text: 'so be it', isCut: false }],
    ['cut', `so be${CUT}`, { text: 'so be', isCut: true }],
    ['cut within a character', `so \ud83c${CUT}`, { text: 'so ', isCut: true }],
    ['about a cut', `so${CUT} it`, { text: `so${CUT} it`, isCut: false }],
    ['nothing but the cut', CUT, { text: '', isCut: true }],
  ])('of a release is %s', (_what, content, read) => {
    expect(entry(OPENCLAW_2026_5, { content })).toMatchObject(read);
  });

  it('of the reference says that it was cut by a member, and by nothing else', () => {
    const cut = { __openclaw: { truncated: true } };
    expect(entry(REFERENCE, { content: 'so be', ...cut })).toMatchObject({ text: 'so be', isCut: true });
    expect(entry(REFERENCE, { content: 'so \ud83c', ...cut })).toMatchObject({ text: 'so ', isCut: true });
    expect(entry(REFERENCE, { content: 'so \ud83c' })).toMatchObject({ text: 'so \ud83c', isCut: false });
    expect(entry(REFERENCE, { content: `so${CUT}` })).toMatchObject({ text: `so${CUT}`, isCut: false });
  });

  it('is aborted by its stop reason, or by the mark of an abort', () => {
    const shown = { content: 'x', stopReason: 'stop' };
    expect(entry(REFERENCE, { ...shown, stopReason: 'aborted' })).toMatchObject({ isAborted: true });
    expect(entry(REFERENCE, shown)).toMatchObject({ isAborted: false, stopReason: 'stop' });
    expect(entry(OPENCLAW_2026_5, { ...shown, openclawAbort: { aborted: true } })).toMatchObject({
      isAborted: true,
    });
    expect(entry(OPENCLAW_2026_5, { ...shown, openclawAbort: {} })).toMatchObject({ isAborted: false });
    expect(entry(REFERENCE, { ...shown, errorMessage: 'e' })).toMatchObject({ errorMessage: 'e' });
  });
});

describe('tokens of a row', () => {
  it.each([
    [{ totalTokens: 7 }, 7],
    [{ totalTokens: 7, totalTokensFresh: true }, 7],
    [{ totalTokens: 7, totalTokensFresh: false }, undefined],
  ])('%j', (row, totalTokens) => {
    const session = { key: KEY, sessionId: 's1', ...row };
    expect(told(REFERENCE, 'sessions.changed', { sessionKey: KEY, session })).toMatchObject({
      row: { totalTokens },
    });
  });
});

describe('what a prompt says of a client', () => {
  const { content: reference } = REFERENCE;
  const { content: release } = OPENCLAW_2026_5;

  it('is the text itself in the reference', () => {
    expect(reference.holds('a  b', 'a  b')).toBe(true);
    expect(reference.endsWith('a  b', 'a b')).toBe(false);
    expect(reference.endsWith('x a', 'a')).toBe(false);
    expect(reference.holds('a \ufffd', 'a \ud83c')).toBe(true);
    expect(reference.isAdded('system', '')).toBe(true);
    expect(reference.isAdded('user', 'INTERNAL_CONTEXT')).toBe(false);
  });

  it('stands behind a sender and a time in a release, with its spaces collapsed', () => {
    const shown = 'Sender (untrusted metadata): web\n\n[Mon 2026-11-30 02:00 UTC] hello there [[m1]]';
    expect(release.endsWith(shown, 'hello   there\n[[m1]]')).toBe(true);
    expect(release.endsWith(`${shown}\n\nand more`, 'hello there [[m1]]')).toBe(false);
    expect(release.holds(`${shown}\n\nand more`, 'hello there [[m1]]')).toBe(true);
    expect(release.holds(shown, 'hello here')).toBe(false);
  });

  it('is not what the release adds', () => {
    const { isAdded } = OPENCLAW_2026_9.content;
    expect(isAdded('system', 'You are')).toBe(true);
    expect(isAdded('user', '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>> the time is')).toBe(true);
    expect(isAdded('user', '[Mon] hello')).toBe(false);
  });
});

describe('the declarations', () => {
  it('say where releases differ', () => {
    expect(REFERENCE.content).toMatchObject({ trimsShown: false, streamsAll: true });
    expect(OPENCLAW_2026_2.content).toMatchObject({ trimsShown: true, streamsAll: false });
    expect(OPENCLAW_2026_5.content).toMatchObject({ betweenBlocks: '', retry: 'goes-on' });
    expect(OPENCLAW_2026_9.content).toMatchObject({ betweenBlocks: '\n\n', retry: 'rewinds' });
  });
});

describe('scalars', () => {
  it.each([
    ['plain', 'plain'],
    ['a \u{1f30d} b', 'a \u{1f30d} b'],
    ['\ud83c', '\ufffd'],
    ['a\ud83c b\udf0d', 'a\ufffd b\ufffd'],
    ['\udf0d\ud83c', '\ufffd\ufffd'],
  ])('of %j', (text, read) => {
    expect(scalars(text)).toBe(read);
  });
});
