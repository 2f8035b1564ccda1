/**
 * What the model knows of endings and generations when requests, notices and reads tell of them; which request explains an
 * ending, and when it can have been. `audited-endings.test.ts` has what audit records add.
 */
import { describe, expect, test } from 'vitest';
import { Chain } from './chain.ts';

/** What the model makes of it, and what happens. */
type Row = readonly [says: string, chain: (chain: Chain) => Chain];

const table = (about: string, rows: readonly Row[], dailyRule = false): void => {
  describe(about, () => {
    for (const [says, happens] of rows)
      test(says, () => {
        expect(happens(new Chain({ dailyRule })).lines().join('\n')).toMatchSnapshot();
      });
  });
};

table('an ending that requests explain', [
  [
    'has no ended generation when a reset began the first one that was ever seen',
    (chain) => chain.asks('a', 'reset').answers('a', 'g2').reads('g2'),
  ],
  [
    'takes one of two resets under way for each of two notices that name nothing, in their order',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .asks('b', 'reset')
        .notice(1, 'reset', '>')
        .notice(1, 'reset', '>')
        .reads('g2'),
  ],
  [
    'is explained by the reset that is sure to be at work rather than by one that was cut off',
    (chain) =>
      chain
        .reads('g1')
        .connects(2)
        .asks('a', 'reset', 2)
        .cuts(2)
        .connects(3)
        .asks('b', 'reset', 3)
        .reads('g2', 3),
  ],
  [
    'keeps the answered one of two resets when a notice names what it began',
    (chain) =>
      chain.connects(2).asks('a', 'reset').asks('b', 'reset').answers('b', 'g2').notice(2, 'reset', '>g2'),
  ],
  [
    'is not explained by a reset that was refused, and names of two generations the one that was answered',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .asks('b', 'reset')
        .answers('a', 'refused')
        .pushes('g3')
        .reads('g4')
        .answers('b', 'g3'),
  ],
  [
    'may come from a reset that was refused for now and may have left traces',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'busy').reads('g2'),
  ],
  [
    'is dated by the reset of which a notice told before its answer',
    (chain) => chain.asks('a', 'reset').notice(1, 'reset', '>').answers('a', 'g2'),
  ],
  [
    'is taken from a read that showed another generation by the answer that names it',
    (chain) =>
      chain.reads('g1').asks('a', 'reset').reads('g3').answers('a', 'g2').hears('a').notice(1, 'reset', '>'),
  ],
  [
    'of an answered delete ended no generation that came up meanwhile',
    (chain) => chain.asks('a', 'delete').answers('a').pushes('g1').reads('g2'),
  ],
  [
    'of an answered delete has no name when a generation came up while it was at work',
    (chain) => chain.reads('g1').asks('a', 'delete').pushes('g2').answers('a'),
  ],
  [
    'is none when a delete found nothing',
    (chain) => chain.reads('g1').asks('a', 'delete').answers('a', 'nothing').reads('g1'),
  ],
  [
    'of two deletes at once is promised by the one that was answered',
    (chain) => chain.reads('g1').asks('a', 'delete').asks('b', 'delete').answers('a').hears('a'),
  ],
  [
    'is undone by a crash that nobody had been promised',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .answers('a', 'g2')
        .reads('g2')
        .restarts(1)
        .connects(2)
        .reads('g1', 2),
  ],
  [
    'is undone by a crash, also when nothing had asked for it, and what followed is over',
    (chain) =>
      chain
        .reads('g1')
        .reads('g2')
        .restarts(1)
        .connects(2)
        .reads('g1', 2)
        .asks('b', '/new g2', 2)
        .restarts(2),
  ],
  [
    'stays after a crash when its answer was delivered: a read that shows what was over is stale',
    (chain) => chain.reads('g1').whole('a', 'reset', 'g2').restarts(1).connects(2).reads('g1', 2),
  ],
]);

table('an ending that a command explains', [
  [
    'may come as long as a command that names the current generation is under way',
    (chain) => chain.reads('g1').reads('g2').asks('a', '/new g2'),
  ],
  [
    'does not come from a command that names what is over',
    (chain) => chain.reads('g1').whole('a', 'reset', 'g2').asks('b', '/new g1').restarts(1),
  ],
  [
    'comes in the turn of the command, long after its answer',
    (chain) => chain.reads('g1').whole('a', '/new g1').reads('g1').reads('g2').ends('a'),
  ],
  [
    'comes no more once the run of the command has ended',
    (chain) => chain.asks('a', '/new g1').ends('a').answers('a').reads('g1'),
  ],
  [
    'of a delete has no name when a row of another was pushed meanwhile, also behind a command that was to be tried again',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', '/new g1')
        .answers('a', 'busy')
        .ends('a')
        .asks('b', 'delete')
        .pushes('g2')
        .answers('b'),
  ],
  [
    'of a delete has no name when a command that was answered before may have come first',
    (chain) => chain.reads('g1').whole('a', '/new g1').whole('b', 'delete'),
  ],
  [
    'of a delete has the name that was read when the run of a command had ended before',
    (chain) => chain.reads('g1').whole('a', '/new g1').reads('g2').ends('a').whole('b', 'delete'),
  ],
]);

table('an ending that notices tell of', [
  [
    'is known by name when one names what ended and the next what follows',
    (chain) => chain.notice(1, 'reset', 'g1>').notice(1, 'reset', '>g2'),
  ],
  [
    'is one when one names nothing and the next what follows',
    (chain) => chain.reads('g1').notice(1, 'reset', '>').notice(1, 'reset', '>g2'),
  ],
  [
    'of a delete is told to a connection that subscribed later, while a reset is asked for',
    (chain) => chain.asks('a', 'delete').answers('a').connects(2).asks('b', 'reset').notice(2, 'delete', '>'),
  ],
  [
    'is the one that was answered when a notice that names nothing comes before the next is asked for',
    (chain) => chain.asks('a', 'reset').answers('a', 'g2').notice(1, 'reset', '>').reads('g2').reads('g3'),
  ],
  [
    'is the one that a notice named wrongly behind one that named nothing',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .answers('a', 'g2')
        .reads('g2')
        .notice(1, 'reset', '>')
        .notice(1, 'reset', 'g2>'),
  ],
  [
    'is the one that began what a notice says has ended: the notice names the wrong one',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g2').notice(1, 'reset', 'g2>'),
  ],
  [
    'is the one that a wrong notice names on a second connection that had been told before',
    (chain) =>
      chain
        .reads('g1')
        .connects(2)
        .asks('a', 'reset')
        .answers('a', 'g2')
        .notice(2, 'reset', '>g2')
        .notice(2, 'reset', 'g2>'),
  ],
  [
    'is another when a connection was told the right name before',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .answers('a', 'g2')
        .notice(1, 'reset', 'g1>g2')
        .notice(1, 'reset', 'g2>'),
  ],
  [
    'is another on a connection that subscribed after it',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g2').connects(2).notice(2, 'reset', 'g2>'),
  ],
  [
    'has one name for both sides when a notice says that what the answer shows has ended',
    (chain) => chain.asks('a', 'reset').notice(1, 'reset', 'g2>').answers('a', 'g2').reads('g3'),
  ],
]);

table('an ending whose answer shows the row before it', [
  [
    'has no name when a notice says that what the answer shows has ended: they contradict each other',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g1').notice(1, 'reset', 'g1>').hears('a'),
  ],
  [
    'has the name of what follows from a notice',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g1').notice(1, 'reset', '>g3'),
  ],
  [
    'has the name from a notice that came before',
    (chain) => chain.reads('g1').asks('a', 'reset').notice(1, 'reset', 'g1>g2').answers('a', 'g1'),
  ],
  [
    'has the name from a read that came before',
    (chain) => chain.reads('g1').asks('a', 'reset').reads('g4').answers('a', 'g1'),
  ],
  [
    'has the name from the next answer',
    (chain) =>
      chain
        .reads('g1')
        .asks('a', 'reset')
        .answers('a', 'g1')
        .asks('b', 'reset')
        .answers('b', 'g3')
        .notice(1, 'reset', 'g1>g2')
        .notice(1, 'reset', 'g2>'),
  ],
  [
    'has none from a notice of a generation that nothing has shown',
    (chain) => chain.reads('g1').reads('g2').asks('b', 'reset').answers('b', 'g2').notice(1, 'reset', 'g3>'),
  ],
  [
    'is another than the delete that ends what it left',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g1').notice(1, 'delete', 'g1>'),
  ],
]);

table('an ending that reads show', [
  [
    'follows no read that was answered before it and delivered later',
    (chain) =>
      chain.asks('list', 'list').answers('list', 'g2').asks('b', 'delete').answers('b').hears('list'),
  ],
  [
    'is none when an answer of before is delivered late',
    (chain) => chain.asks('list', 'list').answers('list', 'g1').reads('g2').hears('list'),
  ],
  [
    'is dated by a read that was answered before the notice',
    (chain) =>
      chain.reads('g1').asks('list', 'list').answers('list', 'g2').notice(1, 'delete', '>').hears('list'),
  ],
  [
    'that was over before a delete arrived is not its doing',
    (chain) =>
      chain
        .reads('g1')
        .asks('list', 'list')
        .answers('list', 'g2')
        .asks('b', 'delete')
        .notice(1, 'delete', '>')
        .hears('list'),
  ],
  [
    'is that of the reset whose notice came, when a read that was answered before shows something else',
    (chain) =>
      chain
        .reads('g1')
        .asks('list', 'list')
        .answers('list', 'g2')
        .asks('b', 'reset')
        .notice(1, 'reset', '>')
        .answers('b', 'g3')
        .hears('list'),
  ],
  [
    'leaves open where a generation came from that a read shows while another is at work',
    (chain) =>
      chain.asks('a', 'reset').asks('list', 'list').answers('list', 'g1').answers('a', 'g2').hears('list'),
  ],
]);
