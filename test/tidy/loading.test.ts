import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, filesBelow } from './source-files.ts';
import { importsOf } from './source-text.ts';

const SOURCES = filesBelow('src', /\.ts$/);

/** Files, and packages by name, that are loaded as soon as `path` is. */
function loadedWith(path: string): ReadonlySet<string> {
  const loaded = new Set([path]);
  for (const file of loaded)
    for (const { specifier, typeOnly, lazy } of importsOf(SOURCES.get(file) ?? ''))
      if (!typeOnly && !lazy)
        loaded.add(specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier);
  return loaded;
}

describe('loading the command line', () => {
  it('loads the grammar, and no verb before it is used', () => {
    const loaded = [...loadedWith('src/cli/start.ts')];
    expect(loaded).toContain('src/cli/program.ts');
    expect(loaded.filter((path) => !/^(src\/(cli|input)\/|node:)/.test(path)).toSorted()).toEqual([
      'commander',
      'src/campaign/place.ts',
      'src/campaign/tripwire.ts',
      'src/campaign/version.ts',
      'src/kernel/invariant.ts',
    ]);
  });

  it('sees what a verb loads', () => {
    expect([...loadedWith('src/cli/diff.ts')]).toContain('zod');
    expect([...loadedWith('src/cli/run.ts')]).toContain('src/gateway/catalogue.ts');
  });

  it.each(['src/cli/gauntlet.mjs', 'src/campaign/foreign/child.mjs'])(
    'fits the engine before %s loads anything: later V8 may be compiling',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const tuned = text.indexOf('tuneEngine();');
      expect(tuned).toBeGreaterThan(0);
      expect(tuned).toBeLessThan(text.indexOf('importOwn('));
      for (const [path, source] of SOURCES) expect(source, path).not.toContain('tuneEngine(');
    },
  );
});
