/**
 * What is seen from outside: frames of the gateway's are recorded when somebody has read that connection's socket, those
 * of clients before the gateway takes them. No verdict may hang on an order that this cannot show.
 */
import type { Refusal } from '../../src/dialect/observation.ts';
import {
  KEY,
  accepted,
  aHistory,
  auditOf,
  entry,
  message,
  row,
  sending,
  type HistoryBuilder,
} from './history-builder.ts';
import { judging } from './table.ts';

const CONFLICT: Refusal = {
  code: 'INVALID_REQUEST',
  reason: 'chat-request-conflict',
  retryable: false,
  retryAfterMs: undefined,
};
const TICK = { type: 'tick' } as const;
const DELETE = { type: 'delete', key: KEY } as const;
const RESET = { type: 'reset', key: KEY } as const;
const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const RUNNING = { status: 'running', hasActiveRun: true, activeRunIds: ['a'], startedAt: 1 } as const;

/** `web` keeps up, `slow` does not. */
const withSlow = () =>
  aHistory({
    clients: [
      { client: 'web', role: 'operator' },
      { client: 'slow', role: 'slow' },
    ],
  });

/** A connection that keeps up, and a slow one that sent `a` and was acknowledged. */
const slowSender = () => withSlow().connect(1).connect(2, { client: 'slow' }).send(2, 'a');

/** A send that a slow reader asks for, and sees answered a minute later. */
const answeredLate = (history: HistoryBuilder) => {
  const id = history.connect(1, { client: 'slow' }).request(1, sending('a'));
  return history.wait(60_000).answer(1, id, sending('a'), accepted('a'));
};

const changed = (history: HistoryBuilder, conn: number, next: string) =>
  history.event(conn, {
    type: 'notice',
    notice: 'sessions.changed',
    key: KEY,
    reason: 'reset',
    ended: undefined,
    next,
  });
const drained = (history: HistoryBuilder, conn: number, ended: string) =>
  history.event(conn, {
    type: 'notice',
    notice: 'socket.drain',
    key: KEY,
    reason: 'reset',
    ended,
    next: undefined,
  });
const deleted = (history: HistoryBuilder, conn: number) =>
  history.event(conn, {
    type: 'notice',
    notice: 'sessions.changed',
    key: KEY,
    reason: 'delete',
    ended: undefined,
    next: undefined,
  });

/** Two resets at once, after which notices leave an end of `g2` over that nothing continues. */
const leftOver = (plan: Parameters<typeof aHistory>[0] = {}) => {
  const history = aHistory(plan)
    .connect(1, { sessions: false })
    .connect(2, { sessions: false })
    .connect(3)
    .list(3, row('g1'));
  const [first, second] = [history.request(1, RESET), history.request(2, RESET)];
  history.answer(1, first, RESET, { type: 'reset', key: KEY, row: row('g2') });
  history.answer(2, second, RESET, { type: 'reset', key: KEY, row: row('g3') });
  drained(history, 3, 'g1');
  return drained(history, 3, 'g2').list(3, row('g3'));
};

judging('send/accounted', [
  [
    'does not time an answer by when a slow reader read that far',
    () => answeredLate(withSlow()),
    'inconclusive',
  ],
  [
    'does not time an end by when a slow reader read that far',
    () => slowSender().wait(300_000).event(2, FINAL),
    'inconclusive',
  ],
]);

judging('compaction/responsive', [
  [
    'does not time an answer by when a slow reader read that far',
    () =>
      answeredLate(
        withSlow()
          .connect(3)
          .send(3, 'b')
          .provider('call', 1, { purpose: 'summary', promptMarkers: ['b'] }),
      ),
    'pass',
  ],
  [
    'does not time an end by when a paused reader read on',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'b')
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['b'] })
        .fault('landed', 'client', 'web')
        .send(1, 'a')
        .wait(60_000)
        .fault('healed', 'client', 'web')
        .event(1, { ...FINAL, state: 'aborted' }),
    'pass',
  ],
]);

judging('gap/announced', [
  [
    'waits for a slow reader to read that far',
    () => slowSender().event(1, FINAL).event(2, TICK).phase('quiet'),
    'inconclusive',
  ],
  [
    'convicts once a slow reader has the answer to what it asked later',
    () => slowSender().event(1, FINAL).phase('quiet').list(2, row('g1')),
    'violation',
    'a connection that stayed open never got a terminal that another one got',
  ],
]);

judging('run/terminates', [
  [
    'waits for a slow reader to read that far',
    () => slowSender().event(1, FINAL).event(2, TICK).phase('quiet'),
    'pass',
  ],
  [
    'passes a terminal that is read after the process that sent it was followed by another',
    () =>
      aHistory()
        .connect(1)
        .connect(2)
        .send(1, 'a')
        .event(1, FINAL)
        .process('crashed')
        .process('booting')
        .process('listening')
        .event(2, FINAL),
    'pass',
  ],
]);

judging('eviction/notified', [
  [
    'waits for a slow reader to read that far',
    () =>
      withSlow()
        .connect(1)
        .connect(2, { client: 'slow' })
        .list(1, row('g1'))
        .reset(1, 'g2')
        .notices([1], 'g1', 'g2')
        .event(2, TICK)
        .phase('quiet'),
    'pass',
  ],
  [
    'lays no notice at an end that another generation followed long ago',
    () => {
      const history = changed(leftOver({ dailyRule: true }), 3, 'g4');
      return drained(history, 3, 'g3')
        .audit(3, auditOf('g3', 'g4', { trigger: 'rule' }))
        .phase('quiet')
        .event(3, TICK);
    },
    'pass',
  ],
]);

judging('rotation/explicit', [
  [
    'passes a reset whose end looks like one that was left over',
    () => drained(leftOver().reset(1, 'g4'), 3, 'g3').list(3, row('g4')),
    'pass',
  ],
  [
    'passes a delete that a read showed before its notice came',
    () => {
      const history = aHistory().connect(1).connect(2).list(1, row('g1'));
      const id = history.request(1, DELETE);
      history.list(2, row('g2')).answer(1, id, DELETE, { type: 'delete', key: KEY, deleted: true });
      return deleted(history, 1).list(2, row('g2'));
    },
    'pass',
  ],
  [
    'passes a delete whose notice is read while another one is asked for that finds nothing',
    () => {
      const history = aHistory().connect(1).connect(2).list(1, row('g1')).list(1, row('g1'));
      history.ask(1, DELETE, { type: 'delete', key: KEY, deleted: true });
      const again = history.request(1, DELETE);
      return deleted(history, 2).answer(1, again, DELETE, { type: 'delete', key: KEY, deleted: false });
    },
    'pass',
  ],
  [
    'lays the notices of two resets that are read late in their order',
    () => {
      const history = aHistory()
        .connect(1, { sessions: false })
        .connect(3)
        .send(1, 'a')
        .reset(1, 'g2')
        .event(3, message('g1', entry('a')))
        .reset(1, 'g3')
        .notices([3], 'g1', 'g2')
        .notices([3], 'g2', 'g3');
      return history.list(3, row('g3')).list(3, row('g3'));
    },
    'pass',
  ],
]);

/** A rotation by rule and two resets at once, of which a read showed the second before the first was answered. */
const threeEnds = () => {
  const history = aHistory({ dailyRule: true }).connect(1).connect(3, { sessions: false }).list(1, row('g1'));
  const [first, second] = [history.request(1, RESET), history.request(1, RESET)];
  history.notices([1], 'g1', 'g2').list(3, row('g4'));
  history.answer(1, first, RESET, { type: 'reset', key: KEY, row: row('g3') }).notices([1], 'g2', 'g3');
  return history
    .answer(1, second, RESET, { type: 'reset', key: KEY, row: row('g4') })
    .notices([1], 'g3', 'g4');
};

judging('rotation/explicit', [
  [
    'gives a reset back to the end it made once the audit records show what followed what',
    () =>
      threeEnds()
        .audit(1, auditOf('g1', 'g2', { trigger: 'rule' }), auditOf('g2', 'g3'), auditOf('g3', 'g4'))
        .list(3, row('g4')),
    'pass',
  ],
]);

judging('generation/stream', [
  [
    'does not judge where a read showed the second of two resets at once before the first was answered',
    () => {
      const history = aHistory().connect(1).connect(2, { sessions: false }).connect(3, { sessions: false });
      history.list(3, row('g1'));
      const [first, send] = [history.request(1, RESET), history.request(1, sending('b'))];
      history.provider('call', 1, { promptMarkers: ['b'] });
      const second = history.request(2, RESET);
      history.list(3, row('g3')).answer(1, first, RESET, { type: 'reset', key: KEY, row: row('g2') });
      return history
        .answer(2, second, RESET, { type: 'reset', key: KEY, row: row('g3') })
        .notices([1], 'g1', 'g2')
        .answer(1, send, sending('b'), accepted('b'))
        .event(1, { type: 'run-text', stream: 'chat', runId: 'b', key: KEY, runSeq: 2 });
    },
    'pass',
  ],
]);

judging('generation/row', [
  [
    'does not judge a row while a send that is tried again may be taken for new',
    () => {
      const history = aHistory().connect(1).send(1, 'a').run(1, 'a').list(1, row('g1')).reset(1, 'g2');
      const again = history.request(1, sending('a'));
      return history
        .event(1, { type: 'row', key: KEY, generation: 'g2', row: row('g2', RUNNING), runId: 'a' })
        .answer(1, again, sending('a'), accepted('a'));
    },
    'pass',
  ],
]);

judging('seq/run-order', [
  [
    'passes a second run that its follower sees before the sender’s answer is read',
    () => {
      const history = aHistory().connect(1).connect(2, { client: 'other' }).send(1, 'a').run(2, 'a');
      const again = history.request(1, sending('a'));
      return history.run(2, 'a').answer(1, again, sending('a'), accepted('a'));
    },
    'pass',
  ],
]);

judging('status/coherent', [
  [
    'passes an idle row of a run that the gateway has just cancelled',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1, row('g1'))
        .provider('cancel', 1),
    'pass',
  ],
  [
    'convicts an idle row of a run that was cancelled only long afterwards',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1, row('g1'))
        .wait(60_000)
        .provider('cancel', 1),
    'violation',
    'a row does not say running during a run',
  ],
]);

/** Two texts under one key, on their way at once; the second one is accepted. */
const twoTexts = (first: Parameters<HistoryBuilder['answer']>[3]) => {
  const history = aHistory().connect(1).connect(2, { client: 'other' });
  const [one, two] = [sending('a'), sending('a', { text: 'other' })];
  const [id, other] = [history.request(1, one), history.request(2, two)];
  return history.answer(2, other, two, accepted('a')).answer(1, id, one, first);
};

judging('send/exactly-once', [
  ['passes either of two texts that were under way at once', () => twoTexts(CONFLICT), 'pass'],
  [
    'passes a retry of the second of two texts that were under way when the process ended',
    () => {
      const history = aHistory().connect(1);
      const other = sending('a', { text: 'other', marker: 'b' });
      history.request(1, sending('a'));
      history.request(1, other);
      return history
        .restart([1])
        .connect(2)
        .history(2, 'g1', [entry('a', 1, { marker: 'b' })])
        .ask(2, other, accepted('a'));
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts two texts of one key that were both accepted',
    () => twoTexts(accepted('a')),
    'violation',
    'a used key with other text was accepted',
  ],
]);
