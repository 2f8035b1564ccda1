import { describe, expect, it } from 'vitest';
import { raiseTripwire, TripwireError, withTripwire } from '../../src/campaign/tripwire.ts';

const breaches: readonly [name: string, reach: () => unknown, remedy: RegExp][] = [
  ['Date.now', () => Date.now(), /host\.clock/],
  ['new Date', () => new Date(), /host\.clock/],
  ['Date()', () => Date(), /host\.clock/],
  ['Date.parse', () => Date.parse('2026-01-01'), /host\.clock/],
  ['performance.now', () => performance.now(), /host\.clock/],
  ['process.hrtime', () => process.hrtime(), /host\.clock/],
  ['process.hrtime.bigint', () => process.hrtime.bigint(), /host\.clock/],
  ['Math.random', () => Math.random(), /host\.random/],
  ['crypto.randomUUID', () => crypto.randomUUID(), /host\.random/],
  ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1)), /host\.random/],
  ['setTimeout', () => setTimeout(() => {}, 0), /host\.timers/],
  ['setInterval', () => setInterval(() => {}, 1), /host\.timers/],
  ['setImmediate', () => setImmediate(() => {}), /host\.timers/],
  ['queueMicrotask', () => queueMicrotask(() => {}), /host\.timers/],
  ['process.nextTick', () => process.nextTick(() => {}), /host\.timers/],
  ['new Promise', () => new Promise(() => {}), /callback/],
  ['Promise.resolve', () => Promise.resolve(1), /awaits: true/],
  ['Intl.Collator', () => new Intl.Collator(), /code unit/],
  ['localeCompare', () => 'a'.localeCompare('b'), /code unit/],
  ['toLocaleLowerCase', () => 'I'.toLocaleLowerCase(), /code unit/],
  ['toLocaleUpperCase', () => 'i'.toLocaleUpperCase(), /code unit/],
  ['toLocaleString', () => (1000).toLocaleString(), /toFixed/],
  ['new WeakRef', () => new WeakRef({}), /release it/],
  ['new FinalizationRegistry', () => new FinalizationRegistry(() => {}), /release it/],
];

/** What a breach must find again afterwards; `performance.now` and the crypto functions are inherited. */
function surroundings(): readonly unknown[] {
  return [
    Date,
    Promise,
    setTimeout,
    setInterval,
    setImmediate,
    queueMicrotask,
    Object.getOwnPropertyDescriptor(process, 'nextTick')?.value,
    Object.getOwnPropertyDescriptor(process, 'hrtime')?.value,
    Object.getOwnPropertyDescriptor(Math, 'random')?.value,
    Reflect.get(performance, 'now'),
    Reflect.get(crypto, 'randomUUID'),
    Reflect.get(crypto, 'getRandomValues'),
    Intl,
    WeakRef,
    FinalizationRegistry,
    Reflect.get(String.prototype, 'localeCompare'),
    Reflect.get(String.prototype, 'toLocaleLowerCase'),
    Reflect.get(String.prototype, 'toLocaleUpperCase'),
    Reflect.get(Number.prototype, 'toLocaleString'),
    Object.hasOwn(performance, 'now'),
    Object.hasOwn(crypto, 'randomUUID'),
  ];
}

describe('withTripwire', () => {
  it.each(breaches)('throws when a run reaches %s, and says what to use instead', (name, reach, remedy) => {
    const before = surroundings();

    const breach = (): unknown => withTripwire(reach);

    expect(breach).toThrow(TripwireError);
    expect(breach).toThrow(name);
    expect(breach).toThrow(remedy);
    expect(surroundings()).toStrictEqual(before);
  });

  it('returns what the run returned and restores everything', () => {
    const before = surroundings();
    expect(withTripwire(() => 42)).toBe(42);
    expect(surroundings()).toStrictEqual(before);
  });

  it('restores everything when the run throws, and lets its error through', () => {
    const before = surroundings();
    const fault = new Error('the run broke');
    expect(() =>
      withTripwire(() => {
        throw fault;
      }),
    ).toThrow(fault);
    expect(surroundings()).toStrictEqual(before);
  });

  it('keeps the walls up until the outermost run is over', () => {
    const before = surroundings();
    const breach = (): unknown =>
      withTripwire(() => {
        withTripwire(() => 1);
        return Date.now();
      });
    expect(breach).toThrow(TripwireError);
    expect(surroundings()).toStrictEqual(before);
  });

  it('throws even when the run swallowed the error', () => {
    const breach = (): unknown =>
      withTripwire(() => {
        try {
          return Math.random();
        } catch {
          return 0.5;
        }
      });
    expect(breach).toThrow('Math.random() was reached');
    expect(withTripwire(() => 'the next run is clean')).toBe('the next run is clean');
  });

  it('restores a replacement that was there before', () => {
    const real = Math.random;
    const fake = (): number => 0.25;
    Math.random = fake;
    try {
      expect(() => withTripwire(() => Math.random())).toThrow(TripwireError);
      expect(Math.random).toBe(fake);
    } finally {
      Math.random = real;
    }
  });

  it('still answers instanceof for values made before the run', () => {
    const date = new Date(0);
    const promise = Promise.resolve();
    expect(withTripwire(() => date instanceof Date && promise instanceof Promise)).toBe(true);
  });
});

describe('raiseTripwire', () => {
  it('leaves promises reachable, and nothing else', () => {
    const before = surroundings();
    const lower = raiseTripwire();
    const settled = Promise.resolve(1);
    expect(() => Math.random()).toThrow(TripwireError);
    expect(lower).toThrow('Math.random() was reached');
    expect(settled).toBeInstanceOf(Promise);
    expect(surroundings()).toStrictEqual(before);
  });

  it('is raised for one run at a time', () => {
    const lower = raiseTripwire();
    try {
      expect(() => raiseTripwire()).toThrow('never overlap');
    } finally {
      lower();
    }
  });
});
