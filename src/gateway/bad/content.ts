/** What can be got wrong about texts, and about why a run ended: on the way to clients, to the disk, or from the model. */
import type { AgentPayload, ChatPayload, SessionMessagePayload } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TranscriptMessage } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import type { Provider, ProviderEvent } from '../port.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';

type Run = Pick<AgentPayload, 'runId' | 'sessionKey'>;

export const BAD_CONTENT = mistakes(null, {
  'cuts-finals': {
    incident: '2707',
    convictedBy: ['text/faithful'],
    words: /the final of run \S+ of \S+ says ".*" where the model said ".*"/,
    sentence:
      'Ends a run with the text that the throttle had let through: the last characters of its final are missing.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        if (chat?.state !== 'final' || chat.message === undefined) return undefined;
        const [block] = chat.message.content;
        const content = [{ type: 'text', text: block?.text.slice(0, -9) ?? '' }] as const;
        return [withPayload(frame, { ...chat, message: { ...chat.message, content } })];
      },
    }),
  },
  'drops-text-before-errors': {
    incident: '119554',
    convictedBy: ['text/faithful'],
    words: /was streamed \d+ of \d+ characters of run .*; the rest is "/,
    sentence:
      'Never streams what it had gathered when the model failed: the last 150 ms before an error are lost.',
    tamper({ timers }) {
      /** What waits to be sent within the instant, by connection and run. */
      const gathered = new Map<Wire, Map<string, Frame>>();
      const take = (wire: Wire, { sessionKey, runId }: Run): Frame[] => {
        const name = `${sessionKey} ${runId}`;
        const frame = gathered.get(wire)?.get(name);
        gathered.get(wire)?.delete(name);
        return frame === undefined ? [] : [frame];
      };
      return {
        outgoing(frame, wire) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat?.state === 'delta') {
            const ofWire = gathered.get(wire) ?? new Map<string, Frame>();
            gathered.set(wire, ofWire.set(`${chat.sessionKey} ${chat.runId}`, frame));
            timers.set(0, () => {
              for (const late of take(wire, chat)) wire.send(late);
            });
            return [];
          }
          const agent = payloadOf<AgentPayload>(frame, 'agent');
          if (agent?.stream !== 'lifecycle') return undefined;
          const before = take(wire, agent);
          return agent.data['phase'] === 'error' ? undefined : [...before, frame];
        },
        onClose(wire) {
          gathered.delete(wire);
        },
      };
    },
  },
  'streams-nothing': {
    incident: '119582',
    convictedBy: ['text/faithful'],
    words: /was streamed 0 of \d+ characters of run/,
    sentence: 'Streams no text at all: clients see a reply when it has ended.',
    tamper: () => ({ outgoing: streamedAs(() => []) }),
  },
  'streams-twice': {
    incident: '51620',
    convictedBy: ['text/faithful'],
    words: /was streamed \(chat\) of run .* where the model said "/,
    sentence: 'Streams text to `chat` twice when it comes in one piece of more than a hundred characters.',
    tamper: () => ({ outgoing: streamedAs((text) => (text.length > 100 ? [text, text] : [text])) }),
  },
  'stores-empty-replies': {
    incident: '138564',
    convictedBy: ['text/faithful'],
    words: /stored reply of run \S+ of \S+ has "" where the model said "/,
    sentence: 'Stores every reply without its text.',
    tamper: () => ({
      outgoing: storedAs((message) => (message.role === 'assistant' ? { ...message, content: '' } : message)),
    }),
  },
  'answers-the-one-before': {
    incident: '32296',
    convictedBy: ['text/faithful'],
    words: /reply of run \S+ of \S+ has ".+" where the model said "/,
    sentence: 'Answers each message with the reply to the one before it.',
    tamper() {
      const replies = new Map<string, string>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            const { run } = request;
            if (run === undefined) return provider.call(request, onEvent);
            let said = '';
            return provider.call(request, (event) => {
              if (event.type === 'delta') said += event.text;
              else if (event.type === 'end') {
                const text = replies.get(run.sessionKey) ?? '';
                replies.set(run.sessionKey, said);
                onEvent({ ...event, type: 'delta', text });
                onEvent(event);
              } else onEvent(event);
            });
          },
        }),
      };
    },
  },
  'forgets-aborted-text': {
    incident: '146692',
    convictedBy: ['text/faithful'],
    words: /had been streamed, and no more than 0 are in its terminal, history or archive/,
    sentence:
      'Throws away what had been streamed of a run that is aborted: neither its terminal nor its history has it.',
    tamper() {
      const shows = storedAs((message) =>
        message.stopReason === 'aborted' ? { ...message, content: '' } : message,
      );
      return {
        outgoing(frame) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat?.state !== 'aborted') return shows(frame);
          const { message: _, ...rest } = chat;
          return [withPayload(frame, rest)];
        },
      };
    },
  },
  'says-final-despite-failure': {
    incident: '119554',
    convictedBy: ['terminal/truthful'],
    words: /was told as final, and the model had failed: /,
    sentence: 'Takes the failure of the model for an end: the run is told as final, and its row as done.',
    tamper: () => ({
      provider: hearing((event) => (event.type === 'error' ? { ...event, type: 'end' } : event)),
    }),
  },
  'fails-without-text': {
    incident: '74614',
    convictedBy: ['terminal/truthful'],
    words: /was told as error, and the model had ended it well/,
    sentence: 'Takes a reply that is only the results of tools for a failure of the model.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          let tools = 0;
          return provider.call(request, (event) => {
            if (event.type === 'tool') tools++;
            else if (event.type === 'delta') tools = -Infinity;
            const isTakenForFailed = event.type === 'end' && tools > 0;
            onEvent(isTakenForFailed ? { ...event, type: 'error', message: 'no text in the reply' } : event);
          });
        },
      }),
    }),
  },
  'says-aborted-for-failed': {
    incident: '90999',
    convictedBy: ['terminal/truthful'],
    words: /was told as aborted, and nobody asked to abort it/,
    sentence: 'Ends a run whose model failed as aborted, though nobody asked for that.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        if (chat?.state !== 'error') return undefined;
        const { errorMessage: _, ...rest } = chat;
        return [withPayload(frame, { ...rest, state: 'aborted', stopReason: 'aborted' })];
      },
    }),
  },
});

/** A model of which something else is heard. */
function hearing(heard: (event: ProviderEvent) => ProviderEvent): (provider: Provider) => Provider {
  return (provider) => ({
    call: (request, onEvent) => provider.call(request, (event) => onEvent(heard(event))),
  });
}

/** Streams other texts: none, one, or several in place of each. */
function streamedAs(texts: (text: string) => readonly string[]) {
  return (frame: Frame): readonly Frame[] | undefined => {
    const chat = payloadOf<ChatPayload>(frame, 'chat');
    if (chat?.state === 'delta')
      return texts(chat.deltaText).map((deltaText) => withPayload(frame, { ...chat, deltaText }));
    const agent = payloadOf<AgentPayload>(frame, 'agent');
    if (agent?.stream !== 'assistant') return undefined;
    const [delta] = texts(String(agent.data['delta']));
    return delta === undefined ? [] : [withPayload(frame, { ...agent, data: { ...agent.data, delta } })];
  };
}

/** Pushes, lists and archives other messages in place of these. */
function storedAs(shown: (message: TranscriptMessage) => TranscriptMessage) {
  return (frame: Frame): readonly Frame[] | undefined => {
    const read = answerOf<{ messages: readonly TranscriptMessage[] }>(frame, 'messages');
    if (read !== undefined) return [withPayload(frame, { ...read, messages: read.messages.map(shown) })];
    const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
    if (pushed === undefined) return undefined;
    return [withPayload(frame, { ...pushed, message: shown(pushed.message) })];
  };
}
