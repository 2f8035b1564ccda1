import { KEY, aHistory, entry, reply, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const DELETE = { type: 'delete', key: KEY } as const;
/** A message was sent, and its session deleted. */
const deleted = () =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .history(1, 'g1')
    .ask(1, DELETE, { ...DELETE, deleted: true });

judging('generation/transcript', [
  [
    'convicts what is read after its session was deleted',
    () => deleted().history(1, undefined, [entry('a'), reply('a')]),
    'violation',
    'what was deleted is read',
  ],
  [
    'passes a read after a delete that shows nothing, and one that shows what was sent since',
    () =>
      deleted()
        .history(1, undefined)
        .send(1, 'b')
        .history(1, undefined, [entry('b')]),
    'pass',
  ],
  [
    'passes a read that was asked for before the delete was answered',
    () => {
      const history = aHistory().connect(1).send(1, 'a').history(1, 'g1');
      const read = { type: 'history', key: KEY, offset: 0 } as const;
      const asked = history.request(1, read);
      return history
        .ask(1, DELETE, { ...DELETE, deleted: true })
        .answer(1, asked, read, transcript(undefined, [entry('a')]))
        .history(1, undefined);
    },
    'pass',
  ],
  [
    'says nothing of a delete that did nothing',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .ask(1, DELETE, { ...DELETE, deleted: false })
        .history(1, undefined, [entry('a')]),
    'inconclusive',
  ],
]);
