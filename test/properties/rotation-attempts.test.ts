/** A slash command whose attempts are under way beside each other: each names what it names, and may be refused alone. */
import type { Answer, Refusal } from '../../src/dialect/observation.ts';
import { KEY, accepted, aHistory, auditOf, row, sending } from './history-builder.ts';
import { judging } from './table.ts';

const lived = () => aHistory().connect(1).list(1, row('g1'));
const STALE = {
  code: 'SESSION_CONTROL_REQUIRES_RPC',
  reason: undefined,
  retryable: false,
  retryAfterMs: undefined,
} as const;
/** A slash command names g1, which is over when it is read; its second attempt, under way beside it, names what is current. */
const triedBeside = (outcome: Answer | Refusal) => {
  const history = lived();
  const stale = sending('a', { control: 'reset', named: 'g1' });
  const current = sending('a', { control: 'reset', named: 'g2' });
  const first = history.request(1, stale);
  history.reset(1, 'g2').list(1, row('g2'));
  const second = history.request(1, current);
  return history.answer(1, first, stale, STALE).answer(1, second, current, outcome);
};

judging('rotation/explicit', [
  [
    'passes a slash command that was tried again beside its first attempt, which named what had ended and was refused',
    () => triedBeside(accepted('a')).list(1, row('g3')),
    'pass',
  ],
  [
    'convicts a rotation when every attempt of a slash command was refused',
    () => triedBeside(STALE).list(1, row('g3')),
    'violation',
    'a session rotated without a request',
  ],
  [
    'passes a slash command that was granted, and refused to an attempt beside it',
    () => {
      const history = lived();
      const command = sending('a', { control: 'reset', named: 'g1' });
      const [first, second] = [history.request(1, command), history.request(1, command)];
      return history
        .answer(1, second, command, STALE)
        .answer(1, first, command, accepted('a'))
        .list(1, row('g2'));
    },
    'pass',
  ],
]);

const DELETE = { type: 'delete', key: KEY } as const;
const NOTICE = { type: 'notice', notice: 'sessions.changed', key: KEY } as const;
/** A slash command is granted and has its turn later: before a delete ends what it began. */
const deletedBehind = () =>
  lived()
    .send(1, 'a', { control: 'new', named: 'g1' })
    .ask(1, DELETE, { ...DELETE, deleted: true });

judging('rotation/explicit', [
  [
    'passes a delete behind a slash command that had been answered and not had its turn, when notices tell of both',
    () =>
      deletedBehind()
        .event(1, { ...NOTICE, reason: 'reset', ended: 'g1', next: 'g2' })
        .event(1, { ...NOTICE, reason: 'delete', ended: 'g2', next: undefined })
        .send(1, 'b')
        .list(1, row('g3'))
        .list(1, row('g3')),
    'pass',
  ],
  [
    'passes the same when audit records tell of both',
    () =>
      deletedBehind()
        .audit(1, auditOf('g1', 'g2', { trigger: 'slash-command' }), auditOf('g2', null))
        .send(1, 'b')
        .list(1, row('g3'))
        .list(1, row('g3')),
    'pass',
  ],
  [
    'convicts a second end behind a slash command whose run had ended when the delete arrived',
    () =>
      lived()
        .send(1, 'a', { control: 'new', named: 'g1' })
        .run(1, 'a')
        .list(1, row('g2'))
        .ask(1, DELETE, { ...DELETE, deleted: true })
        .event(1, { ...NOTICE, reason: 'delete', ended: 'g2', next: undefined })
        .send(1, 'b')
        .list(1, row('g3'))
        .list(1, row('g4')),
    'violation',
    'a session rotated without a request',
  ],
]);

judging('rotation/audited', [
  [
    'passes the records of a slash command and of the delete that was answered before the command had its turn',
    () => deletedBehind().audit(1, auditOf('g1', 'g2', { trigger: 'slash-command' }), auditOf('g2', null)),
    'pass',
    undefined,
    { exercised: 2 },
  ],
]);
