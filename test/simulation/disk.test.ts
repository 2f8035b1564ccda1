import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Disk, DiskResult } from '../../src/gateway/port.ts';
import { SimulatedDisk } from '../../src/simulation/disk.ts';
import { recordsOf, smallContext, type LoosePlan, type SmallContext } from '../execution/small-context.ts';

interface Bench extends SmallContext {
  readonly disk: SimulatedDisk;
  /** A new incarnation's disk; the one before is dead from then on. */
  mount(): Disk;
  die(): void;
  /** Runs everything that is under way. */
  rest(): void;
}

function bench(plan: LoosePlan = {}): Bench {
  const small = smallContext({ disk: { latencyMs: [1, 1] }, ...plan });
  const disk = new SimulatedDisk(small.world, small.faults);
  let life = 0;
  return Object.assign(small, {
    disk,
    mount: () => {
      const mine = ++life;
      const alive = (): boolean => life === mine;
      return disk.mount(alive, (callback) => {
        if (alive()) callback();
      });
    },
    die: () => {
      life++;
    },
    rest: () => small.world.loop.runUntil(Infinity),
  });
}

/** What a file holds; undefined when it is not there. */
function contentOf(given: Bench, path: string): string | undefined {
  let answer: DiskResult<string> | undefined;
  given.mount().read(path, (result) => {
    answer = result;
  });
  given.rest();
  return answer?.ok === true ? answer.value : undefined;
}

const nothing = (): void => {};

describe('the simulated disk', () => {
  it('loses what was not synced, and keeps what was', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const given = bench({ seed: String(seed) });
      const disk = given.mount();
      disk.append('a', 'safe', nothing);
      disk.sync('a', nothing);
      disk.append('a', ' and lost', nothing);
      given.rest();
      given.disk.crash();
      const left = contentOf(given, 'a');
      expect('safe and lost'.startsWith(left ?? '')).toBe(true);
      expect(left?.startsWith('safe')).toBe(true);
      lengths.add(left?.length ?? -1);
    }
    expect(lengths).toContain('safe'.length);
    expect(lengths.size).toBeGreaterThan(5);
  });

  it('leaves after a crash a prefix of what was appended, at least what was synced', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        texts,
        fc.nat(8),
        fc.nat(12),
        (seed, parts, syncs, crashAtMs) => {
          const given = bench({ seed });
          const disk = given.mount();
          let called = '';
          let safe = 0;
          parts.forEach((part, k) => {
            called += part;
            const { length } = called;
            disk.append('a', part, nothing);
            if (k < syncs)
              disk.sync('a', () => {
                safe = length;
              });
          });
          given.until(crashAtMs);
          given.die();
          given.disk.crash();
          const left = contentOf(given, 'a') ?? '';
          expect(called.startsWith(left)).toBe(true);
          expect(left.length).toBeGreaterThanOrEqual(safe);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never takes back after a second crash what the first one left', () => {
    for (let seed = 0; seed < 20; seed++) {
      const given = bench({ seed: String(seed) });
      given.mount().append('a', 'some text', nothing);
      given.rest();
      given.disk.crash();
      const left = contentOf(given, 'a');
      given.disk.crash();
      expect(contentOf(given, 'a')).toBe(left);
    }
  });

  it('keeps unsynced content over an exit in good order', () => {
    const given = bench();
    given.mount().append('a', 'written', nothing);
    given.rest();
    given.disk.exit();
    given.disk.crash();
    expect(contentOf(given, 'a')).toBe('written');
  });

  it('keeps the name of a file that was synced empty, and not of one that never was', () => {
    const given = bench();
    const disk = given.mount();
    disk.write('marker', '', nothing);
    disk.sync('marker', nothing);
    disk.write('wish', '', nothing);
    given.rest();
    given.disk.crash();
    expect(contentOf(given, 'marker')).toBe('');
    expect(contentOf(given, 'wish')).toBeUndefined();
  });

  it('may leave any prefix of an unsynced overwrite, and nothing of the old content', () => {
    const left = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const given = bench({ seed: String(seed) });
      const disk = given.mount();
      disk.append('a', 'old', nothing);
      disk.sync('a', nothing);
      disk.write('a', 'new!', nothing);
      given.rest();
      given.disk.crash();
      left.add(contentOf(given, 'a') ?? '(gone)');
    }
    expect([...left].toSorted()).toEqual(['(gone)', 'n', 'ne', 'new', 'new!']);
  });

  it('renames at once or not at all, and carries unsynced content along', () => {
    for (let seed = 0; seed < 30; seed++)
      for (const crashAtMs of [3.5, 4.5]) {
        const given = bench({ seed: String(seed) });
        const disk = given.mount();
        disk.append('from', 'safe', nothing);
        disk.sync('from', nothing);
        disk.append('from', ' loose', nothing);
        disk.rename('from', 'to', nothing);
        given.until(crashAtMs);
        given.die();
        given.disk.crash();
        const [name, other] = crashAtMs < 4 ? ['from', 'to'] : ['to', 'from'];
        expect(contentOf(given, other)).toBeUndefined();
        expect(contentOf(given, name)).toMatch(/^safe/);
        expect('safe loose'.startsWith(contentOf(given, name) ?? '?')).toBe(true);
      }
  });

  it('lets the unsynced part of a renamed file be read, and synced under its new name', () => {
    const given = bench();
    const disk = given.mount();
    disk.append('from', 'loose', nothing);
    disk.rename('from', 'to', nothing);
    disk.sync('to', nothing);
    given.rest();
    given.disk.crash();
    expect(contentOf(given, 'to')).toBe('loose');
  });

  it('replaces what a rename falls upon', () => {
    const given = bench();
    const disk = given.mount();
    disk.append('to', 'old', nothing);
    disk.append('from', 'new', nothing);
    disk.rename('from', 'to', nothing);
    given.rest();
    expect(contentOf(given, 'to')).toBe('new');
  });

  it('refuses appends and writes while it is full, and nothing else', () => {
    const given = bench();
    const disk = given.mount();
    const answers: string[] = [];
    const note = (name: string) => (result: DiskResult<unknown>) =>
      answers.push(`${name} ${result.ok ? 'ok' : result.error}`);
    disk.append('a', 'kept', nothing);
    given.rest();
    given.disk.full = true;
    disk.append('a', 'refused', note('append'));
    disk.write('b', 'refused', note('write'));
    disk.sync('a', note('sync'));
    disk.rename('a', 'c', note('rename'));
    disk.list('', note('list'));
    disk.remove('c', note('remove'));
    given.rest();
    expect(answers).toEqual([
      'append disk-full',
      'write disk-full',
      'sync ok',
      'rename ok',
      'list ok',
      'remove ok',
    ]);
    expect(recordsOf(given.recorder, 'disk').filter((record) => !record.ok)).toHaveLength(2);
  });

  it('refuses what it writes a part of, never all of it, and takes what comes next behind that', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const given = bench({ seed: String(seed) });
      const disk = given.mount();
      const answers: boolean[] = [];
      const note = ({ ok }: DiskResult<unknown>) => answers.push(ok);
      disk.append('a', 'kept,', note);
      given.rest();
      given.disk.writesPart = true;
      disk.append('a', 'part', note);
      disk.write('b', 'part', note);
      given.rest();
      given.disk.writesPart = false;
      disk.append('a', ',more', note);
      given.rest();
      expect(answers).toEqual([true, false, false, true]);
      expect(contentOf(given, 'a')).toMatch(/^kept,p?a?r?,more$/);
      expect(contentOf(given, 'b')).toMatch(/^(p|pa|par)?$/);
      lengths.add(contentOf(given, 'a')?.length ?? 0);
    }
    expect([...lengths].toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13]);
  });

  it('takes nothing of what a full disk was asked to write when the process dies meanwhile', () => {
    for (let seed = 0; seed < 20; seed++) {
      const given = bench({ seed: String(seed) });
      given.disk.full = true;
      given.mount().append('a', 'refused', nothing);
      given.until(0.5);
      given.die();
      given.disk.crash();
      expect(contentOf(given, 'a')).toBeUndefined();
    }
  });

  it.each([
    ['read', (disk: Disk, done: (result: DiskResult<unknown>) => void) => disk.read('x', done)],
    ['sync', (disk: Disk, done: (result: DiskResult<unknown>) => void) => disk.sync('x', done)],
    ['rename', (disk: Disk, done: (result: DiskResult<unknown>) => void) => disk.rename('x', 'y', done)],
    ['remove', (disk: Disk, done: (result: DiskResult<unknown>) => void) => disk.remove('x', done)],
  ])('answers %s of a file that is not there with not-found', (_op, call) => {
    const given = bench();
    let answer: DiskResult<unknown> | undefined;
    call(given.mount(), (result) => {
      answer = result;
    });
    given.rest();
    expect(answer).toEqual({ ok: false, error: 'not-found' });
  });

  it('lists paths by prefix, sorted by code unit', () => {
    const given = bench();
    const disk = given.mount();
    for (const path of ['b/2', 'a/1', 'B', 'b/10']) disk.append(path, 'x', nothing);
    let paths: readonly string[] = [];
    disk.list('b/', (result) => {
      paths = result.ok ? result.value : [];
    });
    given.rest();
    expect(paths).toEqual(['b/10', 'b/2']);
  });

  it('takes longer while it is slow, and says so', () => {
    const given = bench();
    const disk = given.mount();
    const at: number[] = [];
    disk.sync('a', () => at.push(given.world.now));
    given.rest();
    given.disk.extra = 80_000;
    disk.sync('a', () => at.push(given.world.now));
    given.rest();
    expect(at).toEqual([1_000, 82_000]);
    expect(given.reported).toEqual(['disk.slow']);
  });

  it('completes operations in the order they were called, whatever their latencies', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 30 }), (seed, count) => {
        const given = bench({ seed, disk: { latencyMs: [0, 9] } });
        const disk = given.mount();
        const done: number[] = [];
        for (let k = 0; k < count; k++)
          if (k % 3 === 0) disk.append(`f${k % 2}`, 'x', () => done.push(k));
          else if (k % 3 === 1) disk.sync('f0', () => done.push(k));
          else disk.read('f1', () => done.push(k));
        given.rest();
        expect(done).toEqual(Array.from({ length: count }, (_none, k) => k));
      }),
    );
  });

  it('never calls back before the call has returned', () => {
    const given = bench({ disk: { latencyMs: [0, 0] } });
    let returned = false;
    given.mount().append('a', 'x', () => {
      expect(returned).toBe(true);
    });
    returned = true;
    given.rest();
    expect.assertions(1);
  });

  it('does nothing for a dead incarnation: no effect, no callback, no record', () => {
    const given = bench();
    const dead = given.mount();
    let called = 0;
    dead.append('under-way', 'x', () => called++);
    given.die();
    given.disk.crash();
    dead.append('after', 'x', () => called++);
    dead.write('after', 'x', () => called++);
    dead.rename('under-way', 'moved', () => called++);
    given.rest();
    // a second crash must not apply what the dead one asked for either
    given.disk.crash();
    expect(called).toBe(0);
    expect(recordsOf(given.recorder, 'disk')).toEqual([]);
    expect(contentOf(given, 'after')).toBeUndefined();
    expect(contentOf(given, 'moved')).toBeUndefined();
  });

  it('does nothing at all when the process dies just before the call', () => {
    for (let seed = 0; seed < 20; seed++) {
      const given = bench({
        seed: String(seed),
        faults: [{ kind: 'process.crash', id: 'c', when: { on: 'disk.append', edge: 'before' } }],
      });
      given.onFire = () => {
        given.die();
        given.disk.crash();
      };
      given.mount().append('a', 'some text', nothing);
      given.rest();
      given.disk.crash();
      expect(given.fired).toHaveLength(1);
      expect(contentOf(given, 'a')).toBeUndefined();
    }
  });

  it('tears nothing for a process that dies just after the sync', () => {
    const given = bench({
      faults: [{ kind: 'process.crash', id: 'c', when: { on: 'disk.sync', edge: 'after' } }],
    });
    given.onFire = () => {
      given.die();
      given.disk.crash();
    };
    const disk = given.mount();
    let acknowledged = false;
    disk.append('a', 'text', nothing);
    disk.sync('a', () => {
      acknowledged = true;
    });
    given.rest();
    expect(contentOf(given, 'a')).toBe('text');
    expect(acknowledged).toBe(false);
  });

  it('records each completed operation with its size in UTF-8 bytes', () => {
    const given = bench();
    const disk = given.mount();
    disk.append('a', 'ü€', nothing);
    disk.rename('a', 'b', nothing);
    given.rest();
    expect(recordsOf(given.recorder, 'disk')).toMatchObject([
      { op: 'append', path: 'a', bytes: 5, ok: true, atMicros: 1_000 },
      { op: 'rename', path: 'a', to: 'b', bytes: 0, ok: true, atMicros: 2_000 },
    ]);
  });
});
