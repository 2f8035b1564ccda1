/** The daily rule ends a generation while nobody watches, a request ends what it began, and notices that name nothing come late. */
import type { EventMeaning, ObservedRow } from '../../src/dialect/observation.ts';
import {
  KEY,
  aHistory,
  auditOf,
  entry,
  listed,
  message,
  row,
  transcript,
  type HistoryBuilder,
} from './history-builder.ts';
import { judging } from './table.ts';

const TICK = { type: 'tick' } as const;
const DRAIN = { type: 'notice', notice: 'socket.drain', key: KEY, next: undefined } as const;
const BY_RULE_THEN_DELETED = [auditOf('g1', 'g2', { trigger: 'rule' }), auditOf('g2', null)] as const;
const daily = () => aHistory({ dailyRule: true }).connect(1).list(1, row('g1'));
/** The rule ended g1 while nobody watched, a request ended what followed, and only then a list tells of both. */
const ruled = () =>
  daily()
    .send(1, 'a')
    .event(1, message('g2', entry('a')))
    .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
    .event(1, { ...DRAIN, reason: 'delete', ended: 'g2' })
    .audit(1, ...BY_RULE_THEN_DELETED);
/** The same, and the answer to the delete was cut off. */
const unread = () => {
  const history = daily().connect(2).send(1, 'a');
  history.request(2, { type: 'delete', key: KEY });
  return history
    .event(1, { ...DRAIN, reason: 'delete', ended: 'g2' })
    .close(2)
    .send(1, 'b')
    .list(1, row('g3'));
};
/** The rule ended g1, a delete ended what followed, nobody was told of either, and a list tells of both. */
const untold = () => {
  const history = daily().connect(2).send(1, 'a');
  history.request(2, { type: 'delete', key: KEY });
  return history.close(2).audit(1, ...BY_RULE_THEN_DELETED);
};
/** A crash undid the end of g1 of which a list tells; what was read since; and only then the list is delivered. */
const readLate = (next: string | null, ...rows: readonly ObservedRow[]) => {
  const history = daily().connect(2);
  history.request(2, { type: next === null ? 'delete' : 'reset', key: KEY });
  const list = history.request(1, { type: 'audit-list' });
  const told = { type: 'audit', records: [auditOf('g1', next)] } as const;
  history.answer(1, list, { type: 'audit-list' }, told, 'gateway');
  history.process('crashed').process('booting').process('listening').connect(3);
  if (rows.length > 0) history.list(3, ...rows);
  return history.answer(1, list, { type: 'audit-list' }, told, 'client');
};

const DELETE = { type: 'delete', key: KEY } as const;
const DELETED = { ...DELETE, deleted: true } as const;
const FOUND_NOTHING = { ...DELETE, deleted: false } as const;
const UNNAMED = { ...DRAIN, notice: 'sessions.changed', reason: 'delete', ended: undefined } as const;
const DRAINED = { ...DRAIN, reason: 'delete' } as const;
/** A list tells of a delete that was cut off; its notices go out once the next is asked for, which finds nothing. */
const late = (...unnamed: readonly number[]) => {
  const history = daily().connect(2, { client: 'other' }).connect(3).list(1, row('g1'));
  history.request(3, DELETE);
  history.close(3).audit(1, auditOf('g1', null));
  const second = history.request(1, DELETE);
  for (const conn of unnamed) history.event(conn, UNNAMED);
  for (const conn of [1, 2]) history.event(conn, { ...DRAINED, ended: 'g1' });
  return history.answer(1, second, DELETE, FOUND_NOTHING);
};
/** A delete whose notice comes late to a new subscriber: once the next is asked for, which finds nothing. */
const newcomer = (...more: readonly EventMeaning[]) => {
  const history = aHistory().connect(1).list(1, row('g1'));
  history.ask(1, DELETE, DELETED).connect(2, { client: 'other' });
  const second = history.request(1, DELETE);
  for (const meaning of [UNNAMED, ...more]) history.event(2, meaning);
  return history.answer(1, second, DELETE, FOUND_NOTHING).event(1, TICK);
};
/** A delete of what the daily rule began, which was read before the notices of either came. */
const early = () => {
  const history = daily().send(1, 'a');
  const id = history.request(1, DELETE);
  return history.history(1, 'g2').notices([1], 'g1', 'g2').answer(1, id, DELETE, DELETED);
};
/** A list shows that g1 ended; only after it was answered, and before it is delivered, a delete arrives. */
const shownBefore = (history: HistoryBuilder) => {
  const list = history.request(1, { type: 'list' });
  history.send(1, 'a').answer(1, list, { type: 'list' }, listed([row('g2')]), 'gateway');
  const deleting = history.request(1, DELETE);
  history.answer(1, list, { type: 'list' }, listed([row('g2')]), 'client');
  return history.answer(1, deleting, DELETE, DELETED);
};

const RESET = { type: 'reset', key: KEY } as const;
/** The rule ended g1 before two resets that were asked for at once; what it began, g2, is named only as it is drained. */
const twiceReset = (last?: string) => {
  const history = daily().connect(2, { client: 'other' }).send(1, 'a');
  const [first, second] = [history.request(1, RESET), history.request(1, RESET)];
  history.history(2, 'g3');
  const drained = { ...DRAIN, reason: 'reset' } as const;
  history
    .answer(1, first, RESET, { ...RESET, row: row('g3') }, 'gateway')
    .event(2, { ...drained, ended: 'g2' });
  history
    .answer(1, second, RESET, { ...RESET, row: row('g4') }, 'gateway')
    .event(2, { ...drained, ended: 'g3' });
  const listedAs = [auditOf('g1', 'g2', { trigger: 'rule' }), auditOf('g2', 'g3'), auditOf('g3', 'g4')];
  if (last === undefined) return history.audit(1, ...listedAs);
  return history.list(1, row(last)).audit(1, ...listedAs, auditOf('g4', last));
};

judging('rotation/explicit', [
  [
    'passes what the daily rule began and a list showed, when a delete arrived before that was delivered',
    () =>
      shownBefore(daily())
        .event(1, { ...DRAINED, ended: 'g2' })
        .audit(1, ...BY_RULE_THEN_DELETED),
    'pass',
  ],
  [
    'convicts what a list showed when only a request that arrived after it could have asked for it',
    () => shownBefore(aHistory().connect(1).list(1, row('g1'))),
    'violation',
    'a session rotated without a request',
  ],
  [
    'passes a new session when only a list told of the daily rule and of the delete after it',
    () => untold().send(1, 'b').list(1, row('g3')),
    'pass',
  ],
  [
    'convicts a second rotation when only a list told of the daily rule and of the delete after it',
    () => untold().send(1, 'b').list(1, row('g3')).send(1, 'c').list(1, row('g4')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'passes a new session after a delete when a list tells late of the daily rule before it',
    () => ruled().send(1, 'b').list(1, row('g3')),
    'pass',
  ],
  [
    'convicts a second rotation when a list tells late of the daily rule before a delete',
    () => ruled().send(1, 'b').list(1, row('g3')).send(1, 'c').list(1, row('g4')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'passes a delete that was cut off, of a generation by the daily rule that was never read',
    () =>
      unread()
        .audit(1, ...BY_RULE_THEN_DELETED)
        .list(1, row('g3')),
    'pass',
  ],
  [
    'passes two resets at once behind the daily rule, when each answer names what it began',
    () => twiceReset(),
    'pass',
  ],
  [
    'convicts a third end behind two resets and the daily rule',
    () => twiceReset('g5'),
    'violation',
    'a session rotated without a request',
  ],
  [
    'convicts a generation that no record mentions after the daily rule',
    () =>
      unread()
        .audit(1, auditOf('g1', 'g2', { trigger: 'rule' }))
        .reset(1, 'g4')
        .list(1, row('g5')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'passes a notice of a delete that comes late to a new subscriber, when the next delete found nothing',
    () => newcomer().list(1),
    'inconclusive',
  ],
  [
    'convicts a second such notice',
    () => newcomer().event(2, UNNAMED),
    'violation',
    'a session ended without a request',
  ],
  [
    'convicts such a notice when another names what ended',
    () => newcomer({ ...DRAINED, ended: 'g2' }),
    'violation',
    'a session ended without a request',
  ],
  [
    'convicts a notice of a delete that found nothing',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      history.ask(1, DELETE, DELETED).event(1, UNNAMED);
      const second = history.request(1, DELETE);
      return history.event(1, UNNAMED).answer(1, second, DELETE, FOUND_NOTHING).event(1, TICK);
    },
    'violation',
    'a session ended without a request',
  ],
]);

judging('generation/transcript', [
  [
    'passes the message that the daily rule made way for, when a delete arrived before the list of that was delivered',
    () => {
      const history = daily();
      const list = history.request(1, { type: 'list' });
      const read = history.request(1, { type: 'history', key: KEY, offset: 0 });
      history.send(1, 'a').answer(1, list, { type: 'list' }, listed([row('g2')]), 'gateway');
      const shown = transcript('g2', [entry('a')]);
      history.answer(1, read, { type: 'history', key: KEY, offset: 0 }, shown, 'gateway');
      const deleting = history.request(1, DELETE);
      history.answer(1, list, { type: 'list' }, listed([row('g2')]), 'client');
      history.answer(1, deleting, DELETE, DELETED);
      return history.answer(1, read, { type: 'history', key: KEY, offset: 0 }, shown, 'client');
    },
    'pass',
  ],
]);

judging('rotation/audited', [
  [
    'passes a new session when only a list told of the daily rule and of the delete after it',
    () =>
      untold()
        .send(1, 'b')
        .list(1, row('g3'))
        .phase('quiet')
        .audit(1, ...BY_RULE_THEN_DELETED),
    'pass',
  ],
  [
    'passes a new session after a delete when a list tells late of the daily rule before it',
    () =>
      ruled()
        .send(1, 'b')
        .list(1, row('g3'))
        .phase('quiet')
        .audit(1, ...BY_RULE_THEN_DELETED),
    'pass',
  ],
  [
    'passes a delete that was cut off, of a generation by the daily rule that was never read',
    () =>
      unread()
        .phase('quiet')
        .audit(1, ...BY_RULE_THEN_DELETED),
    'pass',
  ],
]);

judging('generation/monotonic', [
  [
    'convicts a read of a generation that a list said had ended',
    () => untold().list(1, row('g1')),
    'violation',
    'an ended generation came back',
  ],
  [
    'says nothing of a generation whose end a crash undid when the list that told of it is read late',
    () => readLate('g2').list(3, row('g1')),
    'inconclusive',
  ],
  [
    'convicts a generation that a crash gave back, and that comes back once more after a reset',
    () => readLate(null, row('g1')).reset(3, 'g2').list(3, row('g1')),
    'violation',
    'an ended generation came back',
  ],
]);

judging('eviction/notified', [
  [
    'passes a delete of what the daily rule began while nobody was subscribed',
    () => {
      const history = aHistory({ dailyRule: true }).connect(1, { sessions: false }).list(1, row('g1'));
      history.send(1, 'a').connect(2, { client: 'other' });
      history.ask(1, { type: 'delete', key: KEY }, DELETED);
      for (const notice of ['sessions.changed', 'socket.drain'])
        history.event(2, {
          ...DRAIN,
          notice,
          reason: 'delete',
          ended: notice === DRAIN.notice ? 'g2' : undefined,
        });
      return history.event(2, TICK).phase('quiet');
    },
    'pass',
  ],
  [
    'passes late notices of a delete that were taken for those of one that found nothing',
    () => late(1, 2).phase('quiet'),
    'pass',
  ],
  [
    'convicts a late notice that one of two subscribers was not sent',
    () => late(1).event(2, TICK).phase('quiet'),
    'violation',
    'a notice never came',
  ],
  [
    'takes a late notice of an earlier delete for that of no later one',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      history
        .ask(1, DELETE, DELETED)
        .event(1, UNNAMED)
        .event(1, { ...DRAINED, ended: 'g1' });
      const second = history.connect(2, { client: 'other' }).request(1, DELETE);
      history.event(2, UNNAMED).answer(1, second, DELETE, FOUND_NOTHING);
      history.send(1, 'b').list(1, row('g2')).ask(1, DELETE, DELETED).event(1, UNNAMED);
      for (const conn of [1, 2]) history.event(conn, { ...DRAINED, ended: 'g2' });
      return history.event(2, TICK).phase('quiet');
    },
    'violation',
    'a notice never came',
  ],
  [
    'passes late notices of a delete and, after what followed, those of the next',
    () => {
      const history = daily().connect(3);
      history.request(3, DELETE);
      history.close(3).audit(1, auditOf('g1', null)).send(1, 'b').list(1, row('g2'));
      const second = history.request(1, DELETE);
      return history
        .event(1, UNNAMED)
        .event(1, { ...DRAINED, ended: 'g1' })
        .event(1, message('g2', entry('b')))
        .event(1, UNNAMED)
        .event(1, { ...DRAINED, ended: 'g2' })
        .answer(1, second, DELETE, DELETED)
        .event(1, TICK)
        .phase('quiet');
    },
    'pass',
  ],
  [
    'passes a delete of what the daily rule began and a read showed before the notices of both',
    () =>
      early()
        .event(1, UNNAMED)
        .event(1, { ...DRAINED, ended: 'g2' })
        .phase('quiet'),
    'pass',
  ],
  [
    'convicts two such deletes that share one notice',
    () =>
      early()
        .send(1, 'b')
        .list(1, row('g3'))
        .ask(1, DELETE, DELETED)
        .event(1, UNNAMED)
        .event(1, { ...DRAINED, ended: 'g2' })
        .event(1, { ...DRAINED, ended: 'g3' })
        .event(1, TICK)
        .phase('quiet'),
    'violation',
    'a notice never came',
  ],
  [
    'convicts such a delete without its own notice',
    () =>
      early()
        .event(1, { ...DRAINED, ended: 'g2' })
        .event(1, TICK)
        .phase('quiet'),
    'violation',
    'a notice never came',
  ],
]);
