import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { GAUNTLET, paste, ROOT } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

it("README's way from a failure to a scenario works as it is pasted, and promotes what was shrunk", async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = [...readme.matchAll(/```sh\n([^`]*)```/g)].find(([, text]) =>
    text?.includes('gauntlet shrink'),
  );
  const npx = `npx() { shift; ${JSON.stringify(process.execPath)} ${JSON.stringify(GAUNTLET)} "$@"; }`;
  const pasted = await paste(`cd ${folder}\n${npx}\n${block?.[1] ?? ''}`);
  expect(pasted.code, pasted.stdout + pasted.stderr).toBe(0);
  // where it takes long, a line says now and then that it goes on
  expect(pasted.stderr.replaceAll(/^[a-z][^\n]*: \d[^\n]*\n/gm, '')).toBe('');
  const [scenario] = readdirSync(join(folder, 'scenarios', 'regressions'));
  expect(scenario).toBe('a-late-end-leaves-the-fresh-row-alone.yaml');
  expect(readFileSync(join(folder, 'scenarios', 'regressions', scenario ?? ''), 'utf8')).toMatch(
    /shrunk from \d+ entries to \d+/,
  );
}, 120_000);
