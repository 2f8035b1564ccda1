import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { failureCommand, replayCommands, shellWord } from '../../src/campaign/commands.ts';

describe('printed commands', () => {
  it('regenerate a plan from its seed, and read the failure file', () => {
    const source = { type: 'seed', seed: 'gauntlet', index: 17 } as const;
    expect(
      replayCommands(source, { type: 'named', name: 'burns-seq' }, 'reports/latest/failures/a.json'),
    ).toEqual([
      'npx gauntlet run --gateway burns-seq --seed gauntlet --seeds 17..17',
      'npx gauntlet replay reports/latest/failures/a.json',
    ]);
  });

  it('make a failure smaller and turn it into a scenario', () => {
    const named = { type: 'named', name: 'burns-seq' } as const;
    expect(failureCommand('shrink', 'a b.json', named)).toBe("npx gauntlet shrink 'a b.json'");
    expect(failureCommand('promote', 'a.json', { type: 'file', path: '../mine.ts' })).toBe(
      'npx gauntlet promote a.json --gateway ../mine.ts',
    );
  });

  it('run the scenario a failure came from', () => {
    const source = { type: 'scenario', file: 'scenarios/a b.yaml', name: 'x' } as const;
    expect(replayCommands(source, { type: 'file', path: './mine.ts' }, 'f.json')[0]).toBe(
      "npx gauntlet run 'scenarios/a b.yaml' --gateway ./mine.ts",
    );
  });

  it.each([
    'plain',
    'a b',
    "it's",
    '$(touch x)',
    '`x`',
    '"',
    '\\',
    'a\nb',
    "\u001b[2J%s\\n'\u202e",
    '',
    '*',
    '~',
    'ü',
    '-x',
    '!x',
    '#x',
  ])('reach the program through a shell as they were: %j', (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  });
});
