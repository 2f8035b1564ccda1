/** The daily rule ends a generation while nobody watches, and a request ends what it began. */
import type { ObservedRow } from '../../src/dialect/observation.ts';
import { KEY, aHistory, auditOf, entry, message, row } from './history-builder.ts';
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

judging('rotation/explicit', [
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
    'convicts a generation that no record mentions after the daily rule',
    () =>
      unread()
        .audit(1, auditOf('g1', 'g2', { trigger: 'rule' }))
        .reset(1, 'g4')
        .list(1, row('g5')),
    'violation',
    'a session rotated without a request',
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
      history.ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true });
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
]);
