/** What can be got wrong about what the model is shown. */
import { mistakes } from '../entry.ts';
import type { PromptMessage } from '../port.ts';
import type { Entry } from '../reference/entry.ts';
import { fence } from '../reference/policy/fence.ts';
import { prompt, promptOf, type PromptPolicy } from '../reference/policy/prompt.ts';
import type { Run } from '../reference/run.ts';
import type { Session } from '../reference/session.ts';
import { isReadBack, marksReadBack } from './read-back.ts';
import { COMPACTIONS, NEW_PROCESS, rotations } from '../usual-triggers.ts';

/** Leaves out the entries that it was not to leave out. */
function without(isLeftOut: (entry: Entry) => boolean): PromptPolicy {
  return {
    build: (session, run) =>
      promptOf(
        session,
        run,
        session.entries.filter((entry) => !isLeftOut(entry)),
      ),
  };
}

/** Changes what the model would rightly be shown. `own`: the run's message, which is the last one. */
function changed(
  change: (before: PromptMessage[], own: PromptMessage, session: Session, run: Run) => PromptMessage[],
): PromptPolicy {
  return {
    build(session, run) {
      const messages = prompt.build(session, run);
      const own = messages.pop() as PromptMessage;
      return change(messages, own, session, run);
    },
  };
}

/** The entries of each session, and the generation that they are of. */
interface Kept {
  readonly generation: string | undefined;
  readonly entries: readonly Entry[];
  readonly before: readonly Entry[];
}

const kept = new WeakMap<Session, Kept>();

/** What a session said before its last reset, as far as the model was asked since. */
function beforeReset(session: Session): readonly Entry[] {
  const { generation, entries } = session;
  const last = kept.get(session);
  const before = last === undefined || last.generation === generation ? (last?.before ?? []) : last.entries;
  kept.set(session, { generation, entries, before });
  return before;
}

export const BAD_PROMPT = mistakes('prompt', {
  'forgets-context-after-restart': {
    incident: '70330',
    trigger: NEW_PROCESS,
    convictedBy: ['prompt/faithful', 'context/continuous'],
    words: /the prompt for run .* lacks the user's message \[\[\w+\]\]/,
    sentence: 'After a restart the model is shown only what was said since: "no prior history".',
    instead: without(isReadBack),
    also: { restart: marksReadBack },
  },
  'forgets-summary': {
    incident: '70330',
    trigger: COMPACTIONS,
    convictedBy: ['prompt/faithful', 'context/continuous'],
    words: /the prompt for run .* lacks the user's message \[\[\w+\]\]/,
    sentence: 'After a compaction the model is shown neither the old messages nor their summary.',
    instead: without((entry) => entry.kind === 'compaction'),
  },
  'shows-the-latest-alone': {
    incident: '120563',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['prompt/faithful', 'context/continuous'],
    words: /the prompt for run .* lacks the user's message \[\[\w+\]\].* at 1 of 1/,
    sentence:
      'Once a conversation is longer than two turns the model is shown the newest message and nothing else.',
    instead: changed((before, own) => (before.length < 4 ? [...before, own] : [own])),
  },
  'shows-no-replies': {
    incident: '81439',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['prompt/faithful'],
    words: /the prompt for run .* lacks the assistant's reply to \[\[\w+\]\]/,
    sentence: 'The model is shown what it was asked before, and not what it said.',
    instead: without((entry) => entry.role === 'assistant'),
  },
  'shows-no-tool-results': {
    incident: 'prompt-without-tool-results',
    trigger: [{ turn: 'tool' }, { fault: ['payload.event', 'payload.burst'] }],
    convictedBy: ['prompt/faithful'],
    words: /the prompt for run .* lacks a tool result of the turn of \[\[\w+\]\]/,
    sentence: 'What tools gave is stored, and no later prompt holds it.',
    instead: without((entry) => entry.role === 'tool'),
  },
  'summarises-without-the-newest': {
    incident: '15171',
    trigger: COMPACTIONS,
    convictedBy: ['prompt/faithful'],
    words:
      /the prompt for run .* lacks (?:the user's message|the assistant's reply to|a tool result of the turn of) \[\[\w+\]\]/,
    sentence:
      'A summary takes the place of the whole conversation, and was made without its last four messages.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          if (request.purpose !== 'summary') return provider.call(request, onEvent);
          const messages = [...request.messages.slice(0, -5), ...request.messages.slice(-1)];
          return provider.call({ ...request, messages }, onEvent);
        },
      }),
    }),
  },
  'shows-replies-of-other-sessions': {
    incident: 'prompt-of-another-session',
    trigger: [{ operation: 'send', after: 'send elsewhere' }],
    convictedBy: ['prompt/faithful'],
    words: /holds the assistant's reply to \[\[\w+\]\], at \d+ of \d+, of agent:/,
    sentence:
      'A cache of replies that is not told apart by session: the model is shown the last one of another.',
    tamper() {
      const latest = new Map<string, PromptMessage>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            const key = request.run?.sessionKey;
            if (key === undefined) return provider.call(request, onEvent);
            const { messages } = request;
            const reply = messages.findLast(({ role, text }) => role === 'assistant' && text !== '');
            if (reply !== undefined) latest.set(key, reply);
            const [other] = [...latest].flatMap(([from, one]) => (from === key ? [] : [one]));
            if (other === undefined) return provider.call(request, onEvent);
            const mixed = [...messages.slice(0, -1), other, ...messages.slice(-1)];
            return provider.call({ ...request, messages: mixed }, onEvent);
          },
        }),
      };
    },
  },
  'shows-what-a-reset-ended': {
    incident: 'prompt-of-an-ended-generation',
    trigger: rotations(),
    convictedBy: ['prompt/faithful'],
    words:
      /holds .* \[\[\w+\]\], at \d+ of \d+, which an ended generation said|a summary .* of an ended generation/,
    sentence: 'After a reset the transcript begins anew, and the model goes on with the old conversation.',
    instead: changed((before, own, session) => [
      ...beforeReset(session).map(({ role, text }) => ({ role, text })),
      ...before,
      own,
    ]),
  },
  'shows-waiting-messages': {
    incident: 'prompt-with-queue',
    trigger: [{ operation: 'send', while: 'run' }],
    convictedBy: ['prompt/faithful'],
    words: /held the user's message \[\[\w+\]\], at \d+ of \d+, which waited/,
    sentence:
      'A model is shown the messages that wait behind its own, and each of them again in its own turn.',
    instead: changed((before, own, { queue }) => [
      ...before,
      ...queue.map(({ text }): PromptMessage => ({ role: 'user', text })),
      own,
    ]),
  },
  'shows-its-message-twice': {
    incident: 'prompt-twice',
    trigger: 'none',
    convictedBy: ['prompt/faithful'],
    words: /holds the user's message \[\[\w+\]\] once more, at (\d+) of \1/,
    sentence: "The run's own message is part of the history that it is shown, and is added once more.",
    instead: changed((before, own) => [...before, own, own]),
  },
  'sorts-prompts-by-role': {
    incident: 'prompt-out-of-order',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['prompt/faithful'],
    words: /behind the .* \[\[\w+\]\], which came later/,
    sentence: 'The model is shown all that users said, then all that it said itself.',
    instead: changed((before, own) => [
      ...before.filter(({ role }) => role !== 'assistant'),
      ...before.filter(({ role }) => role === 'assistant'),
      own,
    ]),
  },
  'shows-the-message-cut': {
    incident: 'prompt-cut',
    trigger: [{ operation: 'send', minBytes: 80 }, { fault: 'payload.request' }],
    convictedBy: ['prompt/faithful'],
    words: /in another text than \[\[\w+\]\] was sent with: 100 characters instead of/,
    sentence: 'The model is shown the first 100 characters of a message.',
    instead: changed((before, own) => [...before, { ...own, text: own.text.slice(0, 100) }]),
  },
  'runs-two-at-once': {
    incident: '111897',
    trigger: [{ operation: 'send', while: 'run' }],
    convictedBy: ['run/served'],
    words: /was handed to the model while run .* was there/,
    sentence:
      'Hands the next message to the model while the last one is there; neither sees the reply of the other.',
    instead: {
      build(session, run) {
        const messages = prompt.build(session, run);
        runsOf(session).add(run);
        // the lane is free for the next one
        session.active = undefined;
        return messages;
      },
    },
    also: {
      fence: {
        ...fence,
        isLive: (_event, run, session) => run.generation === session.generation && run.phase !== 'settled',
      },
    },
  },
});

const begun = new WeakMap<Session, Set<Run>>();

/** The runs of a session that were handed to the model; those that are not settled count as going on. */
function runsOf(session: Session): Set<Run> {
  const known = begun.get(session);
  if (known !== undefined) return known;
  const runs = new Set<Run>();
  begun.set(session, runs);
  const unsettled = (): Run[] => [
    ...[...runs].filter((run) => run.phase !== 'settled' && run.generation === session.generation),
    ...session.queue,
  ];
  session.unsettled = unsettled;
  return runs;
}
