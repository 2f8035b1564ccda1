import { describe, expect, it } from 'vitest';
import type { GatewaySettings, ProviderEvent } from '../../src/gateway/port.ts';
import type { Entry } from '../../src/gateway/reference/entry.ts';
import { compaction } from '../../src/gateway/reference/policy/compaction.ts';
import { fence } from '../../src/gateway/reference/policy/fence.ts';
import { inbox } from '../../src/gateway/reference/policy/inbox.ts';
import { prompt } from '../../src/gateway/reference/policy/prompt.ts';
import { crossedDailyBoundary, rotation } from '../../src/gateway/reference/policy/rotation.ts';
import { sessionControl } from '../../src/gateway/reference/policy/session-control.ts';
import type { Core } from '../../src/gateway/reference/core.ts';
import { runOf as runOfEntry, type Run } from '../../src/gateway/reference/run.ts';
import type { Sending } from '../../src/gateway/reference/send.ts';
import { Session } from '../../src/gateway/reference/session.ts';
import type { AuditRecord } from '../../src/protocol/methods.ts';
import { parseSessionControl } from '../../src/protocol/session-control.ts';

const DAY = 86_400_000;
const MIDNIGHT = 20_454 * DAY;

function runOf(runId: string, generation = 'g1'): Run {
  const clock = { monotonicMicros: () => 0, wallMillis: () => 0 };
  return runOfEntry(
    { host: { clock } } as Core,
    { key: 's', generation },
    { runId, text: `text of ${runId}` },
    1,
  );
}

function entryOf(seq: number, role: Entry['role'], text: string, key?: string): Entry {
  return { id: `e${seq}`, seq, role, text, at: seq, ...(key === undefined ? {} : { idempotencyKey: key }) };
}

function sessionOf(...entries: Entry[]): Session {
  const session = new Session('s');
  session.begin('g1', 'g1', 0);
  for (const entry of entries) session.append(entry);
  return session;
}

function event(type: 'start' | 'end' | 'error', sessionId: string | undefined): ProviderEvent {
  const identity = { runId: 'r1', sessionKey: 's', sessionId };
  if (type === 'start') return { ...identity, type };
  if (type === 'end') return { ...identity, type, totalTokens: 1 };
  return { ...identity, type, totalTokens: 1, message: 'late' };
}

describe('fence', () => {
  /** A session with a live run, and what has happened to that run since. */
  function situation(what: 'live' | 'settled' | 'reset' | 'another runs' | 'queued'): [Run, Session] {
    const session = sessionOf();
    const run = runOf('r1');
    run.phase = 'running';
    session.active = run;
    if (what === 'settled') run.phase = 'settled';
    if (what === 'reset') session.begin('g2', 'g2', 1);
    if (what === 'another runs') session.active = runOf('r2');
    if (what === 'queued') {
      session.active = undefined;
      session.queue.push(run);
    }
    return [run, session];
  }

  it.each(['start', 'end', 'error'] as const)(
    'applies a %s of the live run, whether or not it names its session',
    (type) => {
      const [run, session] = situation('live');
      for (const sessionId of ['g1', undefined])
        expect(fence.isLive(event(type, sessionId), run, session)).toBe(true);
    },
  );

  it.each(['settled', 'reset', 'another runs', 'queued'] as const)(
    'drops every event of a run when it is: %s',
    (what) => {
      const [run, session] = situation(what);
      for (const type of ['start', 'end', 'error'] as const)
        for (const sessionId of ['g1', 'g2', undefined])
          expect(fence.isLive(event(type, sessionId), run, session)).toBe(false);
    },
  );

  it('logs a late event and changes nothing', () => {
    const [run, session] = situation('reset');
    const before = structuredClone({ row: session.row, entries: session.entries, run });
    const logged: string[] = [];
    const core = { host: { log: (_level: string, text: string) => logged.push(text) } } as unknown as Core;
    fence.onLate(core, event('end', undefined), run, session);
    expect(logged).toEqual(['late end of run r1 ignored']);
    expect({ row: session.row, entries: session.entries, run }).toEqual(before);
  });
});

describe('inbox', () => {
  it('takes messages in whatever the session does', () => {
    const session = sessionOf();
    session.active = runOf('r1');
    session.compacting = true;
    expect(inbox.turnsAway({ session } as Sending)).toBe(false);
    expect(inbox.steers).toBe(false);
  });
});

describe('session control', () => {
  it.each<[string | undefined, string | undefined, 'rotate' | 'refuse']>([
    [undefined, 'g2', 'refuse'],
    ['g1', 'g2', 'refuse'],
    ['g2', 'g2', 'rotate'],
    ['g1', undefined, 'refuse'],
    [undefined, undefined, 'refuse'],
    ['', undefined, 'refuse'],
  ])('named %s while %s is current: %s', (named, current, decision) => {
    for (const text of ['/reset', '/new', '/reset go on']) {
      const control = parseSessionControl(text);
      if (control === undefined) throw new Error(`${text} is a command`);
      for (const honoured of [false, true])
        expect(sessionControl.decide(control, named, current, honoured)).toBe(decision);
    }
  });
});

describe('rotation', () => {
  const settings = (dailyResetMinute: number | null): GatewaySettings =>
    ({ dailyResetMinute }) as unknown as GatewaySettings;
  const record = { sessionKey: 's' } as AuditRecord;

  function touchedAt(at: number): Session {
    const session = sessionOf(entryOf(1, 'user', 'hi'));
    session.updatedAt = at;
    return session;
  }

  it.each<[string, number, number, boolean]>([
    ['the same morning', 240 * 60_000 + 1, 300 * 60_000, false],
    ['one minute before the boundary and at it', 240 * 60_000 - 1, 240 * 60_000, true],
    ['at the boundary and long after', 240 * 60_000, 1_000 * 60_000, false],
    ['the evening before and the night', -DAY / 4, 239 * 60_000, false],
    ['the evening before and the morning', -DAY / 4, 241 * 60_000, true],
    ['a week ago', -7 * DAY, 0, true],
    ['after the clock went back', DAY, 300 * 60_000, false],
  ])('is due by the daily rule alone: %s', (_when, touched, now, due) => {
    const session = touchedAt(MIDNIGHT + touched);
    expect(rotation.due(session, MIDNIGHT + now, settings(240))).toBe(due);
    expect(rotation.due(session, MIDNIGHT + now, settings(null))).toBe(false);
    expect(crossedDailyBoundary(session, MIDNIGHT + now, 240)).toBe(due);
  });

  it('is not due for a session without a generation, or one that nobody has used', () => {
    const gone = touchedAt(0);
    gone.end();
    expect(rotation.due(gone, MIDNIGHT, settings(240))).toBe(false);
    expect(rotation.due(sessionOf(), MIDNIGHT, settings(240))).toBe(false);
  });

  it('keeps every audit record, and names archives after what ended', () => {
    const records: AuditRecord[] = [];
    rotation.audit(records, record);
    expect(records).toEqual([record]);
    expect(rotation.archiveName(sessionOf(), 'g1')).not.toBe(rotation.archiveName(sessionOf(), 'g2'));
    expect(rotation.inPlace).toBe(false);
  });
});

describe('compaction', () => {
  const summary = entryOf(3, 'system', 'Summary');
  const [a, b, c] = [entryOf(1, 'user', 'a'), entryOf(2, 'assistant', 'b'), entryOf(3, 'user', 'c')];
  const late = entryOf(4, 'user', 'arrived meanwhile');

  it.each<[string, readonly Entry[], readonly string[], readonly Entry[]]>([
    ['everything', [a, b, c], ['e1', 'e2', 'e3'], [summary]],
    ['everything but the tail', [a, b, c, late], ['e1', 'e2', 'e3'], [summary, late]],
    ['the older part', [a, b, c], ['e1', 'e2'], [summary, c]],
    ['what is there no more', [late], ['e1', 'e2', 'e3'], [summary, late]],
  ])('puts the summary in the place of %s', (_what, current, covered, merged) => {
    expect(compaction.merge(summary, current, new Set(covered))).toEqual(merged);
  });

  it.each([
    ['Summary of it', true],
    ['', false],
    [' \n\t', false],
  ])('takes %j for a summary: %s', (text, usable) => {
    expect(compaction.usable(text)).toBe(usable);
  });

  it('takes the lane for the swap alone, and frees it whatever the swap comes to', () => {
    for (const compacted of [true, false]) {
      const { lane } = sessionOf();
      const seen: boolean[] = [];
      compaction.schedule({ lane } as Session, {
        summarise(then) {
          seen.push(lane.idle);
          then('Summary');
        },
        swap(_text, done) {
          seen.push(lane.idle);
          done(compacted);
        },
      });
      expect([...seen, lane.idle]).toEqual([true, false, true]);
    }
  });
});

describe('prompt', () => {
  const history = [entryOf(1, 'user', 'first', 'r0'), entryOf(2, 'assistant', 'reply')];

  it('shows the whole generation, then the message of the run itself', () => {
    const session = sessionOf(...history, entryOf(3, 'user', 'text of r1', 'r1'));
    expect(prompt.build(session, runOf('r1'))).toEqual([
      { role: 'user', text: 'first' },
      { role: 'assistant', text: 'reply' },
      { role: 'user', text: 'text of r1' },
    ]);
  });

  it('leaves out messages that wait behind this run', () => {
    const session = sessionOf(
      ...history,
      entryOf(3, 'user', 'mine', 'r1'),
      entryOf(4, 'user', 'waits', 'r2'),
    );
    session.queue.push(runOf('r2'));
    expect(prompt.build(session, runOf('r1')).map(({ text }) => text)).toEqual([
      'first',
      'reply',
      'text of r1',
    ]);
  });

  it('shows the summary in the place of what it covers, also after a restart', () => {
    const summary: Entry = { ...entryOf(2, 'system', 'Summary'), kind: 'compaction', coversSeq: 2 };
    const session = sessionOf(summary, entryOf(3, 'user', 'next', 'r1'));
    expect(prompt.build(session, runOf('r1')).map(({ text }) => text)).toEqual(['Summary', 'text of r1']);
  });
});
