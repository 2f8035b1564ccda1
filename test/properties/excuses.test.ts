import { describe, expect, it } from 'vitest';
import { addExcuses, Excuses, type Excuse } from '../../src/properties/excuses.ts';

describe('excuses', () => {
  it('count each thing once for each reason, in the order in which they came up', () => {
    const excuses = new Excuses();
    const [one, other] = [{}, {}];
    expect(excuses.counted).toEqual([]);
    excuses.add('send', 'it was cut', one);
    excuses.add('send', 'it was cut', one);
    excuses.add('run', 'it went on', one);
    excuses.add('send', 'it was cut', other);
    excuses.add('send', 'the clock jumped', one);
    expect(excuses.counted).toEqual([
      { thing: 'send', because: 'it was cut', count: 2 },
      { thing: 'send', because: 'the clock jumped', count: 1 },
      { thing: 'run', because: 'it went on', count: 1 },
    ]);
  });

  it('are added up by thing and reason', () => {
    const sum: Excuse[] = [];
    addExcuses(sum, [{ thing: 'send', because: 'a', count: 2 }]);
    addExcuses(sum, [
      { thing: 'run', because: 'a', count: 1 },
      { thing: 'send', because: 'a', count: 3 },
      { thing: 'send', because: 'b', count: 4 },
    ]);
    expect(sum).toEqual([
      { thing: 'send', because: 'a', count: 5 },
      { thing: 'run', because: 'a', count: 1 },
      { thing: 'send', because: 'b', count: 4 },
    ]);
  });
});
