/** Facts about runs and compactions: how they ended, and what reached their session meanwhile. */
import { messagesOf } from '../../history/recorded-prompt.ts';
import type { ProviderRecord } from '../../history/record.ts';
import { markersIn } from '../../protocol/marker.ts';
import type { ModelCall } from '../../properties/model/runs.ts';
import type { FactContext } from './fact-context.ts';
import type { Fact } from './fact.ts';

/** The prompt of the run that is called now holds such a summary of its session. */
function showsSummary({ call, model }: FactContext, is: (text: string) => boolean): boolean {
  if (call?.key === undefined || call.purpose !== 'run') return false;
  const summaries = model.runs.summaries(call.key).filter(({ text }) => is(text));
  if (summaries.length === 0) return false;
  const shown = messagesOf(call.prompt).flatMap(({ message: { text } }) =>
    typeof text === 'string' ? [text] : [],
  );
  return summaries.some((summary) => shown.some((text) => text.includes(summary.text)));
}

/** Where in a turn a model fails: what it had last done. */
const FAILURES: readonly (readonly [after: ProviderRecord['event'], id: string, sentence: string])[] = [
  ['call', 'model-refused', 'a model failed before it had begun'],
  ['start', 'model-failed-at-start', 'a model failed before it had said anything'],
  ['delta', 'model-failed-after-text', 'a model failed in the middle of its text'],
  ['tool', 'model-failed-after-tool', 'a model failed after the result of a tool'],
];

export const RUN_FACTS: readonly Fact[] = [
  ...FAILURES.map(([after, id, sentence]): Fact => ({
    id,
    sentence,
    watches: ['provider'],
    start: () => {
      /** What each call under way did last. */
      const last = new Map<number, ProviderRecord['event']>();
      return (seen) => {
        if (seen.type !== 'provider' || seen.record.injected === true || seen.record.purpose !== 'run')
          return false;
        const { call, event } = seen.record;
        const before = last.get(call);
        if (event === 'end' || event === 'error' || event === 'cancel') last.delete(call);
        else last.set(call, event);
        return event === 'error' && before === after;
      };
    },
  })),
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
    id: 'summary-in-prompt',
    sentence: 'a run was called with a summary in place of what was said before',
    watches: [{ type: 'provider', says: ['call'] }],
    start: (context) => (seen) => seen.type === 'provider' && showsSummary(context, () => true),
  },
  {
    id: 'summary-of-nothing',
    sentence: 'a run was called with a summary that says nothing in place of what was said before',
    watches: [{ type: 'provider', says: ['call'] }],
    start: (context) => (seen) =>
      seen.type === 'provider' && showsSummary(context, (text) => markersIn(text).length === 0),
  },
  {
    id: 'summary-empty',
    sentence: 'a compaction summary came back empty',
    watches: [{ type: 'provider', says: ['end'] }],
    start: () => (seen) =>
      seen.type === 'provider' &&
      seen.record.event === 'end' &&
      seen.record.purpose === 'summary' &&
      seen.record.text === '',
  },
  {
    id: 'summary-given-up',
    sentence: 'a compaction summary that did not come was given up',
    watches: [{ type: 'provider', says: ['cancel'] }],
    start: (context) => (seen) =>
      seen.type === 'provider' && seen.record.event === 'cancel' && context.call?.purpose === 'summary',
  },
];
