import type { EventMeaning, ObservedEntry } from '../../src/dialect/observation.ts';
import { KEY, aHistory, entry, message, reply, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const OTHER = 'agent:main:other';
const ELSEWHERE = 'an entry stands in another session than its own';
const START: EventMeaning = { type: 'run-start', runId: 'a', key: KEY, runSeq: 1 };
const TOOL: EventMeaning = { type: 'run-tool', runId: 'a', key: KEY, runSeq: 2 };
const ROW: EventMeaning = { type: 'row', key: KEY, generation: 'g1', row: undefined, runId: 'a' };
const DRAIN: EventMeaning = {
  type: 'notice',
  notice: 'socket.drain',
  key: KEY,
  reason: 'reset',
  ended: 'g1',
  next: undefined,
};
const NOBODY = { sessions: false, messages: [] };

/** One who is subscribed to all sessions sends; `discord` is what the options say. */
const beside = (options: Parameters<HistoryBuilder['connect']>[1]) =>
  aHistory()
    .connect(1)
    .connect(2, { client: 'discord', ...options })
    .send(1, 'a');
const aloof = () => beside(NOBODY);
const follower = () => beside({ sessions: false });
/** Each of two sessions was sent to. */
const two = () => aHistory().connect(1).send(1, 'a').send(1, 'b', { key: OTHER });
const read = (...entries: readonly ObservedEntry[]) => two().history(1, 'g1', entries);

judging('session/isolated', [
  [
    'passes an event to one who follows the session',
    () => follower().event(2, START),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['passes an event to one who subscribed to all sessions', () => two().event(1, START), 'inconclusive'],
  [
    'passes an event to the client that sent the message',
    () => aHistory().connect(1, NOBODY).send(1, 'a').event(1, START),
    'pass',
  ],
  [
    'passes an event to the sender on its next connection',
    () => aHistory().connect(1, NOBODY).send(1, 'a').close(1).connect(2, NOBODY).event(2, START),
    'pass',
  ],
  [
    'passes an event to a client that tried the message again',
    () => aloof().send(2, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' }).event(2, START),
    'pass',
  ],
  [
    'passes an event to one whose subscription is not answered yet',
    () => {
      const history = aloof();
      history.request(2, { type: 'subscribe-messages', key: KEY });
      return history.event(2, START);
    },
    'pass',
  ],
  [
    'passes an event to one whose subscription to all sessions is not answered yet',
    () => {
      const history = follower();
      history.request(2, { type: 'subscribe-sessions' });
      return history.event(2, START);
    },
    'inconclusive',
  ],
  [
    'convicts an event to one who follows nothing',
    () => aloof().event(2, START),
    'violation',
    'agent reached somebody whom it does not concern',
    {
      exercised: 1,
      sentence: `connection 2 (discord) got agent of ${KEY}; it concerns followers, subscribers, sender, of which it is none`,
      records: [26],
    },
  ],
  ...(['run-text', 'terminal', 'run-end', 'run-tool'] as const).map(
    (type) =>
      [
        `convicts a ${type} to one who follows another session`,
        () =>
          beside({ sessions: false, messages: [OTHER] }).event(2, {
            ...START,
            type,
            state: 'final',
            phase: 'end',
          } as EventMeaning),
        'violation',
        `${type === 'run-text' || type === 'terminal' ? 'chat' : 'agent'} reached somebody whom it does not concern`,
      ] as const,
  ),
  [
    'does not judge what was sent and not delivered',
    () => aloof().event(2, START, { legs: 'gateway' }),
    'inconclusive',
  ],
  [
    'does not judge an event of a run that nobody is known to have asked for',
    () => aloof().event(2, { ...START, runId: 'z' }),
    'inconclusive',
  ],
  [
    'convicts an event that names another session than that of its run',
    () => two().event(1, { ...START, key: OTHER }),
    'violation',
    'an event names another session than that of its run',
    { sentence: `agent of run a, which was sent to ${KEY}, says it is of ${OTHER}`, records: [15, 24] },
  ],
  ['passes an event that names no session', () => follower().event(2, { ...START, key: undefined }), 'pass'],
  [
    'passes events to every reader where the dialect says so',
    () => {
      const concerns = { run: ['readers'], tool: ['sender'], message: [], row: [] } as const;
      return aHistory({}, { concerns })
        .connect(1)
        .connect(2, { client: 'discord', ...NOBODY })
        .send(1, 'a')
        .event(2, START);
    },
    'inconclusive',
  ],
  [
    'tells the results of tools apart where the dialect does',
    () => {
      const concerns = { run: ['readers'], tool: ['sender'], message: [], row: [] } as const;
      return aHistory({}, { concerns })
        .connect(1)
        .connect(2, { client: 'discord' })
        .send(1, 'a')
        .event(2, TOOL);
    },
    'violation',
    'agent reached somebody whom it does not concern',
  ],
  ['passes a pushed message to a follower', () => follower().event(2, message('g1', entry('a'))), 'pass'],
  [
    'convicts a message that is pushed to one who subscribed to all sessions and does not follow its own',
    () => beside({ messages: [OTHER] }).event(2, message('g1', entry('a'))),
    'violation',
    'session.message reached somebody whom it does not concern',
  ],
  ['passes a row to one who subscribed to all sessions', () => follower().event(1, ROW), 'inconclusive'],
  [
    'convicts a row to a follower',
    () => follower().event(2, ROW),
    'violation',
    'sessions.changed reached somebody whom it does not concern',
  ],
  ['passes a notice to every reader', () => aloof().event(2, DRAIN), 'inconclusive'],
  [
    'convicts a notice that names the generation of another key',
    () =>
      two()
        .list(1, row('g1'))
        .event(1, { ...DRAIN, key: OTHER }),
    'violation',
    'a generation is named behind another key',
    { sentence: `a notice of ${OTHER} names generation g1, which is that of ${KEY}`, records: [28] },
  ],
  [
    'convicts a notice that names as the next generation that of another key',
    () =>
      two()
        .list(1, row('g1'))
        .event(1, { ...DRAIN, key: OTHER, ended: undefined, next: 'g1' }),
    'violation',
    'a generation is named behind another key',
  ],
  [
    'convicts a pushed row that names the generation of another key',
    () =>
      two()
        .list(1, row('g1'))
        .event(1, { ...ROW, key: OTHER }),
    'violation',
    'a generation is named behind another key',
  ],
  [
    'convicts a list whose row names the generation of another key',
    () => two().list(1, row('g1'), row('g1', { key: OTHER })),
    'violation',
    'a generation is named behind another key',
    { sentence: `a row of ${OTHER} names generation g1, which is that of ${KEY}`, records: [26] },
  ],
  [
    'convicts a history that names the generation of another key',
    () => two().history(1, 'g1').history(1, 'g1', [], OTHER),
    'violation',
    'a generation is named behind another key',
  ],
  [
    'convicts an entry that stands in the transcript of another session',
    () => read(entry('a'), entry('b', 2)),
    'violation',
    ELSEWHERE,
    {
      sentence: `the transcript of ${KEY} holds an entry of run b, which was sent to ${OTHER}`,
      records: [19, 26],
    },
  ],
  [
    'convicts a reply that stands in the transcript of another session',
    () => read(entry('a'), reply('b')),
    'violation',
    ELSEWHERE,
  ],
  [
    'convicts an entry that names no run by its marker',
    () => read(entry('b', 1, { runId: undefined })),
    'violation',
    ELSEWHERE,
  ],
  [
    'convicts an entry in an archive of another session',
    () =>
      two()
        .archives(1, 'g0')
        .archive(1, 'g0', [entry('b')]),
    'violation',
    ELSEWHERE,
    { sentence: `an archive of ${KEY} holds an entry of run b, which was sent to ${OTHER}` },
  ],
  [
    'convicts a pushed message of another session',
    () => two().event(1, message('g1', entry('b'))),
    'violation',
    ELSEWHERE,
    { sentence: `a pushed message of ${KEY} holds an entry of run b, which was sent to ${OTHER}` },
  ],
  ['passes entries of its own, and of nobody', () => read(entry('a'), entry('z', 2)), 'inconclusive'],
  [
    'passes an entry whose run id is used in both sessions',
    () =>
      two()
        .send(1, 'b')
        .history(1, 'g1', [entry('b')]),
    'inconclusive',
  ],
  [
    'passes a prompt of one session',
    () => two().provider('call', 1, { promptMarkers: ['a'] }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'says nothing of a prompt while there is one session',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] }),
    'inconclusive',
  ],
  [
    'convicts a prompt that holds a message of another session',
    () => two().provider('call', 1, { promptMarkers: ['b', 'a'] }),
    'violation',
    'a prompt holds a message of another session',
    {
      exercised: 1,
      sentence: `a prompt of ${KEY} holds [[b]], which was sent to ${OTHER}`,
      records: [19, 23],
    },
  ],
  [
    'convicts the prompt of a summary as well',
    () => two().provider('call', 1, { purpose: 'summary', promptMarkers: ['b', 'a'] }),
    'violation',
    'a prompt holds a message of another session',
  ],
  [
    'passes a prompt with a marker that nobody sent',
    () => two().provider('call', 1, { promptMarkers: ['z', 'a'] }),
    'pass',
  ],
  [
    'passes a prompt with a message that was sent to both sessions',
    () =>
      two()
        .send(1, 'c', { key: OTHER, marker: 'a' })
        .provider('call', 1, { promptMarkers: ['a', 'b'] }),
    'pass',
  ],
]);
