import { describe, expect, it } from 'vitest';
import { Loop } from '../../src/kernel/loop.ts';
import { ms, seconds } from '../../src/kernel/time.ts';
import type { Wait } from '../../src/execution/course.ts';
import { RealTime } from '../../src/live/real-time.ts';

function world(): {
  readonly loop: Loop;
  readonly time: RealTime;
  readonly heard: string[];
  say(text: string): () => void;
} {
  const loop = new Loop({ seed: 'real' });
  const heard: string[] = [];
  return { loop, time: new RealTime(loop), heard, say: (text) => () => heard.push(text) };
}

const NEVER = (): boolean => false;

describe('real time', () => {
  it('carries a course out: what it does at one instant each, and its waits until they are over', async () => {
    const { loop, time, heard, say } = world();
    const wait = (condition: () => boolean, by: number): Wait => ({
      isOver: condition,
      lookAt: Infinity,
      stillUntil: () => 0,
      by,
    });
    function* course(): Generator<Wait, string, void> {
      heard.push('one');
      yield wait(() => heard.includes('due'), seconds(20));
      heard.push('two');
      yield wait(NEVER, loop.now + ms(5));
      return 'three';
    }
    loop.after(ms(5), loop.lane('a'), say('due'));
    time.start();
    expect(await time.carryOut(course())).toBe('three');
    time.stop();
    expect(heard).toEqual(['one', 'due', 'two']);
  });

  it('throws what a course throws', async () => {
    const { time } = world();
    time.start();
    function* course(): Generator<Wait, string, void> {
      yield { isOver: () => true, lookAt: Infinity, stillUntil: () => 0, by: seconds(1) };
      throw new Error('a bug');
    }
    await expect(time.carryOut(course())).rejects.toThrow('a bug');
    time.stop();
  });

  it('runs what is due, in order, by the clock of the machine', async () => {
    const { loop, time, heard, say } = world();
    loop.after(ms(20), loop.lane('a'), say('later'));
    loop.after(ms(5), loop.lane('a'), say('soon'));
    time.start();
    await time.until(() => heard.length === 2, seconds(20));
    time.stop();
    expect(heard).toEqual(['soon', 'later']);
  });

  it('runs what was due before what comes from outside, and dates that by when it came', async () => {
    const { loop, time, heard, say } = world();
    loop.after(ms(5), loop.lane('a'), say('due'));
    time.start();
    const began = performance.now();
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        // nobody else gets to run meanwhile
        while (performance.now() - began < 20);
        time.enter(() => {
          heard.push('outside');
          expect(loop.now).toBeGreaterThanOrEqual(ms(20));
        });
        resolve();
      });
    });
    time.stop();
    expect(heard).toEqual(['due', 'outside']);
  });

  it('lets things happen at time zero before the start', () => {
    const { loop, time, heard, say } = world();
    time.enter(say('before'));
    expect(heard).toEqual(['before']);
    expect(loop.now).toBe(0);
  });

  it('lets one entrance happen inside another', () => {
    const { time, heard, say } = world();
    time.start();
    time.enter(() => {
      time.enter(say('inner'));
      heard.push('outer');
    });
    time.stop();
    expect(heard).toEqual(['inner', 'outer']);
  });

  it('ends a wait when its condition holds, or when its time has passed', async () => {
    const { time, heard, say } = world();
    time.start();
    const held = time.until(() => heard.includes('it'), seconds(20));
    const vain = time.until(NEVER, ms(10));
    expect(await vain).toBe(false);
    time.enter(say('it'));
    expect(await held).toBe(true);
    time.stop();
  });

  it('looks at a condition that nothing but time changes', async () => {
    const { loop, time } = world();
    time.start();
    expect(await time.until(() => loop.now >= ms(30), seconds(20))).toBe(true);
    time.stop();
  });

  it('ends every wait when it stops, and hears nothing afterwards', async () => {
    const { loop, time, heard, say } = world();
    time.start();
    loop.after(ms(1), loop.lane('a'), say('due'));
    const waiting = time.until(NEVER, seconds(20));
    time.stop();
    time.enter(say('outside'));
    expect(await waiting).toBe(false);
    expect(heard).toEqual([]);
  });

  it('ends every wait with what failed, also one that comes later', async () => {
    const { time } = world();
    time.start();
    const waiting = time.until(NEVER, seconds(20));
    time.fail(new Error('first'));
    time.fail(new Error('second'));
    await expect(waiting).rejects.toThrow('first');
    await expect(time.until(NEVER, seconds(20))).rejects.toThrow('first');
    time.stop();
  });

  it('fails of what is thrown inside', async () => {
    const { loop, time } = world();
    time.start();
    loop.after(ms(1), loop.lane('a'), () => {
      throw new Error('broken');
    });
    await expect(time.until(NEVER, seconds(20))).rejects.toThrow('broken');
    time.stop();
  });
});
