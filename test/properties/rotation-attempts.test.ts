/** A slash command whose attempts are under way beside each other: each names what it names, and may be refused alone. */
import type { Answer, Refusal } from '../../src/dialect/observation.ts';
import { accepted, aHistory, row, sending } from './history-builder.ts';
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
