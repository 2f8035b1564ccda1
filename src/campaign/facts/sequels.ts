/** Facts about what a situation leads to: a message comes again from elsewhere, a summary and what it left are needed later. */
import { REASON } from '../../protocol/error-codes.ts';
import type { Fact } from './fact.ts';

/** Longer than a history shows a text without being asked for more. */
const LONG_CHARS = 8_000;

export const SEQUEL_FACTS: readonly Fact[] = [
  {
    id: 'tried-again-elsewhere',
    sentence: 'who follows nothing tried a send again on another connection while its run went on',
    watches: [{ type: 'response', says: ['send'] }],
    start: () => (seen, about) => {
      if (seen.type !== 'response' || about.type !== 'response' || about.send === undefined) return false;
      const { pending, send } = about;
      if (seen.answer?.type !== 'send' || seen.answer.status !== 'in-flight') return false;
      return send.onlyConnection < 0 && pending.connection.followsSince(send.key) === Infinity;
    },
  },
  {
    id: 'ended-session-named-in-run',
    sentence:
      'a message that named another session than the current one was refused while a run was at the model',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: (context) => (seen) =>
      seen.type === 'response' &&
      seen.ask?.type === 'send' &&
      seen.refusal?.reason === REASON.staleSession &&
      context.during?.run === true,
  },
  {
    id: 'reset-refused-in-run',
    sentence: 'a reset could not be stored while a run was at the model',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: (context) => (seen) =>
      seen.type === 'response' &&
      seen.ask?.type === 'reset' &&
      seen.refusal?.retryable === true &&
      context.during?.run === true,
  },
  {
    id: 'write-refused-while-two-waited',
    sentence: 'a write to a transcript was refused while two messages waited for their runs',
    watches: ['disk'],
    start: (context) => (seen) => {
      if (seen.type !== 'disk' || seen.record.ok || !seen.record.path.startsWith('transcripts/'))
        return false;
      let waiting = 0;
      for (const { isCalled } of context.model.sends.unsettled) if (!isCalled) waiting++;
      return waiting >= 2;
    },
  },
  {
    id: 'aborted-all-while-one-waited',
    sentence: 'an abort that named no run ended one while a message waited for its own',
    watches: [
      { type: 'request', says: ['abort'], leg: 'gateway' },
      { type: 'response', says: ['abort'] },
    ],
    start: (context) => {
      const met = new Set<string>();
      return (seen) => {
        if (seen.type === 'request' && seen.ask.type === 'abort' && seen.ask.runId === undefined) {
          for (const { isCalled, key } of context.model.sends.unsettled)
            if (key === seen.ask.key && !isCalled) met.add(seen.id);
          return false;
        }
        return (
          seen.type === 'response' && seen.answer?.type === 'abort' && seen.answer.aborted && met.has(seen.id)
        );
      };
    },
  },
  {
    id: 'command-tried-again-in-next-life',
    sentence: 'a message that begins with a command was tried again in another life of the process',
    watches: [{ type: 'response', says: ['send'] }],
    start: () => (seen, about) => {
      if (seen.type !== 'response' || about.type !== 'response' || about.send === undefined) return false;
      const { acknowledgedIncarnation, attempts, control } = about.send;
      if (control === undefined || attempts < 2 || seen.answer?.type !== 'send') return false;
      return acknowledgedIncarnation > 0 && acknowledgedIncarnation < seen.record.incarnation;
    },
  },
  {
    id: 'compaction-under-way',
    sentence: 'a request to compact found a compaction under way',
    watches: [{ type: 'response', says: ['compact'] }],
    start: () => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'compact' && seen.answer.isUnderWay === true,
  },
  {
    id: 'compacted-after-failure',
    sentence: 'a session whose summary had failed was compacted',
    watches: [
      { type: 'provider', says: ['error'] },
      { type: 'response', says: ['compact'] },
    ],
    start: () => {
      const failed = new Set<string>();
      return (seen, about) => {
        if (seen.type === 'provider' && about.type === 'provider') {
          const { call } = about;
          if (seen.record.event === 'error' && call?.purpose === 'summary' && call.key !== undefined)
            failed.add(call.key);
          return false;
        }
        if (seen.type !== 'response' || seen.answer?.type !== 'compact') return false;
        return seen.answer.compacted && failed.has(seen.answer.key);
      };
    },
  },
  {
    id: 'compacted-in-two-lives',
    sentence: 'a session was compacted before a restart and again after it',
    watches: [{ type: 'response', says: ['compact'] }],
    start: () => {
      const first = new Map<string, number>();
      return (seen) => {
        if (seen.type !== 'response' || seen.answer?.type !== 'compact' || !seen.answer.compacted)
          return false;
        const { incarnation } = seen.record;
        const before = first.get(seen.answer.key);
        if (before === undefined) first.set(seen.answer.key, incarnation);
        return before !== undefined && before < incarnation;
      };
    },
  },
  {
    id: 'key-tried-again-under-summary',
    sentence: 'a send whose message a summary had replaced was tried again',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: () => (seen, about) =>
      seen.type === 'request' &&
      about.type === 'request' &&
      about.send !== undefined &&
      about.send.attempts > 1 &&
      about.send.summarised,
  },
  {
    id: 'long-text-compacted',
    sentence: 'a checkpoint holds a text longer than a history shows without being asked for more',
    watches: [{ type: 'response', says: ['archive'], leg: 'client' }],
    start: (context) => (seen) => {
      if (seen.type !== 'response' || seen.answer?.type !== 'archive') return false;
      const { archive, entries } = seen.answer;
      const { reason } = context.model.transcripts.archives.get(archive)?.info ?? {};
      return reason === 'compaction' && entries.some(({ text }) => text.length > LONG_CHARS);
    },
  },
  {
    id: 'tools-read-back',
    sentence: 'a model was asked in a session whose tool results a restart had read back',
    watches: [{ type: 'provider', says: ['call', 'tool'] }],
    start: () => {
      const gave = new Map<string, number>();
      return (seen, about) => {
        if (seen.type !== 'provider' || about.type !== 'provider' || about.call?.key === undefined)
          return false;
        const { event, incarnation } = seen.record;
        const { key, purpose } = about.call;
        if (event === 'tool' && !gave.has(key)) gave.set(key, incarnation);
        return event === 'call' && purpose === 'run' && (gave.get(key) ?? Infinity) < incarnation;
      };
    },
  },
  {
    id: 'followed-in-mid-reply',
    sentence: 'somebody began to follow a session while a model was in the middle of its reply',
    watches: [{ type: 'response', says: ['subscribed'] }],
    start: (context) => (seen, about) => {
      if (seen.type !== 'response' || about.type !== 'response') return false;
      const { ask, answeredRecord, connection } = about.pending;
      if (ask.type !== 'subscribe-messages' || answeredRecord !== seen.record.i) return false;
      if (connection.messagesSince.get(ask.key) !== seen.record.i) return false;
      for (const call of context.model.runs.calls.values())
        if (call.key === ask.key && call.purpose === 'run' && context.spoke(call)) return true;
      return false;
    },
  },
];
