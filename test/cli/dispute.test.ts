import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disputeReportSchema } from '../../src/report/dispute-report.ts';
import { inProcess } from './in-process.ts';

const out = mkdtempSync(join(tmpdir(), 'gauntlet-dispute-'));
let history = '';
beforeAll(async () => {
  await inProcess('try', 'numbers-per-process', '--out', out, '--quiet');
  const [name = ''] = readdirSync(join(out, 'histories')).filter((one) => one.endsWith('.jsonl'));
  history = join(out, 'histories', name);
});
afterAll(() => rmSync(out, { recursive: true }));

it('says by which clause a verdict came, in which frames, and which declaration would excuse it', async () => {
  const { code, stdout } = await inProcess('judge', history, '--property', 'seq/contiguous', '--explain');
  expect(code).toBe(1);
  expect(stdout).toContain('the clause: the first numbered event does not carry the first number\n');
  expect(stdout).toMatch(/the frames\n {4}#81 \{"type":"event","event":"session\.message",/);
  expect(stdout).toContain(
    'events are numbered over all connections together, from any number on (as openclaw@2026.2.1)',
  );
  expect(stdout).toContain(
    'nothing that a dialect may declare instead of what reference@1 does would excuse it',
  );
  const { stdout: json } = await inProcess(
    'judge',
    history,
    '--property',
    'seq/contiguous',
    '--explain',
    '--json',
  );
  expect(
    disputeReportSchema.parse(JSON.parse(json)).findings[0]?.excusedBy.map(({ member }) => member),
  ).toEqual(['numbering']);
});

it('says of what was not shown what would show it, and ends as judge does', async () => {
  const { code, stdout } = await inProcess('judge', history, '--property', 'tick/regular', '--explain');
  expect(code).toBe(2);
  expect(stdout).toContain('exercised 0 times, at least 1: a tick within two intervals');
  expect(stdout).toMatch(/\ninconclusive: not exercised: /);
});

it.each([
  [['--property', 'tik/regular', '--explain'], /did you mean 'tick\/regular'\?/],
  [['--explain'], /--property ID and --explain go together/],
  [['--property', 'tick/regular'], /--property ID and --explain go together/],
])('refuses %s', async (words, message) => {
  const { code, stderr } = await inProcess('judge', history, ...words);
  expect(code).toBe(3);
  expect(stderr).toMatch(message);
});
