import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runChunk } from '../../src/campaign/chunk.ts';
import type { Outcome } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget, parseTarget, type Target } from '../../src/campaign/target.ts';
import { ms } from '../../src/kernel/time.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { VISIBLE_ROOT } from '../../src/hosted/messages.ts';

const LONGEST_MS = 300_000;
const { execute, profile } = STANDARD_EXECUTOR;

function description(name: string): string {
  return fileURLToPath(new URL(`small-gateway/${name}.yaml`, import.meta.url));
}

async function executed(target: Target, plan: PlanInput): Promise<Outcome> {
  const { gateway, dialect } = target;
  return execute({ plan: planSchema.parse(plan), gateway, dialect, profile, keep: true });
}

const CLIENT = { id: 'web', follows: ['agent:main:main'] };
const SEND: NonNullable<PlanInput['operations']>[number] = {
  id: 'one',
  do: 'send',
  client: 'web',
  session: 'agent:main:main',
  atMs: 1000,
  turn: { steps: [{ type: 'delta', afterMs: 300 }] },
};

const texts = (outcome: Outcome): string => JSON.stringify(outcome.history);
const processes = ({ history = [] }: Outcome): readonly string[] =>
  history.flatMap((record) => (record.kind === 'process' ? [record.event] : []));

/** Of this file alone: others run beside it in the same process. */
let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'gauntlet-hosted-test-'));
  vi.stubEnv('TMPDIR', temporary);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

describe('a hosted gateway', () => {
  it(
    'answers in virtual time, from fetch to WebAssembly, and gives the same digest in another process at another place',
    async () => {
      const target = await openTarget(parseTarget(description('small')));
      const plan = { clients: [CLIENT], operations: [SEND] };
      const first = await executed(target, plan);
      vi.stubEnv('TMPDIR', mkdtempSync(join(temporary, 'of-a-longer-name-')));
      const second = await executed(target, plan);
      vi.stubEnv('TMPDIR', temporary);
      expect(first.verdicts.flatMap(({ violations }) => violations)).toEqual([]);
      expect(first.history?.some((one) => one.kind === 'provider' && one.event === 'end')).toBe(true);
      expect(texts(first)).toContain(`${VISIBLE_ROOT}/state/state.json`);
      expect(second.digest).toBe(first.digest);
    },
    LONGEST_MS,
  );

  it(
    'finds a full disk full: what it writes is refused to it, and a mode that it sets is not',
    async () => {
      const target = await openTarget(parseTarget(description('small')));
      const outcome = await executed(target, {
        clients: [CLIENT],
        operations: [SEND, { ...SEND, id: 'two', atMs: 9000 }],
        faults: [{ id: 'full', kind: 'disk.full', atMs: 900, durationMs: 2000 }],
      });
      const changes = (outcome.history ?? []).filter((record) => record.kind === 'disk');
      const meanwhile = changes.filter(({ atMicros }) => atMicros >= ms(900) && atMicros < ms(2900));
      expect(meanwhile.some(({ ok }) => !ok)).toBe(true);
      expect(meanwhile.filter(({ ok, bytes }) => ok === bytes > 0)).toEqual([]);
      expect(texts(outcome)).toContain('ENOSPC: no space left on device, write');
      expect(changes.some(({ ok, bytes, atMicros }) => ok && bytes > 0 && atMicros > ms(9000))).toBe(true);
    },
    LONGEST_MS,
  );

  it(
    'is killed in the middle of a write, and finds what had been written; a stop is heard',
    async () => {
      const target = await openTarget(parseTarget(description('small')));
      const later = { ...SEND, id: 'two', atMs: 9000 };
      const when = { edge: 'before', on: 'disk.rename', nth: 3 } as const;
      const outcome = await executed(target, {
        clients: [CLIENT],
        operations: [SEND, later],
        faults: [
          { id: 'kill', kind: 'process.crash', when, downMs: 200 },
          { id: 'stop', kind: 'process.restart', atMs: 12_000, downMs: 200 },
        ],
      });
      expect(processes(outcome)).toEqual([
        'booting',
        'listening',
        'crashed',
        'booting',
        'listening',
        'stopping',
        'exited',
        'booting',
        'listening',
      ]);
      expect(outcome.verdicts.flatMap(({ violations }) => violations)).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    'is convicted of its planted race by a campaign, which repeats whatever it finds',
    async () => {
      const racy = await openTarget(parseTarget(description('racy')));
      const request = { seed: 'gauntlet', from: 50, to: 53, check: 'all' } as const;
      const { plans, mismatches, broken } = await runChunk(STANDARD_EXECUTOR, racy, request);
      expect([broken, mismatches]).toEqual([null, []]);
      const found = plans.flatMap(({ findings }) => findings.map(({ sentence }) => sentence));
      expect(found.join('\n')).toMatch(/points at generation \w+ again, which had ended/);
      const right = await openTarget(parseTarget(description('small')));
      const clean = await runChunk(STANDARD_EXECUTOR, right, { ...request, check: 'none' });
      expect(clean.plans.flatMap(({ findings }) => findings)).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    'is handed pieces that part inside a character, and convicted when it decodes each alone',
    async () => {
      const steps = [{ type: 'delta', afterMs: 300, bytes: 60, letters: 'han' }] as const;
      const plan = { clients: [CLIENT], operations: [{ ...SEND, turn: { steps: [...steps] } }] };
      const alone = await executed(await openTarget(parseTarget(description('alone'))), plan);
      const found = alone.verdicts.flatMap(({ violations }) => violations.map(({ property }) => property));
      expect(found).toContain('text/faithful');
      const right = await executed(await openTarget(parseTarget(description('small'))), plan);
      expect(right.verdicts.flatMap(({ violations }) => violations)).toEqual([]);
    },
    LONGEST_MS,
  );

  it('leaves no folder and no process', async () => {
    const made = readdirSync(temporary);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((name) => name.startsWith('gauntlet-hosted-'))).toEqual([]);
    expect(existsSync(VISIBLE_ROOT)).toBe(false);
  });
});

describe('what cannot be hosted', () => {
  it.each([
    ['waits.mjs', /cannot be hosted: .*fork of/],
    ['dies.mjs', /does not come up: .*no gateway today/],
  ])(
    '%s is named',
    async (script, message) => {
      const target = await openTarget(parseTarget(description(script.replace('.mjs', ''))));
      await expect(executed(target, { clients: [CLIENT], operations: [SEND] })).rejects.toThrow(message);
    },
    LONGEST_MS,
  );

  it('is a plan with what nobody can do to a process', async () => {
    const target = await openTarget(parseTarget(description('small')));
    const faults = [{ id: 'slow', kind: 'disk.slow', atMs: 100, durationMs: 100, extraMs: 10 }] as const;
    const plan = { clients: [CLIENT], operations: [SEND], faults: [...faults] };
    await expect(executed(target, plan)).rejects.toThrow('disk.slow');
    const tight = { ...plan, faults: [], limits: { maxPayloadBytes: 4_096 } };
    await expect(executed(target, tight)).rejects.toThrow('cannot be given maxPayloadBytes 4096');
  });
});
