/** What audit records, which a list tells late, add to what the model knows of endings (`endings.test.ts`). */
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

table('an ending that an audit record tells of', [
  [
    'is the older of two that a read had taken for one',
    (chain) => chain.reads('g1').reads('g3').audits('g1>g2'),
  ],
  [
    'is the older of two that reads had taken for one, also when the newer one was read again',
    (chain) => chain.reads('g1').reads('g3').reads('g3').audits('g1>g2'),
  ],
  [
    'is the one that a notice told of without a name',
    (chain) => chain.reads('g1').reads('g3').notice(1, 'reset', '>').audits('g1>g2'),
  ],
  [
    'is one of two resets under way, and the other is answered',
    (chain) => chain.asks('a', 'reset').asks('b', 'reset').answers('b', 'g2').audits('g1>g2'),
  ],
  [
    'is each of three requests that overlapped',
    (chain) =>
      chain
        .asks('a', 'reset')
        .pushes('g2')
        .connects(2)
        .asks('b', 'delete', 2)
        .asks('c', 'reset')
        .answers('b')
        .answers('a', 'g2')
        .answers('c', 'g3')
        .audits('g1>g2 g2>'),
  ],
  [
    'is the doing of a command, and the delete behind it that of its own request',
    (chain) => chain.reads('g1').whole('a', '/new g1').whole('b', 'delete').audits('g1>g2 g2>'),
  ],
  ['is no delete of which only a command was asked', (chain) => chain.asks('a', '/new g1').audits('g1>')],
  [
    'keeps of two resets that a gateway answered the one that each names',
    (chain) =>
      chain
        .asks('a', 'reset')
        .answers('a', 'g2')
        .asks('b', 'reset')
        .answers('b', 'g3')
        .notice(1, 'reset', 'g1>g2')
        .notice(1, 'reset', 'g3>')
        .audits('g1>g2 g2>g3'),
  ],
  [
    'names what ended where a notice had taken what follows for it',
    (chain) =>
      chain.asks('a', 'reset').notice(1, 'reset', 'g2>').answers('a', 'g2').reads('g3').audits('g1>g2'),
  ],
  [
    'is of a reset that began the first generation',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g2').audits('>g2'),
  ],
  [
    'is of a reset that had nothing to end, while reads show another',
    (chain) => chain.reads('g1').pushes('g2').reads('g3').audits('>g2'),
  ],
  [
    'and of the one behind it, after a notice and a read that named less',
    (chain) => chain.reads('g1').notice(1, 'reset', '>g2').reads('g3').audits('>g2 g2>g3'),
  ],
  [
    'is of two that ended the same generation only as far as each says',
    (chain) => chain.audits('g1>g2 g1>g3'),
  ],
  ['is of two deletes', (chain) => chain.audits('g1> g2>')],
  ['is of three, two of which had nothing to end', (chain) => chain.audits('>g2 g2>g3 >g4')],
  [
    'names nothing, and is not that of a delete that was answered',
    (chain) => chain.asks('a', 'delete').answers('a').audits('>'),
  ],
  [
    'is not the answer that shows the row before it, of another generation',
    (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g1').audits('g3>g4'),
  ],
  [
    'came before one of which a read shows what it ended',
    (chain) =>
      chain
        .reads('g1')
        .asks('list', 'list')
        .answers('list', 'g2')
        .connects(2)
        .asks('b', 'reset')
        .audits('g2>g3', 2)
        .hears('list'),
  ],
  [
    'of a life that is over stays where a crash undid only another',
    (chain) => chain.audits('g1>g2').restarts(1).connects(2).audits('g1>g2 g1>', 2).reads('g1', 2),
  ],
  [
    'is read twice, and is one',
    (chain) =>
      chain.notice(1, 'delete', '>').notice(1, 'delete', '>').reads('g1').audits('g1>').audits('g1>'),
  ],
]);

table(
  'an ending that an audit record lays to the daily rule',
  [
    [
      'is each of three, where a read had taken them for one and a reset is at work',
      (chain) => chain.reads('g1').asks('a', 'reset').reads('g4').audits('g1>g2! g2>g3! g3>g4'),
    ],
    [
      'began what is read after a notice without a name',
      (chain) => chain.reads('g1').notice(1, 'reset', '>').audits('>g2!').reads('g2'),
    ],
    ['is not the doing of a command under way', (chain) => chain.asks('a', '/new g1').audits('g1>g2!')],
    [
      'is not the doing of a reset that is answered later',
      (chain) =>
        chain.reads('g1').asks('a', 'reset').audits('g1>g2!').answers('a', 'g3').notice(1, 'reset', 'g3>'),
    ],
    [
      'comes before the delete that was answered',
      (chain) =>
        chain
          .reads('g1')
          .asks('a', 'delete')
          .asks('b', 'delete')
          .answers('a')
          .hears('a')
          .audits('g1>g2! g2>g3! g3>'),
    ],
    [
      'comes before the delete that is at work',
      (chain) => chain.reads('g1').asks('a', 'delete').audits('g1>g2! g2>'),
    ],
    [
      'comes after one that a reset explains',
      (chain) => chain.asks('a', 'reset').asks('b', 'reset').audits('g1>g2 g2>g3!').notice(1, 'reset', '>'),
    ],
    [
      'gives its request back to another',
      (chain) => chain.asks('a', 'reset').notice(1, 'reset', 'g2>').audits('g1>g2 g2>g3!'),
    ],
    [
      'comes behind a reset that was answered with the row before it',
      (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g1').hears('a').audits('g1>g2 g2>g3!'),
    ],
    [
      'was shown by a read before a delete was answered',
      (chain) => chain.reads('g1').asks('a', 'delete').reads('g2').audits('g1>g2!').answers('a'),
    ],
    [
      'leaves the command that was answered to the end that it explains',
      (chain) => chain.whole('a', '/new g1').asks('b', 'reset').audits('g1>g2').notice(1, 'reset', '>'),
    ],
    [
      'was followed by others that a list leaves out',
      (chain) => chain.audits('g1>g2 g2> g3>g4!').reads('g5'),
    ],
    [
      'is named by both notices of it',
      (chain) => chain.audits('g1>g2!').notice(1, 'reset', 'g1>').notice(1, 'reset', 'g2>'),
    ],
  ],
  true,
);

table(
  'an ending under a daily rule, without an audit record',
  [
    [
      'may be another than the one that a notice names',
      (chain) => chain.reads('g1').asks('a', 'reset').answers('a', 'g2').notice(1, 'reset', 'g2>'),
    ],
    [
      'is each of two when requests overlapped and a read showed one',
      (chain) =>
        chain.reads('g1').asks('a', 'reset').asks('b', 'delete').reads('g3').notice(1, 'reset', '>g2'),
    ],
    [
      'of a delete has no name when a read that was answered before is delivered late',
      (chain) =>
        chain
          .reads('g1')
          .asks('list', 'list')
          .answers('list', 'g1')
          .asks('b', 'delete')
          .answers('b')
          .hears('list'),
    ],
    [
      'is shown by a read that was answered before a reset, and delivered later',
      (chain) =>
        chain
          .reads('g2')
          .asks('list', 'list')
          .answers('list', 'g4')
          .asks('b', 'reset')
          .answers('b', 'g5')
          .hears('list'),
    ],
  ],
  true,
);
