/** Histories in which the phone joins the run of a message that discord sent, while the desk follows. */
import type { EventMeaning } from '../../src/dialect/observation.ts';
import { KEY, aHistory, entry, message, reply, row, type HistoryBuilder } from './history-builder.ts';

export const OTHER = 'agent:main:other';
const ROLES = { 1: 'operator', 2: 'operator', 3: 'channel' } as const;
const NAMES = ['', 'desk', 'phone', 'discord'];
export const PLAN = {
  clients: [1, 2, 3].map((conn) => ({ client: NAMES[conn] ?? '', role: ROLES[conn as 1] })),
};
export const READERS = {
  concerns: { run: ['readers'], tool: ['readers'], message: ['followers'], row: ['subscribers'] },
} as const;
export const BACKGROUND = { sessions: false, messages: [] } as const;

/** The phone's connection, on which it joins. */
export const join = (history: HistoryBuilder, options: Parameters<HistoryBuilder['connect']>[1] = {}) =>
  history.connect(2, { client: 'phone', ...options });
/** The desk follows, and the run of discord's message is at the model. */
export const underWay = (...more: Parameters<typeof aHistory>) =>
  aHistory({ ...PLAN, ...more[0] }, more[1])
    .connect(1, { client: 'desk' })
    .connect(3, { client: 'discord', ...BACKGROUND })
    .send(3, 'a')
    .provider('call', 1, { promptMarkers: ['a'] });
export const joined = () => join(underWay());

const RUN = { runId: 'a', key: KEY } as const;
export const CHAT = { type: 'run-text', stream: 'chat', ...RUN, runSeq: 2 } as const;
export const TOOL = { type: 'run-tool', ...RUN, runSeq: 3 } as const;
export const END = { type: 'run-end', phase: 'end', ...RUN, runSeq: 4 } as const;
export const FINAL = { type: 'terminal', state: 'final', ...RUN, runSeq: 4 } as const;
export const REPLY = message('g1', reply('a'));
export const ROW = { type: 'row', key: KEY, generation: 'g1', row: row('g1'), runId: 'a' } as const;
export const WHOLE = [entry('a'), reply('a')];

/** The model does it, the desk is told all of it, and the phone what is not left out. */
export const streams = (
  history: HistoryBuilder,
  meanings: readonly EventMeaning[],
  left: readonly EventMeaning[] = [],
) => {
  let isOver = false;
  for (const meaning of meanings) {
    if (meaning.type === 'run-text') history.provider('delta', 1);
    else if (meaning.type === 'run-tool') history.provider('tool', 1);
    else if (!isOver) {
      isOver = true;
      history.provider('end', 1);
    }
    for (const conn of [1, 2]) if (conn === 1 || !left.includes(meaning)) history.event(conn, meaning);
  }
  return history;
};
/** Everything comes to rest, and the phone reads the transcript. */
export const rests = (history: HistoryBuilder, entries = WHOLE) =>
  history.phase('quiet').history(2, 'g1', entries);
export const without = (left: EventMeaning, history = joined()) =>
  rests(streams(history, [CHAT, CHAT, TOOL, END, REPLY, FINAL, ROW], [left]));
export const none = (kind: string) => `a connection that joined a run late got no ${kind}`;
export const NO_REPLY = 'the first history of who joined a run late lacks its reply';
/** The run ends for both, with text or without. */
export const ended = (history = joined(), meanings: readonly EventMeaning[] = [CHAT, FINAL]) =>
  streams(history, meanings);
