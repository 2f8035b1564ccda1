import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/kernel/invariant.ts';
import { ms } from '../../src/kernel/time.ts';
import { recordsOf } from '../execution/small-context.ts';
import { bench, listen, lives } from './supervisor-bench.ts';

describe('the supervisor of a process that throws', () => {
  it('kills a process that throws, says so, and starts it again', () => {
    const given = bench((host, life) => {
      listen(host);
      if (life === 1)
        host.timers.set(ms(5), () => {
          throw new TypeError('no such thing');
        });
    });
    given.until(2_000);
    expect(lives(given).map((one) => one.split(' ').slice(1).join(' '))).toEqual([
      '1 booting',
      '1 listening',
      '1 crashed',
      '2 booting',
      '2 listening',
    ]);
    expect(recordsOf(given.recorder, 'log')).toHaveLength(1);
  });

  it('kills a process that throws what is no error, and says what it threw', () => {
    const given = bench((host, life) => {
      listen(host);
      const thrown: unknown = 'no such thing';
      if (life === 1)
        host.timers.set(ms(5), () => {
          throw thrown;
        });
    });
    given.until(2_000);
    expect(lives(given).at(-1)).toMatch(/2 listening$/);
    expect(recordsOf(given.recorder, 'log')).toMatchObject([
      { text: 'uncaught string', detail: 'no such thing' },
    ]);
  });

  it('says nothing of what a process throws after its end', () => {
    const given = bench((host, life) => {
      listen(host);
      if (life === 1)
        host.timers.set(ms(5), () => {
          host.exit();
          throw new Error('too late');
        });
    });
    given.until(2_000);
    expect(lives(given).at(-1)).toMatch(/2 listening$/);
    expect(recordsOf(given.recorder, 'log')).toEqual([]);
  });

  const refusing = new Proxy({}, { get: () => raise(), getPrototypeOf: () => raise() });
  const named = Object.assign(new Error('looks like ours'), { name: 'InvariantError' });
  const exotic: readonly [what: string, thrown: unknown, text: string][] = [
    ['null', null, 'uncaught object'],
    ['a symbol', Symbol('odd'), 'uncaught symbol'],
    ['an object without a prototype', Object.create(null), 'uncaught object'],
    ['a frozen error', Object.freeze(new RangeError('cold')), 'uncaught RangeError'],
    ['an error that only bears the name of ours', named, 'uncaught InvariantError'],
    ['a proxy that answers nothing', refusing, 'uncaught object'],
    [
      'an error whose message throws',
      Object.defineProperty(new Error('x'), 'message', { get: raise }),
      'uncaught Error',
    ],
  ];
  it.each(exotic)('puts %s that was thrown in words', (_what, thrown, text) => {
    const given = bench((host, life) => {
      listen(host);
      if (life === 1)
        host.timers.set(ms(5), () => {
          throw thrown;
        });
    });
    given.until(2_000);
    expect(lives(given).at(-1)).toMatch(/2 listening$/);
    expect(recordsOf(given.recorder, 'log')).toMatchObject([{ text }]);
  });

  it('starts a process again that throws while it boots', () => {
    const given = bench((host, life) => {
      if (life === 1) throw new Error('no disk');
      listen(host);
    });
    given.until(2_000);
    expect(lives(given).at(-1)).toMatch(/2 listening$/);
  });

  it('lets our own broken invariants through', () => {
    const given = bench((host) =>
      host.timers.set(ms(5), () => {
        throw new InvariantError('ours');
      }),
    );
    expect(() => given.until(2_000)).toThrow('ours');
  });
});

function raise(): never {
  throw new Error('never asked');
}
