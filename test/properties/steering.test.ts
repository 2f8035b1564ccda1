/** Sends that are merged into the run under way: its prompt, its end and its crash are theirs. */
import { KEY, aHistory, entry, listed, reply, row, sending } from './history-builder.ts';
import { judging } from './table.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;

/** A run at the model, and a second send that had its final at once. */
const steered = () =>
  aHistory({}, { mergesSends: true })
    .connect(1)
    .send(1, 'b')
    .provider('call', 1, { promptMarkers: ['b'] })
    .send(1, 'a')
    .event(1, FINAL);

/** The same with a sender that left before its final, and a prompt that holds both. */
const merged = () =>
  aHistory({}, { mergesSends: true })
    .connect(1)
    .connect(2, { sessions: false, messages: [] })
    .send(1, 'b')
    .provider('call', 1, { promptMarkers: ['b'] })
    .send(2, 'a')
    .close(2)
    .provider('cancel', 1)
    .provider('call', 2, { promptMarkers: ['b', 'a'] });

const INTERRUPTED = reply('b', 3, { stopReason: 'interrupted' });
/** A crash while `a` is stored behind the run of `b`, and what its retry is told. */
const cutShort = (status: 'ended' | 'accepted') => {
  const history = aHistory({}, { mergesSends: true }).connect(1).send(1, 'c');
  history
    .provider('call', 1, { promptMarkers: ['c'] })
    .run(1, 'c')
    .provider('end', 1);
  history.send(1, 'b').provider('call', 2, { promptMarkers: ['b'] });
  history.request(1, sending('a'));
  history.provider('cancel', 2).restart([1]).connect(2);
  return history.send(2, 'a', {}, { type: 'send', status, runId: 'a' }).phase('quiet');
};

judging('run/terminates', [
  [
    'passes a send that was steered into a run, once a prompt has held it',
    () =>
      steered()
        .provider('call', 2, { promptMarkers: ['b', 'a'] })
        .run(1, 'b')
        .phase('quiet'),
    'pass',
  ],
  [
    'passes a merged send whose final nobody was there to see, once its run has ended',
    () =>
      merged()
        .run(1, 'b')
        .provider('end', 2)
        .phase('quiet')
        .history(1, 'g1', [entry('b'), entry('a', 2), reply('b', 3)]),
    'pass',
  ],
  [
    'convicts a merged send with its run',
    () =>
      merged()
        .provider('end', 2)
        .phase('quiet')
        .history(1, 'g1', [entry('b'), entry('a', 2)]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'convicts a send that was told its final and never shown to a model',
    () =>
      steered()
        .run(1, 'b')
        .provider('end', 1)
        .phase('quiet')
        .history(1, 'g1', [entry('b'), entry('a', 2), reply('b', 3)]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'passes a send that a crash cut short with the run it was steered into',
    () => cutShort('ended').history(2, 'g1', [entry('b'), entry('a', 2), INTERRUPTED]),
    'pass',
  ],
  [
    'convicts a send that is said to be over when no run was cut short after it',
    () => cutShort('ended').history(2, 'g1', [entry('b'), INTERRUPTED, entry('a', 4)]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'convicts a send after which a run was cut short when no answer says that it is over',
    () => cutShort('accepted').history(2, 'g1', [entry('b'), entry('a', 2), INTERRUPTED]),
    'violation',
    'an accepted run never ended',
  ],
]);

judging('row/accurate', [
  [
    'does not know after a restart which turn was the last',
    () => {
      const list = { type: 'list' } as const;
      const killed = row('g1', { status: 'killed', startedAt: 1, endedAt: 1 });
      return aHistory({}, { mergesSends: true })
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .provider('end', 1)
        .run(1, 'a')
        .restart([1])
        .connect(2)
        .ask(2, list, listed([killed]));
    },
    'inconclusive',
  ],
]);
