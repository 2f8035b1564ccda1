import { describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { excusingDeclarations, type ExcusingDeclaration } from '../../src/certify/excusing-declarations.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import type { Property } from '../../src/properties/property.ts';

const { execute, profile } = STANDARD_EXECUTOR;
const plan = planSchema.parse({
  clients: [
    { id: 'web', follows: ['agent:main:main'] },
    { id: 'phone', subscribes: false },
  ],
  operations: [
    { id: 'one', do: 'send', client: 'web', session: 'agent:main:main', atMs: 1000 },
    { id: 'two', do: 'send', client: 'web', session: 'agent:main:main', atMs: 1010 },
    { id: 'look', do: 'list', client: 'phone', atMs: 9000 },
  ],
});

async function excusesOf(gateway: string, id: string): Promise<readonly ExcusingDeclaration[]> {
  const target = namedTarget(gateway);
  const outcome = await execute({ plan, gateway: target.gateway, dialect: REFERENCE, profile, keep: true });
  const finding = outcome.verdicts.find((one) => one.property === id)?.violations[0];
  expect(finding, `${gateway} is not convicted by ${id}`).toBeDefined();
  const property = PROPERTIES.find((one) => one.id === id) as Property;
  const records = outcome.history ?? [];
  return excusingDeclarations({ records, dialect: REFERENCE, profile, property }, finding ?? { cause: '' });
}

describe('what would excuse a finding', () => {
  it('is a declaration of another dialect, with what is declared now', async () => {
    // it tells every reader what a run says, and is judged as if that were for those it concerns
    const [excuse, ...others] = await excusesOf('awaits', 'session/isolated');
    expect(others.every(({ member }) => member === 'concerns')).toBe(true);
    expect(excuse?.member).toBe('concerns');
    expect(excuse?.says).toContain('what a run says: everybody who may read');
    expect(excuse?.insteadOf).toContain('what a run says: who follows its session');
    expect(excuse?.declaredBy).toContain('reference@1+readers');
  });

  it('is a release that numbered otherwise, and never that numbers may be left out', async () => {
    expect((await excusesOf('numbers-per-process', 'seq/contiguous')).map(({ member }) => member)).toEqual([
      'numbering',
    ]);
  });
});
