import { describe, expect, test } from 'vitest';
import { OPENCLAW_2026_2, OPENCLAW_2026_5 } from '../../src/dialect/openclaw.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { ProbeWatch, type Probe } from '../../src/dialect/unobservable.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { historyOf, RECORDINGS, releaseOf } from '../recordings/recordings.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { observeAll } from './seen.ts';

const HELLO: readonly Frame[] = [
  { type: 'req', id: '1', method: 'connect', params: {} },
  {
    type: 'res',
    id: '1',
    ok: true,
    payload: {
      type: 'hello-ok',
      features: { methods: ['sessions.list'], events: ['tick'] },
      policy: { maxPayload: 1, maxBufferedBytes: 2, tickIntervalMs: 3 },
    },
  },
];

function answered(method: string, payload: object): readonly Frame[] {
  return [
    { type: 'req', id: '2', method, params: { key: 'main', sessionKey: 'main' } },
    { type: 'res', id: '2', ok: true, payload },
  ];
}

function found(probe: Probe, frames: readonly Frame[], dialect: Dialect = OPENCLAW_2026_5): string {
  const watch = new ProbeWatch(new Map([['a/b', { reason: 'why', probe }]]));
  for (const observation of observeAll(dialect, frames)) watch.observe(observation);
  const finding = watch.resultOn('a/b');
  return finding.type === 'fails' ? finding.sentence : finding.type;
}

const ROW = { key: 'main', sessionId: 's' };

describe('a probe', () => {
  test.each<[string, Probe, readonly Frame[], string]>([
    ['of a method is untested without a hello', { type: 'method', method: 'x' }, [], 'untested'],
    ['of a method that no hello lists holds', { type: 'method', method: 'x' }, HELLO, 'holds'],
    [
      'of a method that a hello lists fails',
      { type: 'method', method: 'sessions.list' },
      HELLO,
      "the hello lists the method 'sessions.list'",
    ],
    ['of an event that no hello lists holds', { type: 'event', event: 'x' }, HELLO, 'holds'],
    [
      'of an event that a hello lists fails',
      { type: 'event', event: 'tick' },
      HELLO,
      "the hello lists the event 'tick'",
    ],
    [
      'of an event that comes all the same fails',
      { type: 'event', event: 'x' },
      [...HELLO, { type: 'event', event: 'x', payload: {} }],
      "an event 'x' was sent",
    ],
    [
      'of rows is untested while there is none',
      { type: 'row-member', member: 'status' },
      answered('sessions.list', { sessions: [] }),
      'untested',
    ],
    [
      'of rows that lack a member holds',
      { type: 'row-member', member: 'status' },
      answered('sessions.list', { sessions: [ROW] }),
      'holds',
    ],
    [
      'of rows that have it fails',
      { type: 'row-member', member: 'status' },
      answered('sessions.list', { sessions: [ROW, { ...ROW, status: null }] }),
      "a row carries 'status'",
    ],
    [
      'of rows that a reset answers fails too',
      { type: 'row-member', member: 'status' },
      answered('sessions.reset', { ok: true, key: 'main', entry: { ...ROW, status: 'done' } }),
      "a row carries 'status'",
    ],
    [
      'of a history that lacks a member holds',
      { type: 'history-member', member: 'sessionId' },
      answered('chat.history', { sessionKey: 'main', messages: [] }),
      'holds',
    ],
    [
      'of a history that has it fails',
      { type: 'history-member', member: 'sessionId' },
      answered('chat.history', { sessionKey: 'main', sessionId: 's', messages: [] }),
      "a history carries 'sessionId'",
    ],
    [
      'of rows looks at no history',
      { type: 'row-member', member: 'sessionId' },
      answered('chat.history', { sessionKey: 'main', sessionId: 's', messages: [] }),
      'untested',
    ],
    [
      'of rows in a list looks at no row that a reset answers',
      { type: 'list-member', member: 'status' },
      answered('sessions.reset', { ok: true, key: 'main', entry: { ...ROW, status: 'done' } }),
      'untested',
    ],
    [
      'of rows in a list fails when one has it',
      { type: 'list-member', member: 'status' },
      answered('sessions.list', { sessions: [{ ...ROW, status: 'done' }] }),
      "a row carries 'status'",
    ],
    [
      'of a history looks at no rows',
      { type: 'history-member', member: 'key' },
      answered('sessions.list', { sessions: [ROW] }),
      'untested',
    ],
    [
      'looks at no refusal',
      { type: 'row-member', member: 'status' },
      [
        { type: 'req', id: '2', method: 'sessions.list' },
        { type: 'res', id: '2', ok: false, error: { code: 'X', message: 'status' } },
      ],
      'untested',
    ],
    [
      'of a reset in place holds when the sessionId stays',
      { type: 'reset-in-place', member: 'lifecycleRevision' },
      [
        ...answered('sessions.list', { sessions: [ROW] }),
        ...answered('sessions.reset', { ok: true, key: 'main', entry: { sessionId: 's' } }),
      ],
      'holds',
    ],
    [
      'of a reset in place fails when it gives another sessionId',
      { type: 'reset-in-place', member: 'lifecycleRevision' },
      [
        ...answered('sessions.list', { sessions: [ROW] }),
        ...answered('sessions.reset', { ok: true, key: 'main', entry: { sessionId: 't' } }),
      ],
      'a reset of agent:main:main gave it another sessionId',
    ],
    [
      'that failed stays so, whatever comes later',
      { type: 'row-member', member: 'status' },
      [
        ...answered('sessions.list', { sessions: [{ ...ROW, status: 'done' }] }),
        ...answered('sessions.list', { sessions: [ROW] }),
      ],
      "a row carries 'status'",
    ],
  ])('%s', (_name, probe, frames, expected) => {
    expect(found(probe, frames)).toBe(expected);
  });
});

describe('what a dialect declares', () => {
  test.each(RECORDINGS)('is not contradicted by %s', (name) => {
    const dialect = dialectFor(releaseOf(name)) as Dialect;
    const watch = new ProbeWatch(dialect.unobservable);
    const observer = dialect.createObserver();
    for (const record of historyOf(name).records) watch.observe(observer.observe(record));
    for (const property of dialect.unobservable.keys())
      expect(watch.resultOn(property).type, property).not.toBe('fails');
  });

  test('holds in a session with 2026.2.1, all of it', () => {
    const watch = new ProbeWatch(OPENCLAW_2026_2.unobservable);
    const observer = OPENCLAW_2026_2.createObserver();
    for (const record of historyOf('basic-2026.2.1').records) watch.observe(observer.observe(record));
    for (const property of OPENCLAW_2026_2.unobservable.keys())
      expect(watch.resultOn(property).type, property).toBe('holds');
  });
});
