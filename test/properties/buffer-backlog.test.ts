/** What lay in a buffer that nobody saw, as what comes of it shows. */
import type { ObservedEntry } from '../../src/dialect/observation.ts';
import { KEY, aHistory, entry, transcript, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const TICK = { type: 'tick' } as const;
const HISTORY = { type: 'history', key: KEY, offset: 0 } as const;
/** The answer is as long as the id that it repeats. */
const LONG = 'x'.repeat(6 * 1024 * 1024);

const SEVEN = 7 * (LONG.length + '{"type":"res","id":"0","ok":true}'.length);
/** What the hello announces, one answer, and sockets. */
const LIMIT = 16_384 + SEVEN / 7 + 32 * 1024 * 1024;

/** Asks for as many long histories as no sockets hold, and takes them when a run has ended. */
function hoarding(
  shown: readonly ObservedEntry[],
  {
    many = 7,
    asked = 'before',
    meanwhile,
    bufferedBytes,
  }: { many?: number; asked?: 'before' | 'after'; meanwhile?: 'reset'; bufferedBytes?: number } = {},
): HistoryBuilder {
  const history = aHistory().connect(1).connect(2, { client: 'author' }).send(2, 'a');
  if (bufferedBytes !== undefined) history.event(1, TICK, { bufferedBytes });
  const ask = (): readonly string[] =>
    Array.from({ length: many }, (_, at) => history.request(1, HISTORY, 'both', `${at}${LONG}`));
  const early = asked === 'before' ? ask() : [];
  history.run(2, 'a');
  if (meanwhile === 'reset') history.reset(2, 'g2');
  for (const id of asked === 'before' ? early : ask())
    history.answer(1, id, HISTORY, transcript('g1', shown));
  return history;
}

judging('buffer/bounded', [
  [
    'convicts a backlog of histories that lack what has ended since',
    () => hoarding([]),
    'violation',
    'what lay in a buffer was past its limit',
    {
      sentence: `connection 1 (web) got ${SEVEN} bytes of histories after run a had ended that were made before: so much lay in its buffer, limit ${LIMIT}`,
      exercised: 1,
    },
  ],
  ['passes it up to what buffer and sockets may hold', () => hoarding([], { many: 6 }), 'pass'],
  [
    'passes histories that were made when they were taken',
    () => hoarding([entry('a')]),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes a backlog where buffers are seen, and were never full',
    () => hoarding([], { bufferedBytes: 10 }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['does not ask what a summary replaced', () => hoarding([entry('s', 1, { compaction: true })]), 'pass'],
  ['does not ask for what a reset ended', () => hoarding([], { meanwhile: 'reset' }), 'inconclusive'],
  ['says nothing about what was asked for later', () => hoarding([], { asked: 'after' }), 'inconclusive'],
  [
    'passes where one that asks and does not take is closed',
    () => {
      const history = aHistory().connect(1);
      history.request(1, HISTORY);
      return history.close(1, 1006, 'gateway');
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'says nothing about a link that was cut',
    () => {
      const history = aHistory().connect(1);
      history.request(1, HISTORY);
      return history.close(1, 1006, 'network');
    },
    'inconclusive',
  ],
]);
