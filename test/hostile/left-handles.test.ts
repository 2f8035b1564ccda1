/** What a gateway's module leaves running does not keep the process of a verb that executes a stored failure. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gauntlet, ROOT, start } from '../cli/spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-handles-'));
const gateway = join(folder, 'handles.ts');
let failure = '';
beforeAll(async () => {
  writeFileSync(
    gateway,
    `import { createServer } from 'node:net';
export { referenceGateway as gateway } from '${ROOT}src/gateway/reference/gateway.ts';
setInterval(() => {}, 1000);
createServer().listen(0, '127.0.0.1');
`,
  );
  await gauntlet('run', '63374-reset-by-request', '--gateway', 'evicts-silently', '--out', folder);
  const failures = join(folder, 'failures');
  failure = join(failures, readdirSync(failures).find((name) => /^eviction.*\.json$/.test(name)) ?? '');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['replay', 'shrink'])(
  '%s ends with its verdict',
  async (verb) => {
    const { child, ended } = start([verb, failure, '--gateway', gateway]);
    const late = setTimeout(() => child.kill('SIGKILL'), 40_000);
    const { code, stdout, stderr } = await ended;
    clearTimeout(late);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^fixed/);
  },
  60_000,
);
