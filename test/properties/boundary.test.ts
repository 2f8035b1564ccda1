import { describe, expect, test } from 'vitest';
import { blocksOf } from '../../src/history/recorded-text.ts';
import { PropertyError, createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Property } from '../../src/properties/property.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { aHistory, asked, listed, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';

const TICK = { type: 'tick' } as const;
const connected = () => aHistory().connect(1);

judging('payload/bounded', [
  ['passes a message at the limit', () => connected().event(1, TICK, { bytes: 4096 }), 'pass'],
  [
    'convicts a message above the limit',
    () => connected().event(1, TICK, { bytes: 4097 }),
    'violation',
    'a message above the announced limit left the gateway',
  ],
  [
    'passes a gateway that sends nothing in place of a large text from the model',
    () => connected().provider('tool', 1, { bytes: 4096 }),
    'pass',
  ],
  ['says nothing about small messages', () => connected().event(1, TICK, { bytes: 100 }), 'inconclusive'],
]);

judging('buffer/bounded', [
  [
    'passes a buffer at the limit and one frame',
    () => connected().event(1, TICK, { bufferedBytes: 16_384 + 4096 }),
    'pass',
  ],
  [
    'convicts a buffer above it',
    () => connected().event(1, TICK, { bufferedBytes: 16_384 + 4097 }),
    'violation',
    'events filled a buffer past its limit',
    { sentence: 'connection 1: events filled its buffer to 20481 bytes, limit 20480' },
  ],
  [
    'convicts a read that waited while another client did not read',
    () => {
      const history = connected().connect(2, { client: 'slow' }).event(2, TICK, { bufferedBytes: 16_384 });
      const id = history.request(1, { type: 'list' });
      return history.wait(2_001).answer(1, id, { type: 'list' }, listed([]));
    },
    'violation',
    'a slow reader held up another client',
  ],
  [
    'does not ask why a read was late where everybody reads',
    () => {
      const history = connected().connect(2, { client: 'slow' }).event(2, TICK, { bufferedBytes: 16_384 });
      const id = history.event(2, TICK, { bufferedBytes: 10 }).request(1, { type: 'list' });
      return history.wait(2_001).answer(1, id, { type: 'list' }, listed([]));
    },
    'pass',
  ],
  [
    'says nothing about empty buffers',
    () => connected().event(1, TICK, { bufferedBytes: 10 }),
    'inconclusive',
  ],
]);

/** A run at the model, and a reader that keeps up. */
const working = () =>
  connected()
    .send(1, 'a')
    .event(1, TICK, { bufferedBytes: 10 })
    .provider('call', 1, { promptMarkers: ['a'] });

/** The same, and the history shows what is asked and said. */
const asking = () =>
  connected()
    .send(1, 'a')
    .event(1, TICK, { bufferedBytes: 10 })
    .provider('call', 1, { prompt: asked('[[a]]') });

/** A hello that announces more than the plan configures. */
const promised = (): HistoryBuilder => {
  const limits = { maxPayloadBytes: 8_192, maxBufferedBytes: 65_536, tickIntervalMs: 30_000 };
  return aHistory()
    .open(1)
    .ask(
      1,
      { type: 'connect', scopes: [] },
      { type: 'hello', scopes: [], methods: [], events: [], ...limits },
    )
    .event(1, TICK, { bufferedBytes: 20_000 });
};

judging('close/explained', [
  [
    'says of a buffer what was announced and what is configured',
    () => promised().close(1, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
    {
      sentence:
        'the gateway closed connection 1 (web) with 1008, and nothing in the history explains it: at most 20000 of 65536 bytes (announced by its hello; 16384 are configured) were buffered',
    },
  ],
  [
    'says it of a frame',
    () => promised().close(1, 1009, 'gateway'),
    'violation',
    'a close with 1009 without a cause',
    {
      sentence:
        'the gateway closed connection 1 (web) with 1009, and nothing in the history explains it: its client sent at most 43 of 8192 bytes (announced by its hello; 4096 are configured)',
    },
  ],
  ['passes 1012 while stopping', () => connected().process('stopping').close(1, 1012, 'gateway'), 'pass'],
  [
    'passes 1008 of a slow consumer',
    () => connected().event(1, TICK, { bufferedBytes: 16_000 }).close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes 1008 where a result from the model was too large for an event',
    () => working().provider('tool', 1, { bytes: 4096 }).close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes 1008 where a reply has become too large for an event',
    () =>
      working()
        .provider('delta', 1, { bytes: 2000 })
        .provider('delta', 1, { bytes: 2000 })
        .close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes 1008 where a reply has become too large once it is escaped',
    () =>
      asking()
        .provider('delta', 1, { text: '<"'.repeat(300) })
        .close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes 1008 where a result has',
    () =>
      asking()
        .provider('tool', 1, { text: '"'.repeat(520) })
        .close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes 1008 where a reply of which only hashes are known may have',
    () =>
      asking()
        .provider('delta', 1, { text: blocksOf('x'.repeat(700)) })
        .close(1, 1008, 'gateway'),
    'pass',
  ],
  [
    'convicts 1008 where a reply is not that large, escaped or not',
    () =>
      asking()
        .provider('delta', 1, { text: `${'x'.repeat(1_000)}${'"'.repeat(300)}` })
        .close(1, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
  ],
  [
    'convicts 1008 of a connection whom the escaped reply does not concern',
    () =>
      asking()
        .connect(2, { client: 'discord', sessions: false, messages: [] })
        .event(2, TICK, { bufferedBytes: 10 })
        .provider('delta', 1, { text: '"'.repeat(600) })
        .close(2, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
  ],
  [
    'convicts 1008 where the model said little',
    () => working().provider('tool', 1, { bytes: 2000 }).close(1, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
  ],
  [
    'convicts 1008 of a connection whom the large result does not concern',
    () =>
      working()
        .connect(2, { client: 'discord', sessions: false, messages: [] })
        .event(2, TICK, { bufferedBytes: 10 })
        .provider('tool', 1, { bytes: 4096 })
        .close(2, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
  ],
  ['passes any handshake code before hello', () => aHistory().open(1).close(1, 1002, 'gateway'), 'pass'],
  [
    'convicts 1008 of a reader that kept up',
    () => connected().event(1, TICK, { bufferedBytes: 10 }).close(1, 1008, 'gateway'),
    'violation',
    'a close with 1008 without a cause',
    {
      sentence:
        'the gateway closed connection 1 (web) with 1008, and nothing in the history explains it: at most 10 of 16384 bytes were buffered',
    },
  ],
  [
    'convicts 1009 without an oversized frame',
    () => connected().close(1, 1009, 'gateway'),
    'violation',
    'a close with 1009 without a cause',
  ],
  [
    'convicts 1012 while nothing stops',
    () => connected().close(1, 1012, 'gateway'),
    'violation',
    'a close with 1012 without a cause',
  ],
  [
    'convicts a code no cause allows',
    () => connected().close(1, 1011, 'gateway'),
    'violation',
    'a close with 1011 without a cause',
  ],
  ['says nothing about a cut', () => connected().close(1), 'inconclusive'],
]);

/** Each code, before the hello, after it, and while the process stops. */
judging(
  'close/explained',
  [1000, 1001, 1002, 1006, 1008, 1009, 1012].flatMap((code): Row[] => {
    const isOfStop = code === 1001 || code === 1012;
    const isOfHandshake = !isOfStop && code !== 1006;
    const cause = `a close with ${code} without a cause`;
    const row = (says: string, passes: boolean, history: () => HistoryBuilder): Row => [
      `${passes ? 'passes' : 'convicts'} ${code} ${says}`,
      () => history().close(1, code, 'gateway'),
      passes ? 'pass' : 'violation',
      passes ? undefined : cause,
    ];
    const kept = () => connected().event(1, TICK, { bufferedBytes: 10 });
    return [
      row('after the hello of one that keeps up', false, kept),
      row('of one that keeps up when the gateway stops', isOfStop || code === 1006, () =>
        kept().process('stopping'),
      ),
      row('before the hello', isOfHandshake || code === 1006, () => aHistory().open(1)),
    ];
  }),
);

/** So many milliseconds later than the heal, when the next record comes. */
const healedFor = (ms: number) =>
  connected()
    .phase('heal')
    .wait(ms - 1);

judging('progress/after-heal', [
  ['passes quiet in time', () => connected().phase('heal').phase('quiet'), 'pass'],
  ['passes quiet at the bound', () => healedFor(600_000).phase('quiet'), 'pass', undefined, { exercised: 1 }],
  [
    'convicts quiet after it',
    () => healedFor(600_001).phase('quiet'),
    'violation',
    'quiet came after the heal bound',
    { exercised: 1, sentence: 'everything settled, later than the heal bound' },
  ],
  ['says nothing of quiet that no heal came before', () => connected().phase('quiet'), 'inconclusive'],
]);
judging(
  'progress/after-heal',
  [
    [
      'convicts accepted work that is pending after the bound',
      () => connected().send(1, 'a').phase('heal').wait(700_000),
      'violation',
      'work was still pending after the heal bound',
    ],
    [
      'does not blame a client’s own slow link',
      () => connected().connect(2, { client: 'discord' }).phase('heal').wait(700_000),
      'inconclusive',
    ],
    [
      'proves nothing by a short wait',
      () => connected().send(1, 'a').phase('heal').wait(1_000),
      'inconclusive',
    ],
  ],
  ['web: send a not settled'],
);

describe('the judge', () => {
  const history = () => connected().event(1, TICK).event(1, TICK);

  test('names the property that throws, and gives no verdict', () => {
    const broken: Property = {
      ...(PROPERTIES[0] as Property),
      id: 'test/broken',
      start: () => ({
        event: () => {
          throw new Error('oops');
        },
        finish: () => {},
        exercised: 0,
        violations: [],
        excused: [],
      }),
    };
    const { dialect, records } = history();
    const judge = createJudge({ dialect, profile: SIMULATED_PROFILE, properties: [broken] });
    const judgeAll = () => {
      for (const record of records) judge.observe(record);
    };
    expect(judgeAll).toThrow(PropertyError);
    expect(judgeAll).toThrow('property test/broken threw: oops');
  });

  test('gives a finding whole, with what was going on at its first record', () => {
    const gap = connected().provider('call', 1).event(1, TICK, { seq: 5 }).provider('end', 1);
    const record = gap.records.length - 2;
    expect(gap.judge('seq/contiguous').violations).toEqual([
      {
        property: 'seq/contiguous',
        cause: 'the first numbered event does not carry the first number',
        state: 'running',
        sentence: 'connection 1 expected event seq 1 and got 5 (tick)',
        records: [record],
        evidence: [],
      },
    ]);
  });

  test('says inconclusive with the dialect’s reason where a property cannot be seen', () => {
    const probe = { type: 'method', method: 'counters' } as const;
    const unobservable = new Map([['seq/contiguous', { reason: 'no counters', probe }]]);
    const built = aHistory({}, { unobservable }).connect(1).event(1, TICK).event(1, TICK);
    expect(built.judge('seq/contiguous')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'test@1 cannot show it: no counters',
    });
  });

  test('gives one verdict per property, in the order of the catalogue', () => {
    const { dialect, records } = history();
    const judge = createJudge({ dialect, profile: SIMULATED_PROFILE });
    for (const record of records) judge.observe(record);
    expect(judge.finish().map(({ property }) => property)).toEqual(PROPERTIES.map(({ id }) => id));
  });

  test('knows each property by one id and one sentence', () => {
    expect(new Set(PROPERTIES.map(({ id }) => id)).size).toBe(PROPERTIES.length);
    for (const { statement, why, exercise, minimum = 1 } of PROPERTIES) {
      expect(statement.endsWith('.')).toBe(true);
      expect(why.length * exercise.length * minimum).toBeGreaterThan(0);
    }
  });

  test('judges the same history the same way twice', () => {
    const verdict = () => connected().event(1, TICK, { seq: 5 }).judge('seq/contiguous');
    expect(verdict()).toEqual(verdict());
  });
});
