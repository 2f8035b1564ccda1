import { describe, expect, test } from 'vitest';
import { DIALECTS, dialectFor } from '../../src/dialect/catalogue.ts';
import {
  OPENCLAW_2026_2,
  OPENCLAW_2026_4,
  OPENCLAW_2026_5,
  OPENCLAW_2026_9,
} from '../../src/dialect/openclaw.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { answered, observeAll, told } from './seen.ts';

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
    ['2026.9.1', 4, 'openclaw@2026.9.6'],
    ['2025.12.1', 3, 'openclaw@2026.2.1'],
    ['0000.0', undefined, 'openclaw@2026.2.1'],
    ['2027.1.2', 4, 'openclaw@2026.9.6'],
    ['reference-1', 4, 'reference@1'],
    ['dev', 3, 'openclaw@2026.2.1'],
    ['dev', 4, 'protocol@4'],
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
      for (const [property, { reason }] of dialect.unobservable) {
        expect(property).toMatch(/^[a-z]+\/[a-z-]+$/);
        expect(reason.length).toBeGreaterThan(20);
      }
    }
  });
});

describe('OpenClaw dialects', () => {
  test('take an inactive row for unsaid after a send under the alias, where that hides the run, until the next boot', () => {
    const list: Frame = { type: 'req', id: '1', method: 'sessions.list' };
    const row = { key: 'agent:main:main', sessionId: 's', status: 'running', hasActiveRun: false };
    const rows: Frame = { type: 'res', id: '1', ok: true, payload: { sessions: [row] } };
    const send = (sessionKey: string): Frame => ({
      type: 'req',
      id: '2',
      method: 'chat.send',
      params: { sessionKey, message: 'hi', idempotencyKey: 'k' },
    });
    const active = (dialect: Dialect, frames: readonly (Frame | 'boot')[]): unknown => {
      const last = observeAll(dialect, [...frames, list, rows]).at(-1);
      return last?.type === 'response' && last.answer?.type === 'rows'
        ? last.answer.rows[0]?.hasActiveRun
        : last;
    };
    expect(active(OPENCLAW_2026_5, [])).toBe(false);
    expect(active(OPENCLAW_2026_5, [send('agent:main:main')])).toBe(false);
    expect(active(OPENCLAW_2026_4, [send('main')])).toBeUndefined();
    expect(active(OPENCLAW_2026_5, [send('main')])).toBeUndefined();
    expect(active(OPENCLAW_2026_5, [send('main'), 'boot'])).toBe(false);
  });

  test('take a row without a revision for one of no certain generation where resets happen in place', () => {
    const row = { key: 'main', sessionId: 's' };
    expect(
      answered(OPENCLAW_2026_9, 'sessions.list', {}, { sessions: [row, { ...row, lifecycleRevision: 'r' }] }),
    ).toMatchObject({
      rows: [{ generation: undefined }, { generation: 's#r' }],
    });
  });

  test('take a row that no run has touched for none of the run whose end it is published for', () => {
    const session = { key: 'main', sessionId: 's' };
    const payload = { sessionKey: 'main', phase: 'end', runId: 'k', session };
    const runIn = (more: object, phase = 'end'): unknown => {
      const row = told(OPENCLAW_2026_9, 'sessions.changed', {
        ...payload,
        phase,
        session: { ...session, ...more },
      });
      return typeof row !== 'string' && row.type === 'row' ? row.runId : row;
    };
    expect(runIn({})).toBeUndefined();
    expect(runIn({}, 'start')).toBe('k');
    for (const touched of [
      { status: 'done' },
      { startedAt: 1 },
      { endedAt: 2 },
      { hasActiveRun: true },
      { lastRunId: 'k' },
    ])
      expect(runIn(touched)).toBe('k');
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
      dialect.positions,
      dialect.protocol,
    ]);
    expect(facts).toEqual([
      ['process', undefined, 0, 'new-id', false, 'with-gaps', 3],
      ['connection', 1, 1, 'new-id', true, 'with-gaps', 3],
      ['connection', 1, 1, 'new-id', false, 'with-gaps', 4],
      ['connection', 1, 1, 'in-place', true, 'with-parts', 4],
    ]);
  });
});
