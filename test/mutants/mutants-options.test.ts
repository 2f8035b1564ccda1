import { describe, expect, it } from 'vitest';
import { mutantsOptions } from './mutants-options.ts';

describe('the options of npm run mutants', () => {
  it('ask for three hundred of every room', () => {
    const rooms = ['properties', 'plan', 'history', 'dialect'];
    expect(mutantsOptions([])).toEqual({ rooms, files: undefined, seed: 'mutants', sample: 300 });
  });

  it('ask for a part', () => {
    const args = ['--room', 'plan', '--file', 'edits', '--seed', 'x', '--sample', '7'];
    expect(mutantsOptions(args)).toEqual({ rooms: ['plan'], files: ['edits'], seed: 'x', sample: 7 });
    expect(mutantsOptions(['--all'])).toMatchObject({ sample: Infinity });
  });

  it.each([
    [['--room', 'kernel'], "there is no room 'kernel'"],
    [['--room', 'toString'], "there is no room 'toString'"],
    [['--sample', '0'], "--sample needs a whole number above 0, not '0'"],
    [['--sample', '1.5'], "--sample needs a whole number above 0, not '1.5'"],
    [['--sample', 'many'], "--sample needs a whole number above 0, not 'many'"],
    [['--all', '--sample', '3'], '--all and --sample exclude each other'],
  ])('refuse %j', (args, sentence) => {
    expect(mutantsOptions(args)).toBe(sentence);
  });
});
