import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/gateway/port.ts';
import { bench, conditionOf, faultLogOf, WELL, type Bench, type PlannedFault } from './fault-bench.ts';
import { recordsOf } from './small-context.ts';

/** The disk as the process that lives at the moment sees it. */
function diskOf(given: Bench): Disk {
  const { incarnation } = given.world;
  const alive = (): boolean => given.supervisor.alive && given.world.incarnation === incarnation;
  return given.disk.mount(alive, (callback) => callback());
}

function contentOf(given: Bench, path: string): string | undefined {
  let content: string | undefined;
  diskOf(given).read(path, (result) => {
    content = result.ok ? result.value : undefined;
  });
  given.until(given.world.now / 1_000 + 5);
  return content;
}

const nothing = (): void => {};

describe('disk.torn', () => {
  const torn: PlannedFault = { kind: 'disk.torn', id: 'f', atMs: 20, downMs: 30 };

  it.each(['under way', 'next'])('writes a part of the append that is %s, and the process dies', (which) => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const given = bench([torn], undefined, { seed: String(seed) });
      given.until(which === 'next' ? 25 : 19.5);
      expect(faultLogOf(given).length).toBe(which === 'next' ? 1 : 0);
      const disk = diskOf(given);
      let told = 0;
      disk.append('a', '0123456789', () => told++);
      disk.append('a', 'never begun', () => told++);
      given.until(100);
      expect(told).toBe(0);
      const left = contentOf(given, 'a') ?? '';
      expect('012345678'.startsWith(left)).toBe(true);
      lengths.add(left.length);
      const at = which === 'next' ? '26' : '20.5';
      const up = which === 'next' ? '57' : '51.5';
      expect(faultLogOf(given)).toEqual(['20 injected f', `${at} landed f`, `${up} healed f`]);
    }
    expect(lengths.size).toBeGreaterThan(3);
  });

  it('leaves appends before and after it whole', () => {
    const given = bench([torn]);
    given.until(10);
    diskOf(given).append('a', 'before ', nothing);
    given.until(25);
    diskOf(given).append('a', 'torn', nothing);
    given.until(100);
    diskOf(given).append('a', ' after', nothing);
    given.until(110);
    expect(contentOf(given, 'a')).toMatch(/^before (?:|t|to|tor) after$/);
    expect(conditionOf(given)).toEqual(WELL);
  });

  it('does not land while nothing is appended, and is waited for without end by nobody', () => {
    const given = bench([torn]);
    given.until(500);
    diskOf(given).write('a', 'whole', nothing);
    given.until(510);
    expect([given.faults.active, given.faults.waiting]).toEqual([0, 1]);
    given.faults.heal();
    expect(faultLogOf(given)).toEqual(['20 injected f', '510 healed f']);
    expect(conditionOf(given)).toEqual(WELL);
  });

  it('tears one append each when two wait for one', () => {
    const given = bench([torn, { ...torn, id: 'g' }]);
    given.until(25);
    diskOf(given).append('a', 'first', nothing);
    given.until(100);
    diskOf(given).append('a', 'second', nothing);
    given.until(200);
    expect(faultLogOf(given)).toEqual([
      '20 injected f',
      '20 injected g',
      '26 landed f',
      '57 healed f',
      '101 landed g',
      '132 healed g',
    ]);
  });
});

describe('disk.lost', () => {
  const lost: PlannedFault = { kind: 'disk.lost', id: 'f', atMs: 20, downMs: 30 };

  it('takes all that was not synced, and nothing that was', () => {
    for (let seed = 0; seed < 20; seed++) {
      const given = bench([lost], undefined, { seed: String(seed) });
      given.until(5);
      const disk = diskOf(given);
      disk.append('kept', 'synced', nothing);
      disk.sync('kept', nothing);
      disk.append('kept', ' and not', nothing);
      disk.append('gone', 'not synced', nothing);
      given.until(19.5);
      disk.append('kept', ' and under way', nothing);
      given.until(100);
      expect(contentOf(given, 'kept')).toBe('synced');
      expect(contentOf(given, 'gone')).toBeUndefined();
      expect(faultLogOf(given)).toEqual(['20 injected f', '20 landed f', '51 healed f']);
    }
  });

  it('lands on no process that is gone', () => {
    const given = bench([{ kind: 'process.crash', id: 'crash', atMs: 10, downMs: 30 }, lost]);
    given.until(100);
    expect(faultLogOf(given).filter((one) => one.endsWith(' f'))).toEqual(['20 injected f', '20 healed f']);
  });
});

describe('process.slow-boot', () => {
  const slow = (atMs: number, durationMs = 1_000): PlannedFault => {
    return { kind: 'process.slow-boot', id: 'f', atMs, durationMs, extraMs: 200 };
  };
  const crash: PlannedFault = { kind: 'process.crash', id: 'crash', atMs: 20, downMs: 30 };
  const listened = (given: Bench): number[] =>
    recordsOf(given.recorder, 'process')
      .filter((record) => record.event === 'listening')
      .map((record) => record.atMicros / 1_000);

  it('makes the boots that begin meanwhile take longer, and is over with the first', () => {
    const given = bench([slow(10), crash, { ...crash, id: 'again', atMs: 400 }]);
    given.until(600);
    expect(listened(given)).toEqual([1, 251, 431]);
    expect(faultLogOf(given).filter((one) => one.endsWith(' f'))).toEqual([
      '10 injected f',
      '20 landed f',
      '251 healed f',
    ]);
  });

  it('does not touch a boot that has begun, and lands on none', () => {
    const given = bench([crash, slow(30, 100)]);
    given.until(600);
    expect(listened(given)).toEqual([1, 51]);
    expect(faultLogOf(given).filter((one) => one.endsWith(' f'))).toEqual(['30 injected f', '130 healed f']);
    expect(conditionOf(given)).toEqual(WELL);
  });
});
