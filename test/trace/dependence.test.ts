import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/campaign/chunk.ts';
import { planEntries } from '../../src/campaign/plan-lines.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { tampered } from '../../src/gateway/tampering/tampered.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { isObject } from '../../src/protocol/frame.ts';
import type { Finding } from '../../src/properties/finding.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { EvidenceReader } from '../../src/trace/evidence.ts';

interface Convicted {
  readonly plan: Plan;
  readonly history: readonly HistoryRecord[];
  readonly findings: readonly Finding[];
}

async function convicted(gateway: string, plan: Plan): Promise<Convicted> {
  const target = await openTarget({ type: 'named', name: gateway });
  const { execute, profile } = STANDARD_EXECUTOR;
  const outcome = await execute({ plan, gateway: target.gateway, dialect: REFERENCE, profile, keep: true });
  return { plan, history: outcome.history ?? [], findings: findingsOf(outcome) };
}

let late: Convicted;
beforeAll(async () => {
  const text = readFileSync(new URL('late-end.plan.json', import.meta.url), 'utf8');
  late = await convicted('trusts-anonymous-lifecycle', planSchema.parse(JSON.parse(text)));
});

function read({ plan, history, findings }: Convicted, property: string): Finding {
  const found = findings.find((one) => one.property === property);
  if (found === undefined) throw new Error(`${property} convicted nobody`);
  const settings = { dialect: REFERENCE, profile: SIMULATED_PROFILE, entries: planEntries(plan) };
  return new EvidenceReader(history, settings).of(found);
}

describe('evidence', () => {
  it('names the fields on which the verdict depends, and what they were before', () => {
    const { evidence } = read(late, 'generation/row');
    const status = evidence.at(-1)?.fields?.find(({ path }) => path === 'payload.session.status');
    expect(status).toMatchObject({ value: 'failed', was: { value: null }, tried: true });
    const before = late.history[status?.was?.i ?? -1];
    expect(before?.kind === 'frame' && before.message.text()).toContain('"status":null');
    const paths = evidence.flatMap(({ fields = [] }) => fields.map(({ path }) => path));
    expect(paths).toContain('payload.session.sessionId');
    expect(paths).not.toContain('payload.ts');
  });

  it('shows what came before it and the steps of the plan, five of each at most', () => {
    const { background, records } = read(late, 'generation/row');
    const { causes = [], steps = [], untried } = background ?? {};
    expect(causes.map(({ what }) => what)).toContain('run call 3: error (injected) "Request was aborted"');
    expect(causes.length).toBeLessThanOrEqual(5);
    expect(causes.every(({ i }) => i < (records.at(-1) ?? 0))).toBe(true);
    expect(steps.at(-1)).toContain('lifecycle.late (f2)');
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(untried).toBe(0);
  });

  it('is the same each time', () => {
    expect(read(late, 'generation/row')).toEqual(read(late, 'generation/row'));
  });

  it('looks no further than is affordable, prefers what the sentence names and says so', () => {
    const padding = Array.from({ length: 200_001 - late.history.length }, (_, at): HistoryRecord => {
      const i = late.history.length + at;
      return { i, atMicros: 1e9, incarnation: 1, kind: 'log', level: 'info', text: 'and on' };
    });
    const long = { ...late, history: [...late.history, ...padding] };
    const { evidence, background } = read(long, 'generation/row');
    expect(background?.untried).toBeGreaterThan(0);
    const fields = evidence.flatMap(({ fields: found = [] }) => found);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.every(({ tried }) => !tried)).toBe(true);
    expect(fields.map(({ value }) => value)).toContain('failed');
  });

  it('has no fields where the property is not the judge’s, and nothing where there is no history', () => {
    const found = late.findings[0] as Finding;
    const settings = { dialect: REFERENCE, profile: SIMULATED_PROFILE };
    const other = new EvidenceReader(late.history, settings).of({ ...found, property: 'target/alive' });
    expect(other.evidence.every(({ fields }) => fields === undefined)).toBe(true);
    expect(new EvidenceReader([], settings).of(found)).toEqual({ ...found, evidence: [] });
  });

  it('knows the number that a gap depends on', async () => {
    const gap = await convicted('numbers-per-process', STANDARD_EXECUTOR.generate('gauntlet/1'));
    const { evidence } = read(gap, 'seq/contiguous');
    const paths = evidence.flatMap(({ fields = [] }) => fields.map(({ path }) => path));
    expect(paths).toContain('seq');
  });

  it('alters no frame into what is none: a refusal always has its words', async () => {
    const refuses = tampered('refuses', () => ({
      outgoing: (frame) =>
        frame.type === 'res' && frame.ok && isObject(frame.payload) && 'runId' in frame.payload
          ? [{ type: 'res', id: frame.id, ok: false, error: { code: 'INVALID_REQUEST', message: 'not yet' } }]
          : undefined,
    }));
    const plan = planSchema.parse({
      clients: [{ id: 'web' }],
      operations: [{ id: 'one', do: 'send', client: 'web', session: 'agent:main:main', atMs: 1000 }],
    });
    const { profile, execute } = STANDARD_EXECUTOR;
    const outcome = await execute({ plan, gateway: refuses, dialect: REFERENCE, profile, keep: true });
    const refused = { plan, history: outcome.history ?? [], findings: findingsOf(outcome) };
    const paths = read(refused, 'service/available').evidence.flatMap(({ fields = [] }) =>
      fields.map(({ path }) => path),
    );
    expect(paths).not.toContain('error.message');
    expect(paths.length).toBeGreaterThan(0);
  });
});
