import { describe, expect, it } from 'vitest';
import { Life, type LifeEnd } from '../../src/serve/life.ts';

describe('a life', () => {
  it('ends once, takes everything away and then says so', () => {
    const said: unknown[] = [];
    const life = new Life((end) => said.push(end));
    life.onEnd(() => said.push('first'));
    life.onEnd(() => said.push('never'))();
    life.onEnd(() => said.push(`alive: ${life.alive}`));
    life.exit();
    life.exit();
    life.fail(new Error('late'));
    expect(said).toEqual(['first', 'alive: false', { type: 'exited' }]);
  });

  it('delivers nothing once it is over', () => {
    const life = new Life(() => {});
    let calls = 0;
    life.deliver(() => calls++);
    life.exit();
    life.deliver(() => calls++);
    expect(calls).toBe(1);
  });

  it('fails by what a callback throws, whatever that is', () => {
    for (const thrown of [new Error('x'), 'text', undefined]) {
      const ends: LifeEnd[] = [];
      const life = new Life((end) => ends.push(end));
      life.deliver(() => {
        // oxlint-disable-next-line typescript/only-throw-error
        throw thrown;
      });
      expect(ends).toEqual([{ type: 'failed', thrown }]);
    }
  });
});
