import { describe, expect, test } from 'vitest';
import { DIALECTS, dialectFor } from '../../src/dialect/catalogue.ts';
import {
  OPENCLAW_2026_2,
  OPENCLAW_2026_4,
  OPENCLAW_2026_5,
  OPENCLAW_2026_9,
} from '../../src/dialect/openclaw.ts';
import { answered, told } from './seen.ts';

describe('dialectFor', () => {
  test.each([
    ['reference@1', undefined, 'reference@1'],
    ['reference@1+revision', undefined, 'reference@1+revision'],
    ['openclaw@2026.5.28', undefined, 'openclaw@2026.5.28'],
    ['2026.2.1', undefined, 'openclaw@2026.2.1'],
    ['2026.3.30', undefined, 'openclaw@2026.2.1'],
    ['2026.4.25', 3, 'openclaw@2026.4.21'],
    ['v2026.4.9-beta.1', 3, 'openclaw@2026.4.21'],
    ['2026.5.28', 4, 'openclaw@2026.5.28'],
    ['2026.8.1', 4, 'openclaw@2026.5.28'],
    ['openclaw@2026.9.6', 4, 'openclaw@2026.9.6'],
    ['2027.1.2', 4, 'openclaw@2026.9.6'],
    ['dev', 3, 'openclaw@2026.2.1'],
    ['dev', 4, 'openclaw@2026.9.6'],
    ['dev', undefined, undefined],
    ['reference@7', 5, undefined],
  ])('reads %s with protocol %s as %s', (name, protocol, expected) => {
    expect(dialectFor(name, protocol)?.name).toBe(expected);
  });

  test('lists dialects under distinct names', () => {
    const names = DIALECTS.map((dialect) => dialect.name);
    expect(new Set(names).size).toBe(names.length);
    for (const dialect of DIALECTS) expect(dialectFor(dialect.name)).toBe(dialect);
  });

  test('gives a reason for each property a dialect cannot show', () => {
    for (const dialect of DIALECTS) {
      for (const [property, reason] of dialect.unobservable) {
        expect(property).toMatch(/^[a-z]+\/[a-z-]+$/);
        expect(reason.length).toBeGreaterThan(20);
      }
    }
  });
});

describe('OpenClaw dialects', () => {
  test('take an inactive row for unsaid where the release does not keep the flag', () => {
    const list = { sessions: [{ key: 'main', sessionId: 's', status: 'running', hasActiveRun: false }] };
    const active = (answer: unknown): unknown =>
      (answer as { rows: { hasActiveRun: unknown }[] }).rows[0]?.hasActiveRun;
    expect(active(answered(OPENCLAW_2026_4, 'sessions.list', {}, list))).toBeUndefined();
    expect(active(answered(OPENCLAW_2026_5, 'sessions.list', {}, list))).toBeUndefined();
    expect(active(answered(OPENCLAW_2026_9, 'sessions.list', {}, list))).toBe(false);
  });

  test('name a row without a revision by its sessionId where resets happen in place', () => {
    const row = { key: 'main', sessionId: 's' };
    expect(
      answered(OPENCLAW_2026_9, 'sessions.list', {}, { sessions: [row, { ...row, lifecycleRevision: 'r' }] }),
    ).toMatchObject({
      rows: [{ generation: 's' }, { generation: 's#r' }],
    });
  });

  test('take the row of a message announcement for stale', () => {
    const payload = {
      sessionKey: 'main',
      phase: 'message',
      sessionId: 's',
      session: { key: 'main', sessionId: 's', status: 'done' },
    };
    expect(told(OPENCLAW_2026_5, 'sessions.changed', payload)).toEqual({
      type: 'row',
      key: 'agent:main:main',
      generation: 's',
      row: undefined,
      runId: undefined,
    });
  });

  test('find the session key of a change in its row', () => {
    expect(
      told(OPENCLAW_2026_9, 'sessions.changed', {
        reason: 'cron-binding',
        session: { key: 'main', sessionId: 's' },
      }),
    ).toMatchObject({
      type: 'row',
      key: 'agent:main:main',
    });
  });

  test('differ where the releases were measured to differ', () => {
    const facts = [OPENCLAW_2026_2, OPENCLAW_2026_4, OPENCLAW_2026_5, OPENCLAW_2026_9].map((dialect) => [
      dialect.numbering.scope,
      dialect.numbering.first,
      dialect.notices.length,
      dialect.reset,
      dialect.mergesSends,
    ]);
    expect(facts).toEqual([
      ['process', undefined, 0, 'new-id', false],
      ['connection', 1, 1, 'new-id', false],
      ['connection', 1, 1, 'new-id', false],
      ['connection', 1, 1, 'in-place', true],
    ]);
  });
});
