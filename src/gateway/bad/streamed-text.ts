/** What can be got wrong about the text of a reply while it is streamed. */
import type { AgentPayload, ChatPayload } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { mistakes } from '../entry.ts';
import { payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { FAILED_RUNS, LATECOMERS } from '../usual-triggers.ts';

type Run = Pick<AgentPayload, 'runId' | 'sessionKey'>;

export const BAD_STREAMED_TEXT = mistakes(null, {
  'drops-text-before-errors': {
    incident: '119554',
    trigger: FAILED_RUNS,
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
    trigger: 'none',
    convictedBy: ['text/faithful'],
    words: /was streamed 0 of \d+ characters of run/,
    sentence: 'Streams no text at all: clients see a reply when it has ended.',
    tamper: () => ({ outgoing: streamedAs(() => []) }),
  },
  'streams-twice': {
    incident: '51620',
    trigger: [{ turn: 'delta' }],
    convictedBy: ['text/faithful'],
    words: /was streamed \(chat\) of run .* where the model said "/,
    sentence: 'Streams text to `chat` twice when it comes in one piece of more than a hundred characters.',
    tamper: () => ({ outgoing: streamedAs((text) => (text.length > 100 ? [text, text] : [text])) }),
  },
  'streams-ascii-only': {
    incident: '66497',
    trigger: [{ turn: 'delta', characters: 'beyond ASCII' }],
    convictedBy: ['text/faithful'],
    words: /was streamed \((chat|agent)\) of run .* where the model said "/,
    sentence: 'Leaves the characters outside ASCII out of the text that it streams.',
    tamper: () => ({ outgoing: streamedAs((text) => [text.replace(/[^\n -~]/gu, '')]) }),
  },
  'trims-deltas': {
    incident: '66497',
    trigger: [{ turn: 'delta', characters: 'space at its ends' }],
    convictedBy: ['text/faithful'],
    words: /was streamed \((chat|agent)\) of run .* where the model said "/,
    sentence: 'Streams each piece of text without the white space at its ends.',
    tamper: () => ({ outgoing: streamedAs((text) => [text.trim()]) }),
  },
  'repeats-text-to-latecomers': {
    incident: '51620',
    trigger: LATECOMERS,
    convictedBy: ['text/faithful'],
    words: /was streamed \(chat\) of run .* where the model said "/,
    sentence: 'Whoever begins to follow a session during a run is streamed the piece that comes next twice.',
    tamper() {
      const told = new Map<string, Set<Wire>>();
      return {
        outgoing(frame, wire) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat?.state !== 'delta') return undefined;
          const run = `${chat.sessionKey} ${chat.runId} `;
          const wires = told.get(run) ?? new Set();
          const isLate = !wires.has(wire) && told.has(`${run}${chat.seq - 1}`);
          told.set(run, wires.add(wire));
          told.set(`${run}${chat.seq}`, wires);
          return isLate ? [frame, frame] : undefined;
        },
      };
    },
  },
  'agents-miss-short-replies': {
    incident: 'agent-text',
    trigger: [{ turn: 'delta' }],
    convictedBy: ['text/faithful'],
    words: /was streamed 0 of \d+ characters of run/,
    sentence:
      'Streams text to agents once there is a second piece: a reply of one piece only reaches the chat.',
    tamper() {
      const held = new Map<Wire, Map<string, Frame>>();
      return {
        outgoing(frame, wire) {
          const agent = payloadOf<AgentPayload>(frame, 'agent');
          if (agent === undefined || (agent.stream !== 'assistant' && agent.stream !== 'lifecycle'))
            return undefined;
          const run = `${agent.sessionKey} ${agent.runId}`;
          const ofWire = held.get(wire) ?? new Map<string, Frame>();
          held.set(wire, ofWire);
          const first = ofWire.get(run);
          if (agent.stream === 'lifecycle') ofWire.delete(run);
          else if (first === undefined) ofWire.set(run, frame);
          if (agent.stream === 'lifecycle') return undefined;
          if (first === undefined) return [];
          ofWire.set(run, { type: 'event', event: 'none' });
          return first.type === 'event' && first.event === 'none' ? undefined : [first, frame];
        },
        onClose(wire) {
          held.delete(wire);
        },
      };
    },
  },
  'loses-text-before-tools': {
    incident: '119582',
    trigger: [{ turn: 'tool' }, { fault: ['payload.event', 'payload.burst'] }],
    convictedBy: ['text/faithful'],
    words: /was streamed (\(chat\)|\d+ of \d+ characters) of run/,
    sentence: 'Forgets the text that waits to be sent to the chat when the result of a tool comes.',
    tamper() {
      /** What agents were streamed since the last piece for the chat, and how much of that a tool has cost. */
      const waits = new Map<string, { units: number; lost: number }>();
      return {
        outgoing(frame, wire) {
          const agent = payloadOf<AgentPayload>(frame, 'agent');
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          const { runId, sessionKey } = agent ?? chat ?? {};
          if (runId === undefined) return undefined;
          const run = `${wire.id} ${sessionKey} ${runId}`;
          const waiting = waits.get(run) ?? { units: 0, lost: 0 };
          waits.set(run, waiting);
          if (agent?.stream === 'assistant') waiting.units += String(agent.data['delta']).length;
          else if (agent?.stream === 'tool') waiting.lost = waiting.units;
          if (chat?.state !== 'delta') return undefined;
          waits.delete(run);
          const deltaText = chat.deltaText.slice(waiting.lost);
          return deltaText === '' ? [] : [withPayload(frame, { ...chat, deltaText })];
        },
      };
    },
  },
});

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
