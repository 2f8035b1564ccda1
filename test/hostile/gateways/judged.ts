/** Runs hostile gateways through the command line, in this process: theirs is another one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { RunReport } from '../../../src/report/published.ts';
import { inProcess } from '../../cli/in-process.ts';
import { ROOT } from '../../cli/spawned.ts';
import type { HostileGateway } from './gateways.ts';
import { HOSTILE_SEED } from './stopping-plan.ts';

/** Each takes two seconds at most, and those that hang six; a machine may be busy. */
const BOUND_MS = 60_000;

const IMPORTS = `import { referenceGateway } from '${ROOT}src/gateway/reference/gateway.ts';
import { Message } from '${ROOT}src/protocol/message.ts';
import { troubled } from '${ROOT}test/hostile/gateways/troubled.ts';
`;

/** One test for each: its exit code, its words, and that they come first in every output, whatever else is found. */
export function itJudges(gateways: readonly HostileGateway[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-hostile-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  describe('a gateway gets its due that', () => {
    it.each(gateways.map((one) => [one.name, one] as const))(
      '%s',
      async (_name, one) => {
        const file = join(folder, `${one.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.ts`);
        const out = `${file}.out`;
        writeFileSync(file, IMPORTS + one.source);
        mkdirSync(out, { recursive: true });
        for (const name of ['report.json', 'junit.xml', 'summary.md'])
          writeFileSync(join(out, name), 'of an earlier run');
        if (one.hangs === true) vi.stubEnv('GAUNTLET_HANG_MS', '3000');
        const plan = one.plan ?? 1;
        const args = [
          'run',
          '--gateway',
          file,
          '--seed',
          HOSTILE_SEED,
          '--seeds',
          `${one.beside === undefined ? plan : 1}..${plan}`,
          '--json',
          '--out',
          out,
        ];
        const { code, stdout, stderr } = await inProcess(...args).finally(() => vi.unstubAllEnvs());
        expect(code, stderr).toBe(one.exit);
        if (one.exit !== 4 && one.exit > 2) {
          expect(stderr).toMatch(one.words);
          expect(stderr).not.toMatch(/a bug in Gauntlet/);
          expect(existsSync(join(out, 'report.json'))).toBe(false);
        } else expectReport(one, out, stdout, stderr);
      },
      BOUND_MS,
    );
  });
}

function expectReport(one: HostileGateway, out: string, stdout: string, stderr: string): void {
  const report = JSON.parse(stdout) as RunReport;
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(report);
  const [first] = report.violations;
  if (one.exit === 2) {
    expect(report.violations).toEqual([]);
    return;
  }
  expect(first).toMatchObject({ property: 'target/alive', expected: false });
  if (one.beside !== undefined) {
    const properties = report.violations.map(({ property }) => property);
    expect(properties).toContain(one.beside);
    expect(properties.lastIndexOf('target/alive')).toBeLessThan(properties.indexOf(one.beside));
  }
  expect(first?.sentence).toMatch(one.words);
  if (first?.file === null) expect(one.exit).toBe(4);
  else expect(existsSync(first?.file ?? '')).toBe(true);
  expect(/^VIOLATION of (\S+)/m.exec(stderr)?.[1]).toBe('target/alive');
  expect(readFileSync(join(out, 'summary.md'), 'utf8')).toMatch(
    /^# .*\n\n(?:.*\n\n)?## Violation of `target\/alive`/,
  );
  expect(readFileSync(join(out, 'junit.xml'), 'utf8')).toMatch(
    /<testsuites[^>]*>\s*<testsuite name="target"/,
  );
}
