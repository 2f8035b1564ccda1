import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { misquoted } from './quoted-output.ts';
import { shownIn } from './shown-commands.ts';
import { GAUNTLET, paste, ROOT } from './spawned.ts';

const GUIDE = readFileSync(join(ROOT, 'src/certify/README.md'), 'utf8');
const LONGEST_MS = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-guide-'));
symlinkSync(join(ROOT, 'test'), join(folder, 'test'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to a certificate', () => {
  it('has commands, in two languages', () => {
    const commands = shownIn(GUIDE).map((shown) => shown.commands);
    expect(commands.length).toBeGreaterThan(4);
    for (const language of ['ruby', 'python'])
      expect(commands.some((one) => one.includes(`test/live/${language}-gateway/${language}.yaml`))).toBe(
        true,
      );
  });

  it('shows the description of the gateway in Ruby as it is', () => {
    const [, shown] = /```yaml\n([^]*?)```/.exec(GUIDE) ?? [];
    expect(shown).toBe(readFileSync(join(ROOT, 'test/live/ruby-gateway/ruby.yaml'), 'utf8'));
  });

  // one after the other: later ones look at what earlier ones wrote
  it.each(shownIn(GUIDE))(
    'is right about\n$commands',
    async ({ commands, output }) => {
      const gauntlet = `${JSON.stringify(process.execPath)} ${JSON.stringify(GAUNTLET)}`;
      const { code, stdout, stderr } = await paste(
        `cd ${folder}\nunset COLUMNS\nnpx() { shift; ${gauntlet} "$@"; }\n${commands}`,
      );
      expect([0, 1, 2], stdout + stderr).toContain(code);
      expect(stdout).not.toBe('');
      if (output !== undefined) expect(misquoted(output, stdout)).toBeUndefined();
    },
    LONGEST_MS,
  );
});
