/** Facts about runs and compactions: how they ended, and what reached their session meanwhile. */
import { messagesOf } from '../../history/recorded-prompt.ts';
import { markersIn } from '../../protocol/marker.ts';
import type { Observation } from '../../dialect/observation.ts';
import { seconds } from '../../kernel/time.ts';
import type { Send } from '../../properties/model/sends.ts';
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
  {
    id: 'abort-before-model',
    sentence: 'an abort came before the run that it names was at the model',
    watches: [{ type: 'request', says: ['abort'], leg: 'gateway' }],
    start: (context) => (seen) => {
      const send = aborting(context, seen);
      return send !== undefined && send.from !== Infinity && !send.isCalled && !send.settled;
    },
  },
  {
    id: 'abort-of-waiting-run',
    sentence: 'an abort named a run that waited behind another one',
    watches: [{ type: 'request', says: ['abort'], leg: 'gateway' }],
    start: (context) => (seen) => {
      const send = aborting(context, seen);
      if (send === undefined || !send.accepted || send.isCalled || send.settled) return false;
      return context.model.runs.running(send.key);
    },
  },
  {
    id: 'key-used-with-other-text',
    sentence: 'a used idempotency key came again with other text in its session',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: () => (seen, about) =>
      seen.type === 'request' &&
      seen.record.leg === 'gateway' &&
      about.type === 'request' &&
      about.send?.otherText === true,
  },
  {
    id: 'key-retried-after-minutes',
    sentence: 'a send was tried again with the same idempotency key after two minutes or more',
    watches: [{ type: 'request', says: ['send'], leg: 'gateway' }],
    start: () => (seen, about) =>
      seen.type === 'request' &&
      seen.record.leg === 'gateway' &&
      about.type === 'request' &&
      about.send !== undefined &&
      seen.record.atMicros - about.send.firstSentAt >= MINUTES,
  },
  failedAfter('model-refused', 'a model failed before it had begun', 'call'),
  failedAfter('model-failed-at-once', 'a model failed before it said or did anything', 'call', 'start'),
  failedAfter('model-failed-after-text', 'a model failed after it had said something', 'delta'),
  failedAfter('model-failed-after-tool', 'a model failed after a tool had been used', 'tool'),
];

const MINUTES = seconds(120);

/** The send that an abort at the gateway's leg names. */
function aborting(context: FactContext, seen: Observation): Send | undefined {
  if (seen.type !== 'request' || seen.record.leg !== 'gateway') return undefined;
  const { ask } = seen;
  return ask.type === 'abort' && ask.runId !== undefined
    ? context.model.sends.ofRun(ask.runId, ask.key)
    : undefined;
}

/** `last`: what a run's call may have said or done last before its error. */
function failedAfter(
  id: string,
  sentence: string,
  ...last: readonly ('call' | 'start' | 'delta' | 'tool')[]
): Fact {
  return {
    id,
    sentence,
    watches: [{ type: 'provider', says: ['call', 'start', 'delta', 'tool', 'error'] }],
    start: () => {
      const did = new Map<number, string>();
      return (seen) => {
        if (seen.type !== 'provider' || seen.record.injected === true) return false;
        const { call, event, purpose } = seen.record;
        if (event === 'call' && purpose === 'run') did.set(call, event);
        else if (event === 'error') return last.some((one) => one === did.get(call));
        else if (did.has(call)) did.set(call, event);
        return false;
      };
    },
  };
}
