/** A certificate made in virtual time: of a program that runs, with no clock but ours. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { certificateFileSchema, type Certificate } from '../../src/certify/certificate.ts';
import { inProcess } from '../cli/in-process.ts';

const SMALL = fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url));
const IGNORES_ABORTS = fileURLToPath(new URL('small-gateway/ignores-aborts.yaml', import.meta.url));
const LONGEST_MS = 300_000;
const CASES = ['--case', 'joins-a-run', 'abort-at-once', 'old-key-after-restart'];
const ASKED = ['--world', 'hosted', '--profile', 'durable', '--repeat', '2', '--quiet', ...CASES];
const out = mkdtempSync(join(tmpdir(), 'gauntlet-hosted-certificates-'));

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** `most`: so many cases were executed at a time. */
async function certified(
  folder: string,
  parallel: number,
): Promise<{ readonly certificate: Certificate; readonly most: number }> {
  const place = join(out, folder);
  let [atATime, most] = [0, 0];
  const { run } = Piscina.prototype;
  vi.spyOn(Piscina.prototype, 'run').mockImplementation(async function (this: Piscina, ...task) {
    most = Math.max(most, ++atATime);
    try {
      const done: unknown = await run.apply(this, task);
      return done;
    } finally {
      atATime--;
    }
  });
  const ran = await inProcess('certify', SMALL, ...ASKED, '--out', place, '--parallel', String(parallel));
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return { certificate: certificateIn(place), most };
}

function certificateIn(place: string): Certificate {
  const text = readFileSync(join(place, 'small.hosted.partial', 'certificate.json'), 'utf8');
  return certificateFileSchema.parse(JSON.parse(text)).certificate;
}

/** Of so many shards. */
async function merged(of: number): Promise<Certificate> {
  const folders: string[] = [];
  for (let index = 1; index <= of; index++) {
    const place = join(out, 'shards', String(index));
    const ran = await inProcess('certify', SMALL, ...ASKED, '--shard', `${index}/${of}`, '--out', place);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    folders.push(place);
  }
  const ran = await inProcess('merge', ...folders, '--out', join(out, 'merged'), '--quiet');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return certificateIn(join(out, 'merged'));
}

describe('a certificate made in virtual time', () => {
  it(
    'says so, is the same in two threads, has other latencies in each repetition, and is verified offline',
    async () => {
      const { certificate: first, most } = await certified('first', 1);
      expect(most).toBe(1);
      expect(first.world).toBe('hosted');
      expect(first.cases.length).toBeGreaterThanOrEqual(3);
      for (const { id, verdict, repetitions } of first.cases) {
        expect({ id, verdict }).toEqual({ id, verdict: 'pass' });
        expect(new Set(repetitions.map(({ history }) => history)).size).toBe(2);
      }
      expect(await certified('second', 2)).toEqual({ certificate: first, most: 2 });
      expect(await merged(3)).toEqual(first);
      const { code, stdout } = await inProcess('verify', join(out, 'first', 'small.hosted.partial'));
      expect(code).toBe(2); // three cases are no whole certificate
      expect(stdout).toContain('its cases were executed in the hosted world');
      const { stdout: matrix } = await inProcess('matrix', join(out, 'first', 'small.hosted.partial'));
      expect(matrix).toContain('small (hosted)');
    },
    LONGEST_MS,
  );

  it(
    'is tried over real sockets where it found something, which it says beside a certificate of that',
    async () => {
      const place = join(out, 'confirmed');
      const asked = ['--profile', 'durable', '--case', 'abort-at-once', '--repeat', '1', '--out', place];
      const ran = await inProcess('certify', IGNORES_ABORTS, ...asked, '--world', 'hosted', '--confirm', '1');
      expect(ran.code).toBe(1);
      expect(ran.stdout).toContain('abort/effective in abort-at-once: confirmed live');
      const hosted = join(place, 'small-ignores-aborts.hosted.partial');
      const { stdout } = await inProcess('verify', hosted);
      expect(stdout).toContain('over real sockets: ');
      const live = join(place, 'confirmations', 'small-ignores-aborts.partial');
      expect((await inProcess('verify', live)).stdout).toContain('its cases were executed in the live world');
      const { certificate } = certificateFileSchema.parse(
        JSON.parse(readFileSync(join(live, 'certificate.json'), 'utf8')),
      );
      expect(certificate.cases[0]?.violated).toContain('abort/effective');
    },
    LONGEST_MS,
  );

  it.each([
    ['waits', 3, /cannot be hosted: .*fork of/],
    ['dies', 4, /does not come up: .*no gateway today/],
  ])(
    'is not made of what %s',
    async (name, code, message) => {
      const description = fileURLToPath(new URL(`small-gateway/${name}.yaml`, import.meta.url));
      const asked = ['--profile', 'ordered', '--case', 'joins-a-run', '--out', join(out, name)];
      const ran = await inProcess('certify', description, '--world', 'hosted', ...asked);
      expect(ran).toMatchObject({ code, stdout: '' });
      expect(ran.stderr).toMatch(message);
    },
    LONGEST_MS,
  );

  it('is for what can be hosted, and not where a profile needs the port', async () => {
    const named = await inProcess('certify', 'reference', '--world', 'hosted', '--out', out);
    expect(named).toMatchObject({ code: 3 });
    expect(named.stderr).toContain("'reference' is none");
    const profile = ['--profile', 'deterministic'];
    const live = await inProcess('certify', 'reference', '--world', 'live', ...profile, '--out', out);
    expect(live).toMatchObject({ code: 3 });
    expect(live.stderr).toContain('leave out --world live');
    const alone = await inProcess('certify', SMALL, '--confirm', '2', '--out', out);
    expect(alone).toMatchObject({ code: 3 });
    expect(alone.stderr).toContain('found with --world hosted');
  });
});
