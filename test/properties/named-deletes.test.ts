/** What rotation/explicit makes of a delete that names the session that it expects. */
import { KEY, aHistory, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const ENDED = {
  type: 'notice',
  notice: 'sessions.changed',
  key: KEY,
  reason: 'delete',
  next: undefined,
} as const;
const lived = () => aHistory().connect(1).list(1, row('g1')).list(1, row('g1'));
/** It is granted, and the generation that it ended is named. */
const deleting = (history: HistoryBuilder, named: string, ended: string) =>
  history
    .ask(1, { type: 'delete', key: KEY, named }, { type: 'delete', key: KEY, deleted: true })
    .event(1, { ...ENDED, ended });

judging('rotation/explicit', [
  ['passes a delete that names the generation that is there', () => deleting(lived(), 'g1', 'g1'), 'pass'],
  [
    'passes a delete that names a generation that nothing has shown',
    () => deleting(lived(), 'g9', 'g1'),
    'pass',
  ],
  [
    'convicts a delete that names a generation that has ended',
    () => deleting(lived().reset(1, 'g2').notices([1], 'g1', 'g2'), 'g1', 'g2'),
    'violation',
    'a session ended without a request',
    {
      exercised: 1,
      sentence: `${KEY} changed from generation g2 to (none), and no permitted request asked for it`,
      records: [35],
    },
  ],
]);
