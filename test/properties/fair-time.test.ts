/** Which clocks stand while what is wrong, also those that are made only then. */
import { describe, expect, test } from 'vitest';
import type { FaultRecord, ProcessRecord } from '../../src/history/record.ts';
import { FairTime } from '../../src/properties/model/fair-time.ts';

const KEY = 'agent:main:main';

/** Fair time at work: what happens is told one after the other, ten microseconds apart. */
class Told {
  readonly fair = new FairTime();
  now = 0;
  #i = 0;

  process(event: ProcessRecord['event']): this {
    this.fair.observeProcess({ kind: 'process', event, ...this.#next() });
    return this;
  }

  fault(event: FaultRecord['event'], scope: FaultRecord['scope'], more: Partial<FaultRecord> = {}): this {
    const record = {
      kind: 'fault',
      event,
      fault: 'f1',
      faultKind: scope,
      scope,
      ...this.#next(),
      ...more,
    } as const;
    this.fair.observeFault(record);
    return this;
  }

  heals(): this {
    this.fair.healAll(this.#next().atMicros);
    return this;
  }

  /** The clocks that go on from here, of those that were there and of those that are made now. */
  get running(): readonly string[] {
    const { fair } = this;
    const clocks = {
      process: fair.process,
      boot: fair.boot,
      web: fair.client('web'),
      settling: fair.settling(KEY),
      queueing: fair.queueing(KEY),
      'new client': fair.client(`client ${this.#i}`),
      'new settling': fair.settling(`session ${this.#i}`),
      'new queueing': fair.queueing(`session ${this.#i}`),
    };
    const later = this.now + 1_000;
    return Object.entries(clocks).flatMap(([name, clock]) => {
      const passed = clock.read(later) - clock.read(this.now);
      return passed === 1_000 ? [name] : passed === 0 ? [] : [`${name} by ${passed}`];
    });
  }

  #next(): { readonly i: number; readonly atMicros: number; readonly incarnation: number } {
    this.now += 10;
    return { i: ++this.#i, atMicros: this.now, incarnation: 1 };
  }
}

const NEW = ['new client', 'new settling', 'new queueing'];
const ALL = ['process', 'boot', 'web', 'settling', 'queueing', ...NEW];
/** All of them are there. */
const told = (): Told => {
  const one = new Told();
  expect(one.running).toEqual(ALL);
  return one;
};
const without = (...names: readonly string[]): string[] => ALL.filter((name) => !names.includes(name));

type Row = readonly [says: string, happens: (told: Told) => Told, running: readonly string[]];

describe('the clocks that run', () => {
  const rows: readonly Row[] = [
    [
      'are all but that of the boot alone once the process is gone',
      (one) => one.process('crashed'),
      ['boot'],
    ],
    [
      'are all when it listens again',
      (one) => one.process('crashed').process('booting').process('listening'),
      ALL,
    ],
    [
      'are that of the boot alone when it is gone a second time',
      (one) => one.process('exited').process('listening').process('stopping'),
      ['boot'],
    ],
    ['are all when a process listens that did', (one) => one.process('listening'), ALL],
    ['are none while the process is stopped by somebody', (one) => one.process('paused'), []],
    ['are none when it is stopped twice', (one) => one.process('paused').process('paused'), []],
    ['are all when it goes on', (one) => one.process('paused').process('paused').process('resumed'), ALL],
    [
      'are none when it is stopped a second time',
      (one) => one.process('paused').process('resumed').process('paused'),
      [],
    ],
    [
      'are that of the boot when it dies while it is stopped',
      (one) => one.process('paused').process('crashed'),
      ['boot'],
    ],
    ['are all when nothing but an injection is told', (one) => one.fault('injected', 'disk'), ALL],
    ['are none while a fault of the disk is landed', (one) => one.fault('landed', 'disk'), []],
    [
      'are that of the boot while a fault of the process is landed',
      (one) => one.fault('landed', 'process'),
      ['boot'],
    ],
    [
      'are those of all but the client whose link is troubled',
      (one) => one.fault('landed', 'client', { client: 'web' }),
      without('web'),
    ],
    [
      'are all when the links of all are troubled in a way that stops nobody',
      (one) => one.fault('landed', 'client'),
      ALL,
    ],
    [
      'are all but those that wait for the model while a fault of the provider is landed',
      (one) => one.fault('landed', 'provider'),
      without('settling', 'new settling'),
    ],
    ['are all while the clock has jumped', (one) => one.fault('landed', 'clock'), ALL],
    ['are all while somebody asks for much', (one) => one.fault('landed', 'workload'), ALL],
    [
      'are none when a fault that landed twice is not healed',
      (one) => one.fault('landed', 'disk').fault('landed', 'disk'),
      [],
    ],
    [
      'are all when a fault that landed twice is healed',
      (one) => one.fault('landed', 'disk').fault('landed', 'disk').fault('healed', 'disk'),
      ALL,
    ],
    ['are all when a fault heals that never landed', (one) => one.fault('healed', 'disk'), ALL],
    [
      'are none when it lands a second time',
      (one) => one.fault('landed', 'disk').fault('healed', 'disk').fault('landed', 'disk'),
      [],
    ],
    [
      'are none while one of two faults is landed',
      (one) => one.fault('landed', 'disk').fault('landed', 'disk', { fault: 'f2' }).fault('healed', 'disk'),
      [],
    ],
    [
      'are all but those that wait for the model when the provider fails a second time',
      (one) => one.fault('landed', 'provider').fault('healed', 'provider').fault('landed', 'provider'),
      without('settling', 'new settling'),
    ],
    [
      'are all when the provider is healed',
      (one) => one.fault('landed', 'provider').fault('healed', 'provider'),
      ALL,
    ],
    [
      'are all when everything is healed',
      (one) => one.fault('landed', 'disk').fault('landed', 'provider', { fault: 'f2' }).heals(),
      ALL,
    ],
    [
      'are none when one lands after everything was healed, and a heal of before is told late',
      (one) =>
        one.fault('landed', 'disk').heals().fault('landed', 'disk', { fault: 'f2' }).fault('healed', 'disk'),
      [],
    ],
    [
      'are none when everything was healed twice and one lands',
      (one) => one.fault('landed', 'disk').heals().heals().fault('landed', 'disk'),
      [],
    ],
  ];
  for (const [says, happens, running] of rows)
    test(says, () => {
      expect(happens(told()).running).toEqual(running);
      // clocks that nobody asked for before
      expect(happens(new Told()).running).toEqual(running);
    });

  test('count what passed while they ran, and nothing else', () => {
    const one = told();
    one.fault('landed', 'client', { client: 'web' });
    const web = one.fair.client('web');
    expect([web.read(10), web.read(900)]).toEqual([10, 10]);
    one.fault('healed', 'client', { client: 'web' });
    expect([web.read(20), web.read(25)]).toEqual([10, 15]);
  });
});

describe('what is known of faults', () => {
  test('a wall clock jumped at a position and at none behind it', () => {
    const { fair } = told();
    expect(fair.wallJumpedSince(0)).toBe(false);
    fair.jumpWall(7);
    expect([7, 8].map((since) => fair.wallJumpedSince(since))).toEqual([true, false]);
  });

  test('a clock fault whose jump was told with it is over, and one that tells no time may be at any time', () => {
    const one = told();
    one.fair.jumpWall(0);
    one.fault('landed', 'clock');
    expect(one.fair.wallJumpedSince(1)).toBe(false);
    one.fault('landed', 'clock', { fault: 'f2' });
    expect(one.fair.wallJumpedSince(1_000)).toBe(true);
  });

  test('the disk is troubled as long as a fault of it is landed, and was until its heal', () => {
    const one = told();
    expect(one.fair.storageTroubledAt).toBe(-1);
    one.fault('landed', 'process', { fault: 'f0' });
    expect(one.fair.storageTroubledAt).toBe(-1);
    one.fault('landed', 'disk');
    expect(one.fair.storageTroubledAt).toBe(Infinity);
    one.fault('healed', 'disk');
    expect(one.fair.storageTroubledAt).toBe(3);
  });

  test('a client was troubled by a fault of its own, or by one of all', () => {
    const one = told().fault('landed', 'client', { client: 'web' });
    expect(['web', 'other'].map((client) => one.fair.everTroubled(client))).toEqual([true, false]);
    one.fault('landed', 'disk', { fault: 'f2' });
    expect(one.fair.everTroubled('other')).toBe(false);
    one.fault('landed', 'client', { fault: 'f3' });
    expect(one.fair.everTroubled('other')).toBe(true);
  });

  test('the process listens until it is about to end', () => {
    const one = told();
    expect(one.fair.listening).toBe(true);
    for (const event of ['stopping', 'booting', 'exited', 'crashed'] as const) {
      expect(one.process(event).fair.listening).toBe(false);
      expect(one.process('listening').fair.listening).toBe(true);
      expect(one.process('paused').process('resumed').fair.listening).toBe(true);
    }
  });
});
