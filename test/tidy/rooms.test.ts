import { describe, expect, it } from 'vitest';
import { ROOMS, circle, trespasses } from './room-table.ts';
import { filesBelow } from './source-files.ts';

describe('the rooms of src', () => {
  it('import only what the table allows', () => {
    expect(trespasses(filesBelow('src', /\.ts$/))).toEqual([]);
  });

  it('depend on each other without a circle', () => {
    expect(circle(ROOMS)).toBeUndefined();
    expect(circle({ a: { may: { b: 'all' } }, b: { may: { a: 'types' } } })).toBe('a -> b -> a');
  });
});

describe('the table', () => {
  it.each([
    [
      'src/kernel/a.ts',
      "import { b } from '../protocol/b.ts';",
      'kernel may import nothing of ours, never protocol',
    ],
    ['src/properties/a.ts', "import type { B } from '../gateway/port.ts';", 'shares its bugs'],
    ['src/properties/a.ts', "export { b } from '../client/b.ts';", 'never client'],
    ['src/properties/a.ts', "import { b } from '../plan/b.ts';", 'of plan types only, by "import type"'],
    [
      'src/gateway/reference/a.ts',
      "import { b } from '../../kernel/b.ts';",
      'nothing but src/kernel/time.ts',
    ],
    [
      'src/simulation/a.ts',
      "import { b } from '../gateway/reference/b.ts';",
      'nothing but src/gateway/port.ts',
    ],
    ['src/campaign/a.ts', "const b = await import('../live/b.ts');", 'never live'],
    ['src/certify/a.ts', "import { b } from '../campaign/b.ts';", 'of campaign types only'],
    ['src/live/a.ts', "import '../simulation/b.ts';", 'never simulation'],
    ['src/index.ts', "export * from './cli/main.ts';", 'of cli types only'],
    ['src/history/a.ts', "import { readFileSync } from 'node:fs';", 'imports no package'],
    ['src/kernel/a.ts', "import seedrandom from 'seedrandom';", 'but seedrandom in src/kernel/random.ts'],
    ['src/cli/a.ts', "import { b } from '../../test/b.ts';", 'nothing of this repository but src'],
    ['src/extra/a.ts', '', 'is in no room'],
  ])('refuses in %s: %s', (path, source, sentence) => {
    const found = trespasses(new Map([[path, source]]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(sentence);
    expect(found[0]).toContain(path);
  });

  it.each([
    ['src/kernel/random.ts', "import seedrandom from 'seedrandom';"],
    ['src/plan/plan.ts', "import { z } from 'zod';\nimport fc from 'fast-check';"],
    ['src/gateway/port.ts', "import type { Micros } from '../kernel/time.ts';"],
    ['src/simulation/a.ts', "import type { Host } from '../gateway/port.ts';\nimport { b } from './b.ts';"],
    ['src/live/a.ts', "import { WebSocket } from 'ws';\nimport { readFileSync } from 'node:fs';"],
    ['src/cli/a.ts', "import { a } from '../live/a.ts';\nimport { b } from '../certify/b.ts';"],
  ])('allows in %s: %s', (path, source) => {
    expect(trespasses(new Map([[path, source]]))).toEqual([]);
  });
});
