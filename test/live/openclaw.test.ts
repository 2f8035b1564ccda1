/**
 * A real release, end to end: certified over real sockets, and what was measured on it found. Opt-in, because it
 * downloads the release and takes minutes:
 *
 *   GAUNTLET_OPENCLAW=2026.5.28 npx vitest run test/live/openclaw.test.ts
 *
 * With GAUNTLET_BUNDLE=FOLDER a certificate that exists already is read instead.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const release = process.env['GAUNTLET_OPENCLAW'];
const GAUNTLET = fileURLToPath(new URL('../../src/cli/gauntlet.mjs', import.meta.url));
const PATIENCE_MS = 3_600_000;

/** Case and property: what was seen on the release by hand. */
type Seen = readonly [id: string, property: string];

/** Measured on the published packages; a case that is absent was not tried on that release. */
const MEASURED: Readonly<
  Record<string, { readonly seen: readonly Seen[]; readonly unseen: readonly Seen[] }>
> = {
  '2026.2.1': { seen: [['7442-reader-fills-its-own-buffer', 'seq/contiguous']], unseen: [] },
  '2026.4.21': { seen: [['70330-daily-boundary', 'rotation/explicit']], unseen: [] },
  '2026.4.25': {
    seen: [['73204-summary-stall', 'compaction/responsive']],
    unseen: [['88538-reset-during-run', 'generation/row']],
  },
  '2026.5.28': {
    seen: [
      ['7442-reader-fills-its-own-buffer', 'seq/contiguous'],
      ['63374-two-observers', 'eviction/notified'],
      ['70330-daily-boundary', 'rotation/explicit'],
      ['73204-summary-stall', 'compaction/responsive'],
      ['88538-reset-during-run', 'generation/row'],
      ['undone-reset', 'generation/monotonic'],
      ['stop-behind-a-queue', 'ack/durable'],
      ['stop-mid-run', 'run/terminates'],
      ['abort-mid-run', 'seq/run-order'],
    ],
    unseen: [],
  },
};

const bundleSchema = z.object({
  certificate: z.object({ cases: z.array(z.object({ id: z.string(), violated: z.array(z.string()) })) }),
});

describe.runIf(release !== undefined)(
  release === undefined ? 'a release (GAUNTLET_OPENCLAW names none)' : `openclaw@${release}`,
  () => {
    const { seen, unseen } = MEASURED[release ?? ''] ?? { seen: [], unseen: [] };
    const violated = new Map<string, readonly string[]>();
    let folder = '';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gauntlet-openclaw-'));
      const bundle = process.env['GAUNTLET_BUNDLE'] ?? (await certified(release ?? '', folder));
      const text = await readFile(join(bundle, 'certificate.json'), 'utf8');
      for (const one of bundleSchema.parse(JSON.parse(text)).certificate.cases)
        violated.set(one.id, one.violated);
    }, PATIENCE_MS);

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('ends with a bundle of every case', () => {
      expect(violated.size).toBeGreaterThan(15);
    });

    it.each(seen)('shows in %s what was measured: %s', (id, property) => {
      expect(violated.get(id)).toContain(property);
    });

    it.each(unseen)('does not show in %s what was not there: %s', (id, property) => {
      expect(violated.get(id)).not.toContain(property);
    });
  },
);

/** The bundle of a fresh certification. */
async function certified(version: string, out: string): Promise<string> {
  const args = [GAUNTLET, 'certify', `openclaw@${version}`, '--out', out, '--quiet'];
  // a violation is exit 1, and expected
  await promisify(execFile)(process.execPath, args).catch((thrown: { readonly code?: unknown }) => {
    if (thrown.code !== 1) throw thrown;
  });
  return join(out, `openclaw@${version}`);
}
