/** What can be got wrong about when a generation ends, and about what is kept of that. */
import { ms } from '../../kernel/time.ts';
import type {
  ArchivesReadResult,
  SessionsDeleteParams,
  SessionsDeleteResult,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import { mistakes, type Mistake } from '../entry.ts';
import { announceEntry } from '../reference/announce.ts';
import type { Core } from '../reference/core.ts';
import { entriesOf, type Entry } from '../reference/entry.ts';
import type { Policies } from '../reference/policies.ts';
import { compaction } from '../reference/policy/compaction.ts';
import { promptOf } from '../reference/policy/prompt.ts';
import {
  crossedDailyBoundary,
  rotation,
  type Ended,
  type RotationPolicy,
} from '../reference/policy/rotation.ts';
import { endRuns } from '../reference/rotate.ts';
import { close } from '../reference/runs.ts';
import type { Session } from '../reference/session.ts';
import { answerOf, withPayload } from '../tampering/frames.ts';
import { silentOn } from './notice.ts';
import { isReadBack, marksReadBack } from './read-back.ts';
import { FAILED_RUNS, LOST_LINKS, NEW_PROCESS, resets, rotations } from '../usual-triggers.ts';

const IDLE_MS = 3_000;
/** A late write of a run comes about so long after its session was deleted. */
const LATE_WRITE = ms(50);

/** Rotates by a rule of its own, with neither audit record nor notice. */
function secretly(
  due: RotationPolicy['due'],
  also?: Partial<Policies>,
): Pick<Mistake<'rotation'>, 'instead' | 'also'> {
  return {
    instead: {
      due,
      audit(records, record) {
        if (record.trigger !== 'rule') rotation.audit(records, record);
      },
    },
    also: { notice: silentOn('rule'), ...also },
  };
}

/**
 * Copies keep their ids, and say neither that a message is to be run nor that its reply settles anything. In the session's
 * lane, so that no message comes before them.
 */
function copyLastTurn(core: Core, session: Session, ended: Ended): void {
  rotation.endRuns(core, session, ended);
  const { generation, updatedAt } = session;
  if (generation === undefined) return;
  session.lane.run((release) => {
    core.store.readArchive(ended.generation, (lines = []) => {
      // a message came first: the turn would stand behind it
      if (session.generation !== generation || session.entries.length > 0) return release();
      const copies = lastTurn(entriesOf(lines)).map(
        ({ idempotencyKey: _key, settles: _settles, ...entry }, k): Entry => ({ ...entry, seq: k + 1 }),
      );
      core.store.persistTranscript(generation, copies, () => {
        for (const copy of copies) {
          session.append(copy);
          announceEntry(core, session, copy);
        }
        session.updatedAt = updatedAt;
        release();
      });
    });
  });
}

function lastTurn(entries: readonly Entry[]): readonly Entry[] {
  const message = entries.findLast((entry) => entry.role === 'user' && !isCopy(entry));
  const reply = entries.findLast(({ role, runId }) => role === 'assistant' && runId === message?.runId);
  return message === undefined || reply === undefined ? [] : [message, reply];
}

function withoutCopies(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry) => !isCopy(entry));
}

function isCopy({ role, idempotencyKey, settles }: Entry): boolean {
  return (role === 'user' && idempotencyKey === undefined) || (role === 'assistant' && settles === undefined);
}

/** A message that stands one position further ahead. */
function oneEarlier(message: TranscriptMessage): TranscriptMessage {
  return { ...message, __openclaw: { ...message.__openclaw, seq: message.__openclaw.seq - 1 } };
}

export const BAD_ROTATION = mistakes('rotation', {
  'forgets-keys-at-reset': {
    incident: 'dedupe-key',
    trigger: [{ operation: 'send', key: 'again' }, ...LOST_LINKS, { operation: 'leave' }],
    convictedBy: ['send/exactly-once'],
    words: /had told its final and called the provider again/,
    sentence:
      'Forgets with a generation the idempotency keys that were used in it; a late retry runs the message a second time.',
    instead: {
      endRuns(core, session, ended) {
        rotation.endRuns(core, session, ended);
        const prefix = core.policies.dedupe.name(session.key, '');
        for (const name of core.remembered.keys()) if (name.startsWith(prefix)) core.remembered.delete(name);
      },
    },
  },
  'tells-the-run-at-the-model-alone': {
    incident: '74781',
    trigger: rotations({ while: 'queue' }),
    convictedBy: ['run/terminates'],
    words: /never got its terminal; its generation may have ended before it did/,
    sentence:
      'Tells with the end of a generation how the run at the model ended; whoever waits behind it is told nothing, ever.',
    instead: {
      endRuns(core, session, { runs }) {
        endRuns(core, session, { runs: runs.filter((run) => run.phase !== 'queued') });
        for (const run of runs) if (run.phase === 'queued') close(core, session, run);
      },
    },
  },
  'carries-aborted-runs-over': {
    incident: '95123',
    trigger: resets({ while: 'run' }),
    convictedBy: ['generation/transcript'],
    words: /of run .*, accepted in an older generation/,
    sentence: 'Files the last words of runs that a reset aborted under the new generation.',
    instead: {
      endRuns(core, session, ended) {
        rotation.endRuns(core, session, ended);
        const { generation } = session;
        if (generation === undefined) return;
        core.host.timers.set(0, () => {
          for (const { settles: _, ...entry } of ended.closing) {
            const carried = { ...entry, seq: session.nextSeq };
            core.store.persistTranscript(generation, [carried], () => {});
            session.append(carried);
            announceEntry(core, session, carried);
          }
        });
      },
    },
  },
  'shows-the-last-turn-again': {
    incident: '95123',
    trigger: resets({ after: 'send' }),
    convictedBy: ['generation/transcript'],
    words: /of run .*, accepted in an older generation/,
    sentence:
      'A new generation begins with a copy of the last turn before the reset, for its reader; the model is not shown it.',
    instead: { endRuns: copyLastTurn },
    also: {
      prompt: { build: (session, run) => promptOf(session, run, withoutCopies(session.entries)) },
      compaction: {
        ...compaction,
        covers: (session) => withoutCopies(compaction.covers(session)),
        merge: (summary, current, covered) => compaction.merge(summary, withoutCopies(current), covered),
      },
    },
  },
  'undoes-resets': {
    incident: 'undone-reset',
    trigger: rotations(),
    convictedBy: ['generation/monotonic'],
    words: /points at generation .* again, which had ended/,
    sentence: 'A run that raced a reset commits the old session id back after the reset was answered.',
    instead: {
      endRuns(core, session, ended) {
        rotation.endRuns(core, session, ended);
        const { clock, timers } = core.host;
        if (!ended.runs.some((run) => clock.monotonicMicros() - run.acceptedAt < ms(40))) return;
        timers.set(ms(5), () => {
          session.generation = ended.generation;
          session.sessionId = ended.sessionId;
        });
      },
    },
  },
  'deletes-whatever-is-there': {
    incident: '40840',
    // one that was current for its client may have ended meanwhile
    trigger: [
      { operation: 'delete', names: 'stale' },
      { operation: 'delete', names: 'current' },
    ],
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .* to \(none\), and no permitted request asked for it/,
    sentence: 'Deletes the session that is there, also when the request names another one that has ended.',
    tamper: () => ({
      incoming(frame) {
        if (frame.type !== 'req' || frame.method !== 'sessions.delete') return undefined;
        const { expectedSessionId: _, ...params } = frame.params as SessionsDeleteParams;
        return [{ ...frame, params }];
      },
    }),
  },
  'rotates-daily-unasked': {
    incident: '70330',
    trigger: [{ operation: 'send', pastMinute: 240 }, { fault: 'clock.jump' }],
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence:
      'Rotates a session on its first message after 04:00 although no daily rule is configured, as OpenClaw 2026.4.21 did by default.',
    ...secretly((session, wallMillis) => crossedDailyBoundary(session, wallMillis, 240)),
  },
  'rotates-after-restart': {
    incident: '70330',
    trigger: NEW_PROCESS,
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence: 'Rotates a session on the first ordinary message after a restart.',
    ...secretly(({ entries }) => entries.length > 0 && entries.every(isReadBack), { restart: marksReadBack }),
  },
  'rotates-on-model-failure': {
    incident: '93052',
    trigger: FAILED_RUNS,
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence: 'Begins a new session after a failed run, and tells nobody.',
    ...secretly((session) => session.entries.at(-1)?.stopReason === 'error'),
  },
  'rotates-when-idle': {
    incident: '96751',
    trigger: [{ operation: 'send', idleMs: 3_000 }, { fault: 'clock.jump' }],
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence:
      'Rotates a short session that nobody wrote to for some seconds, announced and audited, although no rule is configured.',
    instead: {
      due: ({ entries, compactions, updatedAt, active, queue }, wallMillis) =>
        active === undefined &&
        queue.length === 0 &&
        entries.length > 0 &&
        !entries.some(isReadBack) &&
        compactions === 0 &&
        wallMillis - updatedAt > IDLE_MS,
    },
    also: { restart: marksReadBack },
  },
  'rotates-unused-sessions': {
    incident: '112222',
    trigger: [{ operation: 'reset' }, { operation: 'send', after: 'reset' }],
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence:
      'Takes a session that holds nothing yet for a stale one: the first message after a reset rotates it once more, announced and audited.',
    instead: {
      due: ({ entries, generation }) => generation !== undefined && entries.length === 0,
    },
  },
  'keeps-no-audit': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['rotation/audited'],
    words: /the end of generation .* is in no audit record/,
    sentence: 'Rotates on request without leaving an audit record.',
    instead: { audit: () => {} },
  },
  'audits-wrong-trigger': {
    incident: '70330',
    trigger: [{ operation: ['reset', 'delete'] }],
    convictedBy: ['rotation/audited'],
    words: /a reset was audited with trigger slash-command/,
    sentence: 'Writes a reset by request into the audit record as made by a slash command.',
    instead: {
      audit(records, record) {
        const wrong = record.trigger === 'rpc' ? { ...record, trigger: 'slash-command' as const } : record;
        rotation.audit(records, wrong);
      },
    },
  },
  'audits-no-message': {
    incident: '70330',
    trigger: [{ operation: 'send', says: 'command' }],
    convictedBy: ['rotation/audited'],
    words: /a command with a message was audited with postResetMessagePresent false/,
    sentence: 'Audits `/reset text` as without a message.',
    instead: {
      audit(records, record) {
        rotation.audit(records, { ...record, postResetMessagePresent: false });
      },
    },
  },
  'audits-as-recovery': {
    incident: '70330',
    trigger: [{ operation: ['reset', 'delete'] }],
    convictedBy: ['rotation/audited'],
    words: /a reset was audited with trigger recovery/,
    sentence: 'Writes a reset by request into the audit record as a recovery of its own.',
    instead: {
      audit(records, record) {
        const wrong = record.trigger === 'rpc' ? { ...record, trigger: 'recovery' as const } : record;
        rotation.audit(records, wrong);
      },
    },
  },
  'names-no-archives': {
    incident: '#70330',
    trigger: [{ operation: 'delete' }],
    convictedBy: ['rotation/audited'],
    words: /was answered with no archive, and archive .* is listed as what became of it/,
    sentence: 'Answers a delete as if nothing of the transcript had been kept.',
    tamper: () => ({
      outgoing(frame) {
        const deleted = answerOf<SessionsDeleteResult>(frame, 'deleted');
        return deleted && [withPayload(frame, { ...deleted, archived: [] })];
      },
    }),
  },
  'names-archives-alike': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['ack/durable'],
    words: /and does not stand in archive .* of its generation/,
    sentence: 'Names an archive after its session key, so that the next one overwrites it.',
    instead: { archiveName: (session) => session.key.replaceAll(':', '-') },
  },
  'skips-the-first-of-archives': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['ack/durable'],
    words: /and does not stand in archive .* of its generation/,
    sentence:
      'Reads an archive back without its oldest entry, numbers what is left from one, and says that there is no more.',
    tamper() {
      const paged = new Set<string>();
      return {
        outgoing(frame) {
          const read = answerOf<ArchivesReadResult>(frame, 'archive');
          if (read === undefined || read.archive.includes('.compaction-')) return undefined;
          if (read.hasMore) paged.add(read.archive);
          if (paged.has(read.archive) || read.messages[0]?.role !== 'user') return undefined;
          return [withPayload(frame, { ...read, messages: read.messages.slice(1).map(oneEarlier) })];
        },
      };
    },
  },
  'revives-deleted-sessions': {
    incident: '40840',
    trigger: [{ operation: 'delete', while: 'run' }],
    convictedBy: ['list/complete'],
    words: /is in the list .* though it was deleted and nobody has asked to use it since/,
    sentence: 'A run that is under way when its session is deleted writes the key back, as a new session.',
    instead: {
      endRuns(core, session, ended) {
        rotation.endRuns(core, session, ended);
        if (session.generation !== undefined || ended.runs.length === 0) return;
        core.host.timers.set(LATE_WRITE, () => {
          if (session.generation !== undefined) return;
          const id = core.host.random.id();
          session.begin(id, id, core.host.clock.wallMillis());
        });
      },
    },
  },
  'resets-without-the-model': {
    incident: '101162',
    convictedBy: ['abort/effective'],
    trigger: rotations({ while: 'run' }),
    words: /ended with aborted, and the model went on working on it/,
    sentence: 'Ends a run with its session, tells everybody so, and never tells the model, which works on.',
    instead: {
      endRuns(core, session, ended) {
        for (const run of ended.runs) run.call = undefined;
        rotation.endRuns(core, session, ended);
      },
    },
  },
});
