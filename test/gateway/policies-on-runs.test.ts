import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/gateway/reference/entry.ts';
import { abort } from '../../src/gateway/reference/policy/abort.ts';
import { admission } from '../../src/gateway/reference/policy/admission.ts';
import { backpressure } from '../../src/gateway/reference/policy/backpressure.ts';
import { compaction } from '../../src/gateway/reference/policy/compaction.ts';
import { fence } from '../../src/gateway/reference/policy/fence.ts';
import { inbox } from '../../src/gateway/reference/policy/inbox.ts';
import { payload } from '../../src/gateway/reference/policy/payload.ts';
import { reading } from '../../src/gateway/reference/policy/reading.ts';
import { restart } from '../../src/gateway/reference/policy/restart.ts';
import { rotation } from '../../src/gateway/reference/policy/rotation.ts';
import { telling } from '../../src/gateway/reference/policy/telling.ts';
import { createRun } from '../../src/gateway/reference/run.ts';
import { Session } from '../../src/gateway/reference/session.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';

const STOP_REASONS = ['stop', 'error', 'aborted', 'interrupted'] as const;
const entry: Entry = { id: 'e1', seq: 1, role: 'user', text: 'hi', at: 1 };

describe('what followers are told', () => {
  const identity = { runId: 'r1', key: 's', generation: 'g1', text: '', acceptedAt: 0, sender: 1 };
  const run = createRun(identity, 0);
  run.seq = 7;

  it.each(STOP_REASONS)('numbers the terminal of a run that ended by %s after its last event', (reason) => {
    expect(telling.terminalSeq(run, reason)).toBe(7);
  });

  it('pushes an entry as it is stored, and a terminal to everybody whom it concerns', () => {
    expect(telling.pushed(entry)).toBe(entry);
    expect(telling.terminalAudience).toBe('concerned');
  });
});

describe('what reads show', () => {
  const session = new Session('s');
  session.begin('g1', 'g1', 0);
  session.begin('g2', 'g2', 1_000);

  it('lists the current session id, whatever the key pointed at before', () => {
    expect(session.before).toEqual({ sessionId: 'g1', until: 1_000 });
    expect(reading.listedId(session, 1_001)).toBe('g2');
  });

  it('shows archives in full', () => {
    expect(reading.archived([entry])).toEqual([entry]);
  });
});

describe('how a run ends', () => {
  it.each(STOP_REASONS)('clears the row and serves the queue after a run that ended by %s', (reason) => {
    expect(fence.clearsRow(reason)).toBe(true);
    expect(inbox.servesAfter(reason)).toBe(true);
  });

  it('ends with an abort and with its generation, once, and is filed with that', () => {
    expect(abort.endsRuns).toBe(true);
    expect(fence.endsRuns).toBe(true);
    expect(restart.repeatsFinals).toBe(false);
    expect(rotation.closing).toBe('with-ended');
  });
});

describe('who is kept waiting', () => {
  it('frees the place of a connection that ended in any way, and has one for everybody', () => {
    for (const code of Object.values(CLOSE)) expect(admission.frees(code)).toBe(true);
    expect(admission.places).toBe(Infinity);
  });

  it('lets nobody wait for a slow reader, a summary, a failed compaction or somebody’s oversized frame', () => {
    expect(backpressure.blocks).toBe('nobody');
    expect(compaction).toMatchObject({ holds: 'nothing', answersFailures: true });
    for (const compacted of [true, false]) expect(compaction.releasesAfter(compacted)).toBe(true);
    expect(payload.oversizedEnds).toBe('its-own');
  });
});
