/** Whether audit records are true, and checkpoints; test/properties/rotation.test.ts has the rest of the property. */
import type { Answer, ObservedEntry } from '../../src/dialect/observation.ts';
import type { ArchiveInfo } from '../../src/protocol/methods.ts';
import { KEY, aHistory, auditOf, entry, reply, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const WRONG_TRIGGER = 'an audit record names the wrong trigger';
const WRONG_MESSAGE = 'an audit record is wrong about a message';
const NO_CHECKPOINT = 'a compaction left no checkpoint';
const LACKS = 'a checkpoint lacks what was replaced';
const LIST = { type: 'archives-list' } as const;

const lived = () => aHistory().connect(1).list(1, row('g1'));
const audited = (more: Parameters<typeof auditOf>[2]) =>
  lived()
    .reset(1, 'g2')
    .audit(1, auditOf('g1', 'g2', more));
const deleted = (more: Parameters<typeof auditOf>[2]) =>
  lived()
    .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
    .audit(1, auditOf('g1', null, more));
const commanded = (text: string, more: Parameters<typeof auditOf>[2]) =>
  lived()
    .send(1, 'a', { control: 'reset', named: 'g1', text })
    .list(1, row('g2'))
    .audit(1, auditOf('g1', 'g2', { trigger: 'slash-command', ...more }));

const checkpoint = (archive: string, more: Partial<ArchiveInfo> = {}): ArchiveInfo => ({
  archive,
  sessionKey: KEY,
  sessionId: 'g1',
  reason: 'compaction',
  timestamp: 1,
  ...more,
});
const archives = (history: HistoryBuilder, ...listed: readonly ArchiveInfo[]) =>
  history.ask(1, LIST, { type: 'archives', archives: listed });
const summary = (id: string, coversSeq: number): ObservedEntry =>
  entry(id, coversSeq, {
    id,
    role: 'system',
    marker: undefined,
    runId: undefined,
    compaction: true,
    coversSeq,
  });
/** Read with two messages, then with a summary in their place. */
const compacted = (...later: readonly ObservedEntry[]) =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .send(1, 'b')
    .history(1, 'g1', [entry('a'), reply('a'), entry('b', 3)])
    .history(1, 'g1', [summary('s1', 2), entry('b', 3), ...later]);
const readBack = (history: HistoryBuilder, ...entries: readonly ObservedEntry[]) =>
  archives(history.phase('quiet'), checkpoint('c1')).archive(1, 'c1', entries);
/** Two archives of one key, read back. */
const twoRead = (one: readonly ObservedEntry[], other: readonly ObservedEntry[]) =>
  aHistory().connect(1).archives(1, 'g1', 'g2').archive(1, 'g1', one).archive(1, 'g2', other);
/** A delete that says what became of the transcript; then audit records and archives are listed. */
const namesArchives = (archived: readonly string[] | undefined) =>
  archives(
    lived()
      .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true, archived })
      .audit(1, auditOf('g1', null)),
    checkpoint('g1', { reason: 'delete' }),
  );
const rotated = (history: HistoryBuilder) => history.reset(1, 'g2').audit(1, auditOf('g1', 'g2'));

judging('rotation/audited', [
  [
    'passes a reset that a button asked for',
    () => audited({ trigger: 'ui-button' }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a reset by request that is audited as a recovery',
    () => audited({ trigger: 'recovery' }),
    'violation',
    WRONG_TRIGGER,
    { exercised: 1, sentence: `${KEY}: a reset was audited with trigger recovery`, records: [19, 26] },
  ],
  ...(['slash-command', 'rule'] as const).map(
    (trigger) =>
      [
        `convicts a reset by request that is audited as by ${trigger}`,
        () => audited({ trigger }),
        'violation',
        WRONG_TRIGGER,
      ] as const,
  ),
  [
    'convicts a delete with a wrong trigger',
    () => deleted({ trigger: 'recovery' }),
    'violation',
    WRONG_TRIGGER,
  ],
  ['passes a delete', () => deleted({}), 'pass'],
  [
    'passes a command with a message',
    () => commanded('/reset go on', { postResetMessagePresent: true }),
    'pass',
  ],
  ['passes a command without one', () => commanded('/reset ', { postResetMessagePresent: false }), 'pass'],
  [
    'convicts a command that is audited as made by request',
    () => commanded('/reset', { trigger: 'rpc' }),
    'violation',
    WRONG_TRIGGER,
  ],
  [
    'convicts a command with a message that is audited as without',
    () => commanded('/reset go on', { postResetMessagePresent: false }),
    'violation',
    WRONG_MESSAGE,
    {
      sentence: `${KEY}: a command with a message was audited with postResetMessagePresent false`,
      records: [19, 30],
    },
  ],
  [
    'convicts a command without a message that is audited as with one',
    () => commanded('/reset', { postResetMessagePresent: true }),
    'violation',
    WRONG_MESSAGE,
    { sentence: `${KEY}: a command with no message was audited with postResetMessagePresent true` },
  ],
  [
    'convicts a reset by request that is audited as with a message',
    () => audited({ postResetMessagePresent: true }),
    'violation',
    WRONG_MESSAGE,
  ],
  [
    'convicts two rotations that name one archive',
    () =>
      lived()
        .reset(1, 'g2')
        .list(1, row('g2'))
        .reset(1, 'g3')
        .audit(1, auditOf('g1', 'g2', { archive: 'x' }), auditOf('g2', 'g3', { archive: 'x' })),
    'violation',
    'two rotations name one archive',
    {
      sentence: `${KEY}: the end of generation g2 was audited with archive x, which is that of generation g1 of ${KEY}`,
    },
  ],
  [
    'convicts an archive that is listed as that of another session id',
    () => archives(audited({}), checkpoint('g1', { sessionId: 'g9', reason: 'reset' })),
    'violation',
    'an archive is listed as that of another session',
    {
      sentence: `${KEY}: archive g1 of session id g1 is listed as that of ${KEY}, session id g9`,
      records: [30],
    },
  ],
  [
    'convicts an archive that is listed as that of another key',
    () => archives(audited({}), checkpoint('g1', { sessionKey: 'other', reason: 'reset' })),
    'violation',
    'an archive is listed as that of another session',
  ],
  [
    'convicts a compaction without a checkpoint',
    () => archives(compacted()),
    'violation',
    NO_CHECKPOINT,
    {
      sentence: `${KEY}: generation g1 was compacted 1 times as its history shows, and 0 of its checkpoints are listed`,
      records: [30, 34],
    },
  ],
  [
    'convicts an archive that ends with the entry that another one ends with',
    () => twoRead([entry('a'), reply('a')], [reply('a')]),
    'violation',
    'an archive shows what another one holds',
    {
      sentence: `${KEY}: archive g2 of session id g2 ends with entry a-reply, as archive g1 of session id g1 does`,
      records: [22, 26],
    },
  ],
  [
    'passes two that end with entries of one id, which begin anew with each session',
    () => twoRead([reply('a')], [reply('a', 2, { at: 7 })]),
    'inconclusive',
  ],
  [
    'the same of entries that nothing tells apart from others',
    () => twoRead([reply('a', 2, { runId: undefined })], [reply('a', 2, { runId: undefined })]),
    'inconclusive',
  ],
  [
    'convicts one of which the time alone tells whose it is',
    () => twoRead([reply('a', 2, { runId: undefined, at: 7 })], [reply('a', 2, { runId: undefined, at: 7 })]),
    'violation',
    'an archive shows what another one holds',
  ],
  [
    'convicts a delete that names no archive where there is one',
    () => namesArchives([]),
    'violation',
    'a delete names no archive',
    {
      exercised: 1,
      sentence: `${KEY}: the delete of session id g1 was answered with no archive, and archive g1 is listed as what became of it`,
      records: [22, 30],
    },
  ],
  ['passes one that names it otherwise', () => namesArchives(['/home/me/g1.jsonl.deleted']), 'pass'],
  ['passes one that says nothing of it', () => namesArchives(undefined), 'pass'],
  [
    'passes two archives that hold different entries',
    () => twoRead([entry('a')], [entry('b')]),
    'inconclusive',
  ],
  ['passes an empty one', () => twoRead([entry('a')], []), 'inconclusive'],
  [
    'passes an archive that is read again, and a checkpoint of its session',
    () =>
      archives(
        aHistory().connect(1),
        checkpoint('g1', { reason: 'reset' }),
        checkpoint('c1', { sessionId: 'g1' }),
      )
        .archive(1, 'g1', [entry('a')])
        .archive(1, 'g1', [entry('a')])
        .archive(1, 'c1', [entry('a')]),
    'inconclusive',
  ],
  ['passes a compaction with its checkpoint', () => rotated(archives(compacted(), checkpoint('c1'))), 'pass'],
  [
    'convicts the second compaction without a checkpoint',
    () => archives(compacted().history(1, 'g1', [summary('s2', 3)]), checkpoint('c1')),
    'violation',
    NO_CHECKPOINT,
    { records: [34, 38] },
  ],
  [
    'counts a summary that is read again once',
    () => rotated(archives(compacted().history(1, 'g1', [summary('s1', 2)]), checkpoint('c1'))),
    'pass',
  ],
  ...(
    [
      ['of another generation', { sessionId: 'g0' }],
      ['of another key', { sessionKey: 'other' }],
      ['of a reset', { reason: 'reset' }],
    ] as const
  ).map(
    ([what, more]) =>
      [
        `does not take the archive ${what} for a checkpoint`,
        () => archives(compacted(), checkpoint('c1', more)),
        'violation',
        NO_CHECKPOINT,
      ] as const,
  ),
  [
    'takes any checkpoint of the key where a release resets in place',
    () => {
      const history = aHistory({}, { reset: 'in-place' })
        .connect(1)
        .history(1, 's#r1', [summary('s1', 2)]);
      return archives(history, checkpoint('c1', { sessionId: 's' }));
    },
    'inconclusive',
  ],
  [
    'passes a list of archives that was asked for before the summary was read',
    () => {
      const history = aHistory().connect(1);
      const id = history.request(1, LIST);
      return history
        .history(1, 'g1', [summary('s1', 2)])
        .answer(1, id, LIST, { type: 'archives', archives: [] } satisfies Answer);
    },
    'inconclusive',
  ],
  [
    'passes a checkpoint that holds what was replaced',
    () => rotated(readBack(compacted(), entry('a'), reply('a'))),
    'pass',
  ],
  [
    'convicts a checkpoint that lacks what was replaced',
    () => readBack(compacted()),
    'violation',
    LACKS,
    {
      sentence: `${KEY}: the message of run a was replaced by a summary up to position 2, and none of the checkpoints of generation g1 (c1) holds it`,
      records: [17, 30],
    },
  ],
  [
    'does not look in a checkpoint that was not read whole',
    () => archives(compacted().phase('quiet'), checkpoint('c1')),
    'inconclusive',
  ],
  [
    'does not ask a checkpoint for what was not replaced',
    () => readBack(compacted(), entry('a')),
    'inconclusive',
  ],
  [
    'does not ask for a message that was answered as new again',
    () => readBack(compacted().send(1, 'a')),
    'inconclusive',
  ],
]);
