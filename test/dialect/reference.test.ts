import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import {
  REFERENCE,
  REFERENCE_COMMANDS,
  REFERENCE_REVISION,
  REFERENCE_READERS,
  REFERENCE_STEERING,
} from '../../src/dialect/reference.ts';
import { EVENTS } from '../../src/protocol/events.ts';
import { METHODS } from '../../src/protocol/methods.ts';
import { hardValues } from '../protocol/json-values.ts';
import { MESSAGE, ROW } from './samples.ts';
import { answered, observeAll, told } from './seen.ts';

test.each([
  ['reference@1+steering', REFERENCE_STEERING, { mergesSends: true }],
  ['reference@1+commands', REFERENCE_COMMANDS, { honoursSlashCommands: true }],
  [
    'reference@1+readers',
    REFERENCE_READERS,
    { concerns: { ...REFERENCE.concerns, run: ['readers'], tool: ['readers'] } },
  ],
] as const)('%s differs from reference@1 in one trait', (name, dialect, trait) => {
  expect(dialect).toEqual({ ...REFERENCE, name, ...trait });
  expect(dialectFor(name)).toBe(dialect);
});

describe('reference@1+revision', () => {
  const key = { sessionKey: 'main', sessionId: 's1' };

  test('names generations by sessionId and revision', () => {
    expect(REFERENCE_REVISION.generation('s1', 'r2')).toBe('s1#r2');
    expect(
      told(REFERENCE_REVISION, 'sessions.changed', { ...key, lifecycleRevision: 'r2', reason: 'reset' }),
    ).toMatchObject({ next: 's1#r2' });
    expect(
      told(REFERENCE_REVISION, 'socket.drain', { ...key, lifecycleRevision: 'r1', reason: 'reset' }),
    ).toMatchObject({ ended: 's1#r1' });
    expect(
      told(REFERENCE_REVISION, 'session.message', { ...key, lifecycleRevision: 'r1', message: MESSAGE }),
    ).toMatchObject({ generation: 's1#r1' });
    expect(answered(REFERENCE_REVISION, 'sessions.reset', { key: 'main' }, { entry: ROW })).toMatchObject({
      row: { generation: 's1#r1' },
    });
    expect(
      answered(
        REFERENCE_REVISION,
        'chat.history',
        { sessionKey: 'main' },
        { ...key, lifecycleRevision: 'r1', messages: [] },
      ),
    ).toMatchObject({ generation: 's1#r1' });
  });

  test('names none where only half of the name is given', () => {
    expect(told(REFERENCE_REVISION, 'session.message', { ...key, message: MESSAGE })).toMatchObject({
      generation: undefined,
    });
    expect(told(REFERENCE_REVISION, 'socket.drain', { ...key, reason: 'reset' })).toEqual({ type: 'other' });
  });
});

describe('foreign frames', () => {
  const members = fc.constantFrom(
    'sessionKey',
    'key',
    'sessionId',
    'runId',
    'seq',
    'state',
    'stream',
    'data',
    'reason',
    'phase',
    'session',
    'message',
    'messages',
    'sessions',
    'entry',
    'records',
    'archives',
    'archive',
    'features',
    'policy',
    'auth',
    'status',
    '__openclaw',
    'idempotencyKey',
    'scopes',
    'content',
    'type',
  );
  const payloads = fc.oneof(
    hardValues,
    fc.dictionary(members, fc.oneof(hardValues, fc.constant('main')), { noNullPrototype: true }),
  );

  test('never raise an exception, whatever they carry', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVENTS),
        fc.constantFrom(...METHODS),
        payloads,
        payloads,
        (event, method, params, payload) => {
          const frames = [
            { type: 'event' as const, event, payload },
            { type: 'req' as const, id: '1', method, params },
            { type: 'res' as const, id: '1', ok: true, payload },
          ];
          expect(observeAll(REFERENCE, frames).map((observation) => observation.type)).toEqual([
            'event',
            'request',
            'response',
          ]);
          expect(observeAll(REFERENCE_REVISION, frames)).toHaveLength(3);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('are garbage when they are no frames', () => {
    expect(observeAll(REFERENCE, ['hello'])).toMatchObject([{ type: 'garbage', reason: 'not JSON' }]);
  });
});
