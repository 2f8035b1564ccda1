/** When rotations are said to have been, and archives to have been made. */
import type { ArchiveInfo } from '../../src/protocol/methods.ts';
import { KEY, aHistory, auditOf, listed, row, sending, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const REDATED = 'a rotation has another time than it had';
const NOT_THEN = 'a rotation is dated when it was not made';
/** The wall clock is so far ahead of the history's. */
const WALL = 1_000_000;
const LIST = { type: 'list' } as const;
/** A list that tells what the clock is. */
const clocked = (history: HistoryBuilder) => {
  const id = history.request(1, LIST);
  const now = (history.records.at(-1)?.atMicros ?? 0) / 1_000;
  return history.answer(1, id, LIST, listed([row('g2')], { at: WALL + now + 1 }));
};
/** The reset is asked for a minute after the beginning. */
const reset = () => aHistory().connect(1).list(1, row('g1')).wait(60_000).reset(1, 'g2');
const audit = (timestamp: number) => auditOf('g1', 'g2', { timestamp });
const archives = (history: HistoryBuilder, timestamp: number) => {
  const info: ArchiveInfo = { archive: 'g1', sessionKey: KEY, sessionId: 'g1', reason: 'reset', timestamp };
  return history.ask(1, { type: 'archives-list' }, { type: 'archives', archives: [info] });
};

judging('rotation/audited', [
  ['passes an audit record of when it was', () => clocked(reset()).audit(1, audit(WALL + 60_010)), 'pass'],
  [
    'convicts an audit record that is dated ahead',
    () => clocked(reset()).audit(1, audit(WALL + 3_660_000)),
    'violation',
    NOT_THEN,
    {
      sentence: `${KEY}: the end of generation g1 is audited as of 3660.000 s by the clock of the gateway's own list; it was asked for at 60.020 s, and answered at 60.022 s`,
    },
  ],
  [
    'convicts an audit record that is dated before it was asked for',
    () => clocked(reset()).audit(1, audit(WALL + 10_000)),
    'violation',
    NOT_THEN,
  ],
  [
    'passes one that an earlier attempt of its command may have made',
    () => {
      const history = aHistory().connect(1).connect(2, { client: 'other' }).list(1, row('g1')).wait(60_000);
      const command = { control: 'reset', named: 'g1' } as const;
      history.request(2, sending('a', command));
      history.close(2).wait(10_000).send(1, 'a', command);
      const made = auditOf('g1', 'g2', { trigger: 'slash-command', timestamp: WALL + 60_000 });
      return clocked(history).audit(1, made);
    },
    'pass',
  ],
  ['does not know when one was where no list tells the clock', () => reset().audit(1, audit(WALL)), 'pass'],
  [
    'leaves out one after the wall clock jumped',
    () => clocked(reset().jump()).audit(1, audit(WALL + 3_660_000)),
    'pass',
  ],
  [
    'convicts an audit record that is listed with another time',
    () =>
      reset()
        .audit(1, audit(WALL))
        .audit(1, audit(WALL + 1)),
    'violation',
    REDATED,
    {
      sentence: `the end of session id g1 of ${KEY}, followed by g2, is listed as of ${WALL + 1}, and was listed as of ${WALL}`,
    },
  ],
  [
    'convicts an archive that is listed with another time after a restart',
    () => {
      const before = archives(reset().audit(1, audit(WALL)), WALL)
        .restart([1])
        .connect(1);
      return archives(before, WALL + 5);
    },
    'violation',
    REDATED,
    { sentence: `archive g1 of session id g1 is listed as of ${WALL + 5}, and was listed as of ${WALL}` },
  ],
  [
    'passes an archive that is dated otherwise than its audit record, each time',
    () => archives(archives(reset().audit(1, audit(WALL)), WALL + 9), WALL + 9),
    'pass',
  ],
  [
    'leaves out what is listed again after the wall clock jumped',
    () => archives(archives(reset().audit(1, audit(WALL)), WALL).jump(), WALL + 5),
    'pass',
  ],
]);
