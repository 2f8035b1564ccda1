/** Facts about runs and compactions: how they ended, and what reached their session meanwhile. */
import type { Fact } from './fact.ts';
import type { ModelCall } from '../../properties/model/runs.ts';

export const RUN_FACTS: readonly Fact[] = [
  {
    id: 'empty-reply',
    sentence: 'an empty reply ended a run',
    watches: [{ type: 'provider', says: ['end'] }],
    start: (context) => (seen) =>
      seen.type === 'provider' &&
      seen.record.event === 'end' &&
      seen.record.injected !== true &&
      context.call?.purpose === 'run' &&
      !context.spoke(context.call),
  },
  {
    id: 'run-given-up',
    sentence: 'a run that did not end was given up, though nobody asked for its end',
    watches: [{ type: 'provider', says: ['cancel'] }],
    start: (context) => (seen) => {
      const { call } = context;
      if (seen.type !== 'provider' || seen.record.event !== 'cancel' || call?.purpose !== 'run') return false;
      return call.key !== undefined && context.disturbedAt(call.key) < call.record && !context.draining;
    },
  },
  {
    id: 'abort-too-late',
    sentence: 'an abort found nothing to abort',
    watches: [{ type: 'response', says: ['abort'] }],
    start: () => (seen) => seen.type === 'response' && seen.answer?.type === 'abort' && !seen.answer.aborted,
  },
  {
    id: 'send-waited',
    sentence: 'a send was accepted while a run of its session was going on',
    watches: [{ type: 'response', says: ['send'] }],
    start: (context) => (seen) =>
      seen.type === 'response' &&
      seen.answer?.type === 'send' &&
      seen.answer.status === 'accepted' &&
      context.during?.run === true,
  },
  {
    id: 'key-known-in-flight',
    sentence: 'a send was tried again with the same idempotency key while its run was going on',
    watches: [{ type: 'response', says: ['send'] }],
    start: () => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'send' && seen.answer.status === 'in-flight',
  },
  {
    id: 'key-known-ended',
    sentence: 'a send was tried again with the same idempotency key after its run had ended',
    watches: [{ type: 'response', says: ['send'] }],
    start: () => (seen) =>
      seen.type === 'response' && seen.answer?.type === 'send' && seen.answer.status === 'ended',
  },
  {
    id: 'message-during-compaction',
    sentence: 'a compaction finished while a message had arrived meanwhile',
    watches: [
      { type: 'response', says: ['send'] },
      { type: 'provider', says: ['end'] },
    ],
    start: (context) => {
      const joined = new WeakSet<ModelCall>();
      return (seen) => {
        if (seen.type === 'provider')
          return seen.record.event === 'end' && context.call !== undefined && joined.has(context.call);
        const ask = context.asked?.ask;
        if (seen.type !== 'response' || seen.answer?.type !== 'send' || ask?.type !== 'send') return false;
        for (const call of context.model.runs.calls.values())
          if (call.purpose === 'summary' && call.key === ask.key) joined.add(call);
        return false;
      };
    },
  },
  {
    id: 'summary-given-up',
    sentence: 'a compaction summary that did not come was given up',
    watches: [{ type: 'provider', says: ['cancel'] }],
    start: (context) => (seen) =>
      seen.type === 'provider' && seen.record.event === 'cancel' && context.call?.purpose === 'summary',
  },
];
