import { describe, expect, it } from 'vitest';
import { ms, seconds } from '../../src/kernel/time.ts';
import { named, quietLink } from './small-network.ts';
import { recordsOf } from '../execution/small-context.ts';
import { bench, listen, lives } from './supervisor-bench.ts';

describe('the supervisor', () => {
  it('boots after the time the plan gives, and knows when the process listens', () => {
    const given = bench((host) => host.timers.set(ms(5), () => listen(host)));
    expect(given.supervisor.alive).toBe(false);
    given.until(12);
    expect(given.supervisor).toMatchObject({ alive: true, down: true, steady: false });
    given.until(20);
    expect(given.supervisor).toMatchObject({ alive: true, down: false, steady: true });
    expect(given.reported).toEqual(['listening']);
    expect(lives(given)).toEqual(['10 1 booting', '15 1 listening']);
  });

  it('hands out what the plan configures', () => {
    const given = bench(undefined, {
      limits: { maxPayloadBytes: 4_096 },
      rules: { dailyResetMinute: 240, compactAboveEntries: 5 },
      mainSession: 'agent:other:main',
    });
    given.until(10);
    expect(given.host().settings).toMatchObject({
      limits: { maxPayloadBytes: 4_096 },
      dailyResetMinute: 240,
      compactAboveEntries: 5,
      mainSessionKey: 'agent:other:main',
    });
  });

  it('takes timers away from an incarnation that died', () => {
    const fired: string[] = [];
    const given = bench((host, life) => {
      listen(host);
      host.timers.set(ms(50), () => fired.push(`${life}`));
    });
    given.until(30);
    given.supervisor.crash(ms(100));
    given.until(90);
    expect(fired).toEqual([]);
    given.hosts[0]?.timers.set(ms(1), () => fired.push('from the grave'));
    given.until(1_000);
    expect(fired).toEqual(['2']);
  });

  it('takes everything else away too', () => {
    const given = bench();
    given.until(10);
    const dead = given.host();
    given.supervisor.crash(ms(100));
    const before = given.recorder.count;
    dead.log('error', 'from the grave');
    dead.listen(() => ({ onMessage: () => {}, onClose: () => {} }));
    dead.exit();
    dead.disk.append('a', 'x', () => {});
    dead.provider.call({ purpose: 'run', messages: [] }, () => {});
    expect(given.recorder.count).toBe(before);
    expect(given.supervisor.down).toBe(true);
    expect(given.network.listener).toBeUndefined();
  });

  it('starts another incarnation on the disk that survived', () => {
    const read: string[] = [];
    const given = bench((host, life) => {
      listen(host);
      host.disk.read('a', (result) => read.push(`${life} ${result.ok ? result.value : result.error}`));
      host.disk.append('a', `life ${life};`, () => {});
      host.disk.sync('a', () => {});
    });
    given.until(20);
    given.supervisor.crash(ms(5));
    given.until(100);
    expect(read).toEqual(['1 not-found', '2 life 1;']);
    expect(lives(given)).toEqual([
      '10 1 booting',
      '10 1 listening',
      '20 1 crashed',
      '35 2 booting',
      '35 2 listening',
    ]);
  });

  it('keeps what completed over an exit, synced or not', () => {
    const read: string[] = [];
    const given = bench((host, life) => {
      listen(host);
      host.onStop(() => host.exit());
      if (life === 1) host.disk.append('a', 'never synced', () => {});
      host.disk.read('a', (result) => read.push(result.ok ? result.value : result.error));
    });
    given.until(20);
    given.supervisor.restart(0);
    given.until(100);
    expect(read).toEqual(['never synced', 'never synced']);
  });

  it('lets a process stop by itself within the grace time', () => {
    const given = bench((host) => {
      listen(host);
      host.onStop(() => host.timers.set(ms(50), () => host.exit()));
    });
    given.until(20);
    given.supervisor.restart(ms(200));
    expect(given.supervisor.steady).toBe(false);
    given.until(20_000);
    expect(lives(given).slice(2)).toEqual([
      '20 1 stopping',
      '70 1 exited',
      '280 2 booting',
      '280 2 listening',
    ]);
  });

  it('kills a process that does not stop within ten seconds', () => {
    const given = bench((host) => {
      listen(host);
      host.onStop(() => {});
    });
    given.until(20);
    given.supervisor.restart(ms(200));
    given.until(20_000);
    expect(lives(given).slice(2)).toEqual([
      '20 1 stopping',
      '10020 1 crashed',
      '10230 2 booting',
      '10230 2 listening',
    ]);
  });

  it('kills a process that takes no stop signal', () => {
    const given = bench();
    given.until(20);
    given.supervisor.restart(ms(5));
    expect(lives(given).slice(2)).toEqual(['20 1 stopping', '20 1 crashed']);
  });

  it('does not kill the next incarnation for the grace time of the last', () => {
    const given = bench((host) => {
      listen(host);
      host.onStop(() => host.exit());
    });
    given.until(20);
    given.supervisor.restart(0);
    given.until(30_000);
    expect(lives(given).filter((one) => one.endsWith('crashed'))).toEqual([]);
  });

  it('can kill a process that has not begun to listen', () => {
    const given = bench((host) => host.timers.set(ms(5), () => listen(host)));
    given.until(12);
    given.supervisor.crash(ms(1));
    given.until(100);
    expect(lives(given)).toEqual(['10 1 booting', '12 1 crashed', '23 2 booting', '28 2 listening']);
  });

  it('does nothing to a process that is already gone', () => {
    const given = bench();
    given.until(20);
    given.supervisor.crash(ms(500));
    given.supervisor.crash(ms(1));
    given.supervisor.restart(ms(1));
    given.supervisor.pause();
    given.until(1_000);
    expect(lives(given).slice(2)).toEqual(['20 1 crashed', '530 2 booting', '530 2 listening']);
  });

  describe('a pause', () => {
    it('holds every callback back and hands them over in order when it ends', () => {
      const seen: string[] = [];
      const given = bench((host) => {
        host.timers.set(ms(30), () => seen.push(`timer 1 at ${host.clock.monotonicMicros() / 1_000}`));
        host.timers.set(ms(20), () => host.disk.sync('a', () => seen.push('disk')));
        host.timers.set(ms(40), () => seen.push('timer 2'));
        host.listen(() => ({ onMessage: () => seen.push('frame'), onClose: () => {} }));
      });
      given.until(15);
      const client = given.network.connect(quietLink(), {
        onOpen: () => {},
        onMessage: () => {},
        onClose: () => {},
      });
      given.until(30.5);
      given.supervisor.pause();
      client.send(named('hello'));
      given.until(100);
      expect(seen).toEqual([]);
      given.supervisor.resume();
      expect(seen).toEqual(['disk', 'frame', 'timer 1 at 100', 'timer 2']);
      expect(lives(given).slice(2)).toEqual(['30.5 1 paused', '100 1 resumed']);
    });

    it('does not call back a timer that was cleared before it was handed over', () => {
      const seen: string[] = [];
      const given = bench((host) => {
        listen(host);
        const later = { timer: {} };
        host.timers.set(ms(20), () => {
          seen.push('first');
          host.timers.clear(later.timer);
        });
        later.timer = host.timers.set(ms(25), () => seen.push('cleared'));
      });
      given.until(15);
      given.supervisor.pause();
      given.until(100);
      given.supervisor.resume();
      given.until(200);
      expect(seen).toEqual(['first']);
    });

    it('ends with the process: what was held back is gone, and the next incarnation runs', () => {
      const seen: string[] = [];
      const given = bench((host, life) => {
        listen(host);
        host.timers.set(ms(20), () => seen.push(`${life}`));
      });
      given.until(15);
      given.supervisor.pause();
      given.until(100);
      given.supervisor.crash(0);
      given.until(200);
      given.supervisor.resume();
      expect(seen).toEqual(['2']);
      expect(lives(given).some((one) => one.endsWith('resumed'))).toBe(false);
    });

    it('may begin again in the middle of what was held back', () => {
      const seen: string[] = [];
      const given = bench((host) => {
        listen(host);
        for (const name of ['a', 'b', 'c'])
          host.timers.set(ms(20), () => {
            seen.push(name);
            if (name === 'a') given.supervisor.pause();
          });
      });
      given.until(15);
      given.supervisor.pause();
      given.until(50);
      given.supervisor.resume();
      expect(seen).toEqual(['a']);
      given.supervisor.resume();
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('holds back the stop signal, so a process that stays paused is killed', () => {
      const given = bench((host) => {
        listen(host);
        host.onStop(() => host.exit());
      });
      given.until(20);
      given.supervisor.pause();
      given.supervisor.restart(0);
      given.until(20_000);
      expect(lives(given).slice(2, 5)).toEqual(['20 1 paused', '20 1 stopping', '10020 1 crashed']);
    });
  });

  it('lets the wall clock jump and the monotonic clock run on', () => {
    const given = bench();
    given.until(1_000);
    const { clock } = given.host();
    const before = clock.wallMillis();
    expect(before).toBe(given.world.plan.wallClockMs + 1_000);
    given.supervisor.jumpClock(-3_600_000);
    expect(clock.wallMillis()).toBe(before - 3_600_000);
    expect(clock.monotonicMicros()).toBe(seconds(1));
    given.until(1_500);
    expect(clock.wallMillis()).toBe(before - 3_600_000 + 500);
    expect(clock.monotonicMicros()).toBe(seconds(1.5));
    expect(recordsOf(given.recorder, 'clock')).toMatchObject([{ wallMillis: before - 3_600_000 }]);
  });

  it('keeps a jump of the clock over a restart', () => {
    const given = bench();
    given.until(20);
    given.supervisor.jumpClock(5_000);
    given.supervisor.crash(0);
    given.until(1_000);
    expect(given.host().clock.wallMillis()).toBe(given.world.plan.wallClockMs + 6_000);
  });

  it('gives every incarnation ids of its own', () => {
    const given = bench();
    given.until(20);
    const ids = Array.from({ length: 50 }, () => given.host().random.id());
    given.supervisor.crash(0);
    given.until(100);
    ids.push(...Array.from({ length: 50 }, () => given.host().random.id()));
    expect(new Set(ids).size).toBe(100);
  });
});
