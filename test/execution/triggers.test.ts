import { describe, expect, it } from 'vitest';
import type { PlanInput } from '../../src/plan/plan.ts';
import { smallContext, type SmallContext } from './small-context.ts';

type When = NonNullable<Extract<NonNullable<PlanInput['faults']>[number], { kind: 'process.crash' }>['when']>;

function armed(...whens: When[]): SmallContext {
  return smallContext({ faults: whens.map((when, k) => ({ kind: 'process.crash', id: `f${k}`, when })) });
}

const always = (): boolean => true;

/** After how many of the given operations each fault fired, by id. */
function firedAt(
  small: SmallContext,
  hits: readonly (readonly ['before' | 'after', string, string])[],
): string[] {
  const seen: string[] = [];
  hits.forEach(([edge, on, what], k) => {
    const before = small.fired.length;
    small.triggers.hit(edge, on, what, always);
    for (const fault of small.fired.slice(before)) seen.push(`${fault.id}@${k + 1}`);
  });
  return seen;
}

describe('triggers', () => {
  it('fire at the nth operation of their kind, once', () => {
    const small = armed({ on: 'disk.append', nth: 3 });
    const appends = Array.from({ length: 6 }, () => ['after', 'disk.append', 'a'] as const);
    expect(firedAt(small, appends)).toEqual(['f0@3']);
    expect(small.triggers.waiting).toBe(0);
  });

  it('count from the time on that they say', () => {
    const small = armed({ on: 'disk.append', nth: 2, fromMs: 1 }, { on: 'disk.append', nth: 2, fromMs: 0 });
    const appends = Array.from({ length: 3 }, () => ['after', 'disk.append', 'a'] as const);
    expect(firedAt(small, appends)).toEqual(['f1@2']);
    small.until(1);
    expect(firedAt(small, appends)).toEqual(['f0@2']);
  });

  it('count only their own kind and edge', () => {
    const small = armed({ on: 'disk.append', nth: 2, edge: 'before' });
    expect(
      firedAt(small, [
        ['before', 'disk.append', 'a'],
        ['after', 'disk.append', 'a'],
        ['before', 'disk.write', 'a'],
        ['before', 'frame.sent', 'a'],
        ['before', 'disk.append', 'a'],
      ]),
    ).toEqual(['f0@5']);
  });

  it('count only what contains their match', () => {
    const small = armed({ on: 'disk.rename', match: 'transcripts/' }, { on: 'disk.rename', match: '' });
    expect(
      firedAt(small, [
        ['after', 'disk.rename', 'archives/a'],
        ['after', 'disk.rename', 'transcripts/a'],
      ]),
    ).toEqual(['f1@1', 'f0@2']);
  });

  it('fire after the operation unless they say before', () => {
    const small = armed({ on: 'provider.call' });
    expect(
      firedAt(small, [
        ['before', 'provider.call', 'run'],
        ['after', 'provider.call', 'run'],
      ]),
    ).toEqual(['f0@2']);
  });

  it('all fire that fall on one operation, in the order of the plan', () => {
    const small = armed({ on: 'disk.sync' }, { on: 'disk.sync' }, { on: 'disk.sync', nth: 2 });
    expect(
      firedAt(small, [
        ['after', 'disk.sync', 'a'],
        ['after', 'disk.sync', 'a'],
      ]),
    ).toEqual(['f0@1', 'f1@1', 'f2@2']);
  });

  it('stop at one that kills the process; the others wait for the next operation', () => {
    const small = armed({ on: 'disk.sync' }, { on: 'disk.sync' });
    let lives = true;
    small.onFire = () => {
      lives = false;
    };
    small.triggers.hit('after', 'disk.sync', 'a', () => lives);
    expect(small.fired.map((fault) => fault.id)).toEqual(['f0']);
    expect(small.triggers.waiting).toBe(1);
  });

  it('fire later by their delay', () => {
    const small = armed({ on: 'disk.sync', delayMs: 3 });
    small.triggers.hit('after', 'disk.sync', 'a', always);
    small.until(2.9);
    expect(small.fired).toEqual([]);
    small.until(3);
    expect(small.fired).toHaveLength(1);
  });

  it('do not fire once they are disarmed', () => {
    const small = armed({ on: 'disk.sync' });
    expect(small.triggers.waiting).toBe(1);
    small.triggers.disarm();
    small.triggers.hit('after', 'disk.sync', 'a', always);
    expect(small.fired).toEqual([]);
    expect(small.triggers.waiting).toBe(0);
  });
});
