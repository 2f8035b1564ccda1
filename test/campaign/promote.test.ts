import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { failureOf, type Failure } from '../../src/campaign/failure.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { promote } from '../../src/campaign/promote.ts';
import { loadScenario } from '../../src/campaign/scenarios.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import type { PromoteReport } from '../../src/report/published.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';

/** A reset without a notice, on the gateway that makes none. */
const SILENT: PlanInput = {
  clients: [{ id: 'web', follows: ['agent:main:main'] }],
  operations: [
    { do: 'send', id: 'hello', client: 'web', session: 'agent:main:main', atMs: 1000 },
    { do: 'reset', id: 'reset', client: 'web', session: 'agent:main:main', atMs: 3000 },
    { do: 'send', id: 'again', client: 'web', session: 'agent:main:main', atMs: 5000 },
  ],
};

let into = '';
beforeEach(() => {
  into = join(mkdtempSync(join(tmpdir(), 'gauntlet-promote-')), 'regressions');
});
afterEach(() => rmSync(into, { recursive: true, force: true }));

function failureOn(gateway: string, plan: PlanInput): Failure {
  return failureOf({
    target: namedTarget(gateway),
    profile: 'simulated@1',
    history: [],
    digest: 'abc',
    historyFile: null,
    source: { type: 'seed', seed: 'gauntlet', index: 7 },
    plan: planSchema.parse(plan),
    shrunk: null,
    finding: {
      property: 'eviction/notified',
      cause: 'a notice is missing',
      state: 'resetting',
      sentence: 'nobody told web that its session was reset',
      records: [],
      evidence: [],
    },
  });
}

function promoted(gateway: string, plan: PlanInput, name: string | null = null): Promise<PromoteReport> {
  const failure = failureOn(gateway, plan);
  return promote(
    { failure, name, into: new OutFolder(into), target: namedTarget(gateway) },
    STANDARD_EXECUTOR,
    KNOWN_NAMES,
  );
}

describe('a failure that is promoted', () => {
  it('becomes a scenario that loads, and that convicts the gateway and passes on the correct ones', async () => {
    const { file, results } = await promoted('evicts-silently', SILENT, 'Nobody is told: a reset by request');
    expect(file).toBe(join(into, 'nobody-is-told-a-reset-by-request.yaml'));
    const { scenario } = loadScenario(file ?? '', KNOWN_NAMES);
    expect(scenario).toMatchObject({
      name: 'Nobody is told: a reset by request',
      incident: null,
      convicts: [{ gateway: 'evicts-silently', property: 'eviction/notified' }],
      exercises: ['eviction/notified'],
      plan: planSchema.parse(SILENT),
    });
    expect(results.map(({ problem }) => problem)).toEqual(results.map(() => null));
    expect(results).toContainEqual(
      expect.objectContaining({ gateway: 'evicts-silently', verdict: 'violation' }),
    );
  });

  it('reads as a person would have written it', async () => {
    const { file } = await promoted('evicts-silently', SILENT);
    expect(readFileSync(file ?? '', 'utf8')).toBe(
      `name: evicts-silently violates eviction/notified (a notice is missing)
story: >
  Gateway evicts-silently while resetting: nobody told web that its session was reset. Found by
  eviction/notified in plan 7 of seed 'gauntlet'.
convicts:
  - { gateway: evicts-silently, property: eviction/notified }
exercises:
  - eviction/notified
plan:
  clients:
    - { id: web, follows: [ agent:main:main ] }
  operations:
    - id: hello
      do: send
      client: web
      session: agent:main:main
      atMs: 1000
    - id: reset
      do: reset
      client: web
      session: agent:main:main
      atMs: 3000
    - id: again
      do: send
      client: web
      session: agent:main:main
      atMs: 5000
`,
    );
  });

  it('never overwrites a file', async () => {
    await promoted('evicts-silently', SILENT, 'twice');
    await expect(promoted('evicts-silently', SILENT, 'twice')).rejects.toThrow(/twice\.yaml: exists already/);
    expect(readdirSync(into)).toEqual(['twice.yaml']);
  });

  it('is not written when the known-bad gateway is not convicted by it', async () => {
    const { file, results } = await promoted('evicts-silently', { clients: [{ id: 'web' }] });
    expect(file).toBeNull();
    expect(existsSync(into)).toBe(false);
    expect(results.find(({ expected }) => expected === 'violation')?.problem).toContain('no longer fails');
  });

  it('demands nothing exercised where a correct gateway does not, and convicts nobody by a correct gateway', async () => {
    const { file, convicts, exercises } = await promoted('reference', { clients: [{ id: 'web' }] });
    expect(file).not.toBeNull();
    expect({ convicts, exercises }).toEqual({ convicts: [], exercises: [] });
  });

  it('needs a name that gives a file name', async () => {
    await expect(promoted('evicts-silently', SILENT, '…')).rejects.toThrow(/no letter or digit/);
  });
});
