import { describe, expect, test } from 'vitest';
import { isNewer, isOlder } from '../../src/properties/model/rotations.ts';
import {
  BUSY,
  KEY,
  accepted,
  aHistory,
  auditOf,
  entry,
  listed,
  reply,
  row,
  sending,
} from './history-builder.ts';

const RESET = { type: 'reset', key: KEY } as const;

describe('sends', () => {
  test('accepts a send somewhere between its arrival and its ack', () => {
    const history = aHistory().connect(1).send(1, 'a');
    const last = history.records.length - 1;
    const send = history.model().sends.ofRun('a');
    expect(send).toMatchObject({ from: last - 2, acceptedBy: last - 1, accepted: true, acknowledged: true });
  });

  test('acknowledges only what was delivered', () => {
    const history = aHistory().connect(1);
    const id = history.request(1, sending('a'));
    history.answer(1, id, sending('a'), accepted('a'), 'gateway').close(1);
    expect(history.model().sends.ofRun('a')).toMatchObject({ accepted: true, acknowledged: false });
  });

  test('owes an answer while the connection is open, and knows nothing after a cut', () => {
    const history = aHistory().connect(1);
    history.request(1, sending('a'));
    expect(history.model().sends.ofRun('a')).toMatchObject({ open: 1, unknown: 0, possiblyUntil: Infinity });
    history.close(1);
    expect(history.model().sends.ofRun('a')).toMatchObject({ open: 0, unknown: 1, possiblyUntil: Infinity });
  });

  test('lets an unknown send be accepted no later than the crash of its process', () => {
    const history = aHistory().connect(1);
    history.request(1, sending('a'));
    const crash = history.records.length;
    expect(history.restart([1]).model().sends.ofRun('a')?.possiblyUntil).toBe(crash);
  });

  test('forgets a refused attempt and begins again with the next', () => {
    const history = aHistory().connect(1).send(1, 'a', {}, BUSY);
    expect(history.model().sends.ofRun('a')).toMatchObject({ from: Infinity, possiblyUntil: -1 });
    const retry = history.records.length + 1;
    expect(history.send(1, 'a').model().sends.ofRun('a')).toMatchObject({
      from: retry,
      attempts: 2,
      accepted: true,
    });
  });

  test('takes 1009 as the final refusal of the frame that caused it', () => {
    const history = aHistory().connect(1);
    history.request(1, sending('a', { text: 'x'.repeat(5000) }), 'client');
    expect(history.close(1, 1009, 'gateway').model().sends.ofRun('a')).toMatchObject({
      answered: true,
    });
  });

  test('settles a send by its terminal, or by a reply that somebody read', () => {
    expect(aHistory().connect(1).send(1, 'a').run(1, 'a').model().sends.ofRun('a')?.settledAs).toBe('final');
    const read = aHistory()
      .connect(1)
      .send(1, 'a')
      .history(1, 'g1', [entry('a'), reply('a', 2, { stopReason: 'interrupted' })]);
    expect(read.model().sends.ofRun('a')?.settledAs).toBe('reply');
  });
});

describe('generations', () => {
  const ended = (history: ReturnType<typeof aHistory>) => history.model().generations.endings(KEY);

  test('puts one that only an audit record tells of before those that came after it', () => {
    const history = aHistory()
      .connect(1)
      .history(1, 'g2')
      .reset(1, 'g3')
      .list(1, row('g3'))
      .audit(1, auditOf('g1', 'g2'), auditOf('g2', 'g3'));
    expect(ended(history).map(({ next }) => next)).toEqual(['g2', 'g3']);
    const { generations } = history.model();
    expect(generations.lastEnding(KEY)).toMatchObject({ next: 'g3' });
    expect(generations.mayHaveRotated(KEY, generations.lastEnding(KEY)?.latest ?? -1)).toBe(true);
  });

  test('puts a send that overlaps a reset on neither side', () => {
    const history = aHistory().connect(1).list(1, row('g1'));
    const send = history.request(1, sending('a'));
    history.reset(1, 'g2').answer(1, send, sending('a'), accepted('a')).send(1, 'b');
    const { generations, sends } = history.model();
    const [ending] = generations.endings(KEY);
    const [a, b] = [sends.ofRun('a'), sends.ofRun('b')];
    if (ending === undefined || a === undefined || b === undefined) throw new Error('nothing ended');
    expect([isOlder(a, ending), isNewer(a, ending)]).toEqual([false, false]);
    expect([isOlder(b, ending), isNewer(b, ending)]).toEqual([false, true]);
  });

  test('makes one ending of answer, notices and audit record', () => {
    const history = aHistory()
      .connect(1)
      .connect(2)
      .list(1, row('g1'))
      .reset(1, 'g2')
      .notices([1, 2], 'g1', 'g2');
    expect(ended(history)).toMatchObject([{ ended: 'g1', next: 'g2', acknowledged: true, refuted: false }]);
  });

  test('tells apart two deletes whose notices name nothing', () => {
    const remove = { type: 'delete', key: KEY } as const;
    const notice = {
      type: 'notice',
      notice: 'sessions.changed',
      key: KEY,
      reason: 'delete',
      ended: undefined,
      next: undefined,
    } as const;
    const history = aHistory().connect(1).list(1, row('g1'));
    history
      .ask(1, remove, { type: 'delete', key: KEY, deleted: true })
      .event(1, notice)
      .send(1, 'a')
      .list(1, row('g2'));
    history.ask(1, remove, { type: 'delete', key: KEY, deleted: true }).event(1, notice);
    expect(ended(history)).toMatchObject([{ ended: 'g1', next: 'g2' }, { ended: 'g2' }]);
  });

  test('explains an ending by the request that was cut off', () => {
    const history = aHistory().connect(1).list(1, row('g1'));
    history.request(1, RESET);
    history.close(1).connect(2).list(2, row('g2'));
    expect(ended(history)[0]?.request?.state).toBe('unknown');
  });

  test('takes back what a crash undid before it was acknowledged', () => {
    const history = aHistory().connect(1).list(1, row('g1'));
    const id = history.request(1, RESET);
    history.answer(1, id, RESET, { type: 'reset', key: KEY, row: row('g2') }, 'gateway').restart([1]);
    history.connect(2).list(2, row('g1'));
    expect(ended(history)).toMatchObject([{ ended: 'g1', next: 'g2', acknowledged: false, refuted: true }]);
    expect(history.model().generations.log.staleReads).toEqual([]);
  });

  test('takes a read during a delete for neither side of it', () => {
    const remove = { type: 'delete', key: KEY } as const;
    const history = aHistory().connect(1);
    const id = history.request(1, remove);
    const list = history.request(1, { type: 'list' });
    const rows = listed([row('g1')]);
    history.answer(1, list, { type: 'list' }, rows, 'gateway');
    history.answer(1, id, remove, { type: 'delete', key: KEY, deleted: true });
    history.answer(1, list, { type: 'list' }, rows, 'client').audit(1, auditOf('g1', null));
    expect(ended(history)).toMatchObject([{ ended: 'g1', next: undefined, reason: 'delete' }]);
  });

  test('lets no late answer follow an ending that came after it was true', () => {
    const history = aHistory().connect(1);
    const list = history.request(1, { type: 'list' });
    history.answer(1, list, { type: 'list' }, listed([row('g1')]), 'gateway').reset(1, 'g2');
    history.answer(1, list, { type: 'list' }, listed([row('g1')]), 'client');
    expect(history.model().generations.span(KEY, 'g1')?.begunBy).toBeUndefined();
  });
});

describe('fair time', () => {
  const clock = (history: ReturnType<typeof aHistory>) => {
    const { fair, now } = history.model();
    return {
      web: fair.client('web').read(now),
      other: fair.client('other').read(now),
      work: fair.settling(KEY).read(now),
      queue: fair.queueing(KEY).read(now),
    };
  };
  /** Fair milliseconds of each clock between two moments, 1 s of which something was wrong. */
  const during = (
    begin: (history: ReturnType<typeof aHistory>) => unknown,
    end: (history: ReturnType<typeof aHistory>) => unknown,
  ) => {
    const history = aHistory()
      .connect(1)
      .connect(2, { client: 'other' })
      .send(1, 'a')
      .provider('call', 9, { promptMarkers: ['a'] })
      .provider('end', 9);
    history.fault('landed', 'client', 'other').fault('healed', 'client', 'other');
    const before = clock(history);
    begin(history);
    history.wait(1000);
    end(history);
    const after = clock(history);
    return Object.entries(after).flatMap(([name, value]) =>
      value - before[name as keyof typeof before] < 500_000 ? [name] : [],
    );
  };

  test('stops one client’s clock while its link is damaged', () => {
    expect(
      during(
        (h) => h.fault('landed', 'client', 'web'),
        (h) => h.fault('healed', 'client', 'web'),
      ),
    ).toEqual(['web']);
  });

  test('stops no clock for what clients do by themselves', () => {
    expect(
      during(
        (h) => h.fault('landed', 'workload'),
        (h) => h.fault('healed', 'workload'),
      ),
    ).toEqual([]);
  });

  test('takes damage to the links of all clients for trouble of each', () => {
    const history = aHistory().connect(1);
    expect(history.model().fair.everTroubled('web')).toBe(false);
    expect(history.fault('landed', 'client').model().fair.everTroubled('web')).toBe(true);
  });

  test('stops every clock while the disk or the process is damaged, or nobody listens', () => {
    const all = ['web', 'other', 'work', 'queue'];
    expect(
      during(
        (h) => h.fault('landed', 'disk'),
        (h) => h.fault('healed', 'disk'),
      ),
    ).toEqual(all);
    expect(
      during(
        (h) => h.process('paused'),
        (h) => h.process('resumed'),
      ),
    ).toEqual(all);
    expect(
      during(
        (h) => h.process('crashed'),
        (h) => h.process('booting').process('listening'),
      ),
    ).toEqual(all);
  });

  test('stops only the settling of work while the provider is damaged', () => {
    expect(
      during(
        (h) => h.fault('landed', 'provider'),
        (h) => h.fault('healed', 'provider'),
      ),
    ).toEqual(['work']);
  });

  test('stops settling and queueing while a run is at the provider, and settling alone for a summary', () => {
    const run = { promptMarkers: ['a'] };
    expect(
      during(
        (h) => h.provider('call', 1, run),
        (h) => h.provider('end', 1),
      ),
    ).toEqual(['work', 'queue']);
    const summary = { ...run, purpose: 'summary' } as const;
    expect(
      during(
        (h) => h.provider('call', 1, summary),
        (h) => h.provider('end', 1, { purpose: 'summary' }),
      ),
    ).toEqual(['work']);
  });

  test('does not stop for a jump of the wall clock, and starts again when everything is healed', () => {
    expect(
      during(
        (h) => h.fault('landed', 'clock'),
        (h) => h.fault('healed', 'clock'),
      ),
    ).toEqual([]);
    expect(
      during(
        (h) => h.fault('landed', 'disk').phase('heal'),
        (h) => h.phase('safety'),
      ),
    ).toEqual([]);
  });
});
