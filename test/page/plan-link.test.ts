import { describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { fieldsOf, withValue } from '../../src/page/browser/plan-fields.ts';
import { fragmentOf, planIn } from '../../src/page/browser/plan-link.ts';

describe('a plan in a link', () => {
  it('is the same plan again', async () => {
    const sent = { gateway: 'reference', plan: STANDARD_EXECUTOR.generate('gauntlet/1') };
    const fragment = await fragmentOf(sent);
    expect(fragment).toMatch(/^plan=[\w-]+$/);
    expect(await planIn(`#${fragment}`)).toEqual(sent);
  });

  it('is none where there is none, and says so where it was cut', async () => {
    expect(await planIn('')).toBeUndefined();
    expect(await planIn('#elsewhere')).toBeUndefined();
    const fragment = await fragmentOf({ gateway: 'reference', plan: {} });
    expect(await planIn(`#${fragment.slice(0, -4)}`)).toContain('cut or changed');
    expect(await planIn('#plan=%%%')).toContain('cut or changed');
  });
});

describe('the numbers of a plan', () => {
  it('are those of an entry and of its small parts, and can be changed one by one', () => {
    const plan = STANDARD_EXECUTOR.generate('gauntlet/1');
    const [operation] = plan.operations;
    if (operation === undefined) throw new Error('no operation');
    const fields = fieldsOf(operation, ['operations', 0]);
    const [field] = fields;
    if (field === undefined) throw new Error('no number');
    const changed = withValue(plan, field.path, 77);
    expect(fieldsOf(changed.operations[0] ?? {}, ['operations', 0])[0]?.value).toBe(77);
    expect(withValue(changed, field.path, field.value)).toEqual(plan);
  });
});
