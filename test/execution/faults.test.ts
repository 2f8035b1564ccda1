import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gateway } from '../../src/gateway/port.ts';
import { ms } from '../../src/kernel/time.ts';
import type { LinkCondition } from '../../src/execution/link-condition.ts';
import { bench, conditionOf, mute, OWN_READING, faultLogOf, WELL, type PlannedFault } from './fault-bench.ts';
import { named } from '../simulation/small-network.ts';
import { recordsOf } from './small-context.ts';

const clientFault = fc.record({
  client: fc.constantFrom('web', 'app'),
  kind: fc.constantFrom(
    'reader.pause',
    'reader.slow',
    'link.latency',
    'link.stall',
    'link.silence',
    'link.refuse',
    'reader.brink',
  ),
});
const otherFault = fc.record({
  kind: fc.constantFrom(
    'summary.stall',
    'summary.fail',
    'summary.garbage',
    'summary.gibberish',
    'summary.timeout',
    'process.slow-boot',
    'disk.slow',
    'disk.full',
    'disk.short',
    'process.pause',
  ),
});
const lasting: fc.Arbitrary<PlannedFault[]> = fc
  .array(
    fc.tuple(
      fc.oneof(clientFault, otherFault),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 0, max: 40 }),
    ),
    { maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(([fault, atMs, durationMs], k) => {
      const more =
        fault.kind === 'reader.slow'
          ? { bytesPerSecond: 100 + k }
          : 'link.latency disk.slow process.slow-boot'.includes(fault.kind)
            ? { extraMs: k + 1 }
            : {};
      return { ...fault, ...more, id: `f${k}`, atMs, durationMs } as PlannedFault;
    }),
  );

/** An eighth below the buffer limit that a plan has by default. */
const FILL_LIMIT = (50 * 1024 * 1024 * 7) / 8;

/** What the world must be like while exactly these faults go on. */
function modelOf(faults: readonly PlannedFault[]): object {
  const on = (client: string, kind: string) =>
    faults.filter((fault) => fault.kind === kind && 'client' in fault && fault.client === client);
  const has = (kind: string): boolean => faults.some((fault) => fault.kind === kind);
  const sum = (some: readonly PlannedFault[]): number =>
    some.reduce((total, fault) => total + ms('extraMs' in fault ? fault.extraMs : 0), 0);
  const link = (client: string, own: number | null): object => {
    const rates = on(client, 'reader.slow').map((fault) =>
      'bytesPerSecond' in fault ? fault.bytesPerSecond : 0,
    );
    const slowest = Math.min(own ?? Infinity, ...rates);
    return {
      extra: sum(on(client, 'link.latency')),
      held: on(client, 'link.stall').length + on(client, 'link.silence').length > 0,
      refused: on(client, 'link.refuse').length > 0,
      reading: on(client, 'reader.pause').length + on(client, 'reader.brink').length === 0,
      readBytesPerSecond: slowest === Infinity ? null : slowest,
      fillToBytes: on(client, 'reader.brink').length > 0 ? FILL_LIMIT : null,
      tears: false,
      breaks: false,
    };
  };
  const summaryBehaviour =
    ['timeout', 'stall', 'fail', 'garbage', 'gibberish'].find((one) => has(`summary.${one}`)) ?? 'ok';
  return {
    web: link('web', null),
    app: link('app', OWN_READING),
    extra: sum(faults.filter((fault) => fault.kind === 'disk.slow')),
    full: has('disk.full'),
    tears: false,
    writesPart: has('disk.short'),
    summaryBehaviour,
    bootExtra: sum(faults.filter((fault) => fault.kind === 'process.slow-boot')),
  };
}

function goesOn(fault: PlannedFault, at: number): boolean {
  if (!('durationMs' in fault)) return false;
  return (fault.atMs ?? 0) <= at && at < (fault.atMs ?? 0) + fault.durationMs;
}

describe('overlapping faults', () => {
  it('compose: the world is what all that go on make of it, and well again when they are over', () => {
    fc.assert(
      fc.property(lasting, (planned) => {
        const given = bench(planned);
        for (let at = 1; at <= 81; at++) {
          given.until(at + 0.5);
          expect(conditionOf(given)).toEqual(modelOf(planned.filter((fault) => goesOn(fault, at + 0.5))));
        }
        expect(conditionOf(given)).toEqual(WELL);
        expect(given.faults.active).toBe(0);
        expect(given.faults.pending).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('heal fully and for good at any moment, whatever is still to come', () => {
    fc.assert(
      fc.property(lasting, fc.integer({ min: 0, max: 60 }), (planned, at) => {
        const given = bench(planned);
        given.until(at + 0.5);
        given.faults.heal();
        for (let later = at + 1; later < 82; later++) {
          expect(conditionOf(given)).toEqual(WELL);
          given.until(later);
        }
        expect(given.faults.active).toBe(0);
      }),
    );
  });

  it('heal without leaving a trigger armed', () => {
    const given = bench([
      { kind: 'disk.full', id: 'fired', durationMs: 5, when: { on: 'disk.append', delayMs: 1 } },
      { kind: 'disk.full', id: 'armed', durationMs: 5, when: { on: 'disk.append', nth: 2 } },
    ]);
    const append = (): void =>
      given.disk
        .mount(
          () => true,
          (callback) => callback(),
        )
        .append('a', 'x', () => {});
    given.until(5);
    append();
    given.until(6.5);
    expect(given.faults.triggers.waiting).toBe(2);
    given.faults.heal();
    expect(given.faults.triggers.waiting).toBe(0);
    given.until(20);
    append();
    given.until(40);
    expect(faultLogOf(given)).toEqual([]);
  });

  it('are each injected once and healed once', () => {
    fc.assert(
      fc.property(lasting, (planned) => {
        const given = bench(planned);
        given.until(200);
        for (const { id } of planned) {
          const log = recordsOf(given.recorder, 'fault').filter((record) => record.fault === id);
          expect(log[0]?.event).toBe('injected');
          expect(log.at(-1)?.event).toBe('healed');
          expect(log.filter((record) => record.event !== 'landed')).toHaveLength(2);
          expect(log.filter((record) => record.event === 'landed').length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('do not let a process run that another still pauses', () => {
    const given = bench([
      { kind: 'process.pause', id: 'long', atMs: 5, durationMs: 50 },
      { kind: 'process.pause', id: 'short', atMs: 10, durationMs: 5 },
    ]);
    given.until(100);
    expect(
      recordsOf(given.recorder, 'process').map(({ atMicros, event }) => `${atMicros / 1_000} ${event}`),
    ).toEqual(['1 booting', '1 listening', '5 paused', '55 resumed']);
  });
});

describe('a fault', () => {
  it('lands when it had an effect, and not before', () => {
    const given = bench([{ kind: 'disk.full', id: 'f', atMs: 5, durationMs: 50 }]);
    const disk = given.disk.mount(
      () => true,
      (callback) => callback(),
    );
    given.until(20);
    expect(faultLogOf(given)).toEqual(['5 injected f']);
    disk.append('a', 'x', () => {});
    disk.append('a', 'x', () => {});
    given.until(100);
    expect(faultLogOf(given)).toEqual(['5 injected f', '21 landed f', '55 healed f']);
  });

  it('on a link lands on its own client only', () => {
    const given = bench([
      { kind: 'link.stall', id: 'web-stall', client: 'web', atMs: 2, durationMs: 50 },
      { kind: 'link.stall', id: 'app-stall', client: 'app', atMs: 2, durationMs: 50 },
    ]);
    given.until(5);
    given.faults.onLink('app', 'held');
    expect(faultLogOf(given).filter((one) => one.includes('landed'))).toEqual(['5 landed app-stall']);
  });

  it('link.cut lands when there is a connection to cut', () => {
    const cut = (atMs: number): PlannedFault => ({ kind: 'link.cut', id: 'cut', client: 'web', atMs });
    const connected = bench([cut(20)]);
    connected.until(5);
    const seen: number[] = [];
    connected.network.connect(connected.links.get('web') as LinkCondition, {
      onOpen: () => {},
      onMessage: () => {},
      onClose: (code) => seen.push(code),
    });
    connected.until(50);
    expect(seen).toEqual([1006]);
    expect(faultLogOf(connected)).toEqual(['20 injected cut', '20 landed cut', '20 healed cut']);
    const alone = bench([cut(20)]);
    alone.until(50);
    expect(faultLogOf(alone)).toEqual(['20 injected cut', '20 healed cut']);
  });

  it('link.silence lets nothing through, not even at its end, which both sides see as 1006', () => {
    const given = bench([{ kind: 'link.silence', id: 'f', client: 'web', atMs: 20, durationMs: 30 }]);
    given.until(5);
    const seen: string[] = [];
    const socket = given.network.connect(given.links.get('web') as LinkCondition, {
      onOpen: () => seen.push('open'),
      onMessage: () => seen.push('message'),
      onClose: (code) => seen.push(`closed ${code} at ${given.world.now / 1_000}`),
    });
    given.until(19.5);
    socket.send(named('under way'));
    given.until(30);
    socket.send(named('in the silence'));
    given.until(100);
    expect(seen).toEqual(['open', 'closed 1006 at 51']);
    const arrived = recordsOf(given.recorder, 'frame').filter((record) => record.leg === 'gateway');
    expect(arrived).toEqual([]);
  });

  it.each(['process.crash', 'process.restart'] as const)(
    '%s is healed when the next incarnation listens',
    (kind) => {
      const given = bench([{ kind, id: 'f', atMs: 20, downMs: 30 }]);
      given.until(100);
      expect(faultLogOf(given)).toEqual(['20 injected f', '20 landed f', '51 healed f']);
    },
  );

  it.each(['process.crash', 'process.restart'] as const)(
    '%s of a process that is gone lands nowhere',
    (kind) => {
      const given = bench([
        { kind: 'process.crash', id: 'first', atMs: 20, downMs: 30 },
        { kind, id: 'second', atMs: 30 },
      ]);
      given.until(100);
      expect(faultLogOf(given)).toEqual([
        '20 injected first',
        '20 landed first',
        '30 injected second',
        '30 healed second',
        '51 healed first',
      ]);
    },
  );

  it('process.crash reaches a process that boots and does not listen yet', () => {
    let boots = 0;
    const slow: Gateway = {
      name: 'slow',
      boot: (host) => {
        boots++;
        host.timers.set(ms(10), () => mute.boot(host));
      },
    };
    const given = bench([{ kind: 'process.crash', id: 'f', atMs: 5, downMs: 1 }], slow);
    given.until(100);
    expect(boots).toBe(2);
    expect(faultLogOf(given)).toEqual(['5 injected f', '5 landed f', '17 healed f']);
  });

  it('process.pause is over when the paused process dies, and lands on no process that is gone', () => {
    const given = bench([
      { kind: 'process.pause', id: 'pause', atMs: 10, durationMs: 1_000 },
      { kind: 'process.crash', id: 'crash', atMs: 20, downMs: 30 },
      { kind: 'process.pause', id: 'nobody', atMs: 30, durationMs: 1 },
      { kind: 'disk.full', id: 'full', atMs: 60, durationMs: 1 },
    ]);
    given.until(500);
    expect(faultLogOf(given)).toEqual([
      '10 injected pause',
      '10 landed pause',
      '20 injected crash',
      '20 landed crash',
      '30 injected nobody',
      '31 healed nobody',
      '51 healed pause',
      '51 healed crash',
      '60 injected full',
      '61 healed full',
    ]);
    expect(recordsOf(given.recorder, 'process').filter((record) => record.event === 'paused')).toHaveLength(
      1,
    );
  });

  it('clock.jump lands and is healed at once', () => {
    const given = bench([{ kind: 'clock.jump', id: 'f', atMs: 20, byMs: -5_000 }]);
    given.until(50);
    expect(faultLogOf(given)).toEqual(['20 injected f', '20 landed f', '20 healed f']);
    expect(recordsOf(given.recorder, 'clock')).toHaveLength(1);
  });

  it('summary.stall lets its summaries answer when it is over', () => {
    const given = bench([{ kind: 'summary.stall', id: 'f', atMs: 5, durationMs: 50 }]);
    given.until(10);
    const told: string[] = [];
    given.provider
      .mount(
        () => true,
        (callback) => callback(),
      )
      .call({ purpose: 'summary', messages: [] }, (event) =>
        told.push(`${given.world.now / 1_000} ${event.type}`),
      );
    given.until(1_000);
    expect(told).toEqual(['455 delta', '455 end']);
    expect(faultLogOf(given)).toEqual(['5 injected f', '10 landed f', '55 healed f']);
  });
});
