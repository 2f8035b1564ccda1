import { describe, expect, it } from 'vitest';
import { MutantSwitch } from './mutant-switch.ts';

describe('the switch of mutants', () => {
  it('says which are reached while none is on, once', () => {
    const mutants = new MutantSwitch();
    expect([mutants.is(3), mutants.is(1), mutants.is(3)]).toEqual([false, false, false]);
    expect([...mutants.takeReached()]).toEqual([3, 1]);
    expect([...mutants.takeReached()]).toEqual([]);
  });

  it('turns one on, until it is turned off', () => {
    const mutants = new MutantSwitch();
    mutants.turnOn(2);
    expect([mutants.is(1), mutants.is(2)]).toEqual([false, true]);
    expect([...mutants.takeReached()]).toEqual([]);
    mutants.turnOff();
    expect(mutants.is(2)).toBe(false);
  });

  it('ends a loop that never ends by itself', () => {
    const mutants = new MutantSwitch();
    mutants.turnOn(2);
    expect(() => {
      for (let turns = 0; mutants.is(2); turns++);
    }).toThrow('a loop without end');
  });
});
