import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misquoted } from './quoted-output.ts';
import { shownIn } from './shown-commands.ts';
import { GAUNTLET, paste, ROOT, type Ended } from './spawned.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SHOWN = shownIn(README);

/** Blocks that are not pasted here, and why. */
const NOT_PASTED: readonly (readonly [RegExp, string])[] = [
  [/my-gateway/, "a reader's own gateway: test/package runs one"],
  [/npx gauntlet serve/, 'it never ends: test/serve follows its faults'],
];
const pasted = SHOWN.filter(({ commands }) => !NOT_PASTED.some(([words]) => words.test(commands)));

/** The main job is there once it is installed. */
const INSTALLED = /^npm ci && npm start.*\n|^npm ci && npm test.*\n/gm;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('has commands to paste, and each reason not to is needed', () => {
  expect(pasted.length).toBeGreaterThan(2);
  const unneeded = NOT_PASTED.filter(([words]) => !SHOWN.some(({ commands }) => words.test(commands)));
  expect(unneeded).toEqual([]);
});

describe.each(pasted)('the commands\n$commands', ({ commands, output }) => {
  let ended: Ended;
  beforeAll(async () => {
    const gauntlet = `${JSON.stringify(process.execPath)} ${JSON.stringify(GAUNTLET)}`;
    const script = commands.replaceAll(INSTALLED, (line) =>
      line.includes('start') ? 'npx gauntlet run\n' : '',
    );
    ended = await paste(`cd ${folder}\nunset COLUMNS\nnpx() { shift; ${gauntlet} "$@"; }\n${script}`);
  }, 300_000);

  it('end as they should', () => {
    expect([0, 1], ended.stdout + ended.stderr).toContain(ended.code);
    // where it takes long, a line says now and then that it goes on
    expect(ended.stderr.replaceAll(/^[a-z][^\n]*: \d[^\n]*\n/gm, '')).toBe('');
  });

  if (output !== undefined)
    it('print what the README shows', () => {
      expect(misquoted(output, ended.stdout)).toBeUndefined();
    });
});

it('lead from a failure to a scenario, which says that it was shrunk', () => {
  const [scenario = ''] = readdirSync(join(folder, 'scenarios', 'regressions'));
  expect(scenario).toBe('a-late-end-leaves-the-fresh-row-alone.yaml');
  const text = readFileSync(join(folder, 'scenarios', 'regressions', scenario), 'utf8');
  expect(text).toMatch(/shrunk from \d+ entries to \d+/);
});
