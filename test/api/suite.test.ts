import { beforeAll, describe, expect, it } from 'vitest';
import { gatewayMatchers } from '../../src/api/matchers.ts';
import { SuiteCampaign } from '../../src/api/suite-campaign.ts';
import { scenarioProblem } from '../../src/api/suite-scenario.ts';
import { judgePlan } from '../../src/campaign/judge-plan.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';

const { gateway: correct } = namedTarget('reference');
const { gateway: wrong } = namedTarget('numbers-per-process');
const FILE = 'mine.ts';

describe('the plans of a suite', () => {
  const campaign = new SuiteCampaign(wrong, { plans: [1, 3], file: FILE });
  beforeAll(() => campaign.run());

  it('say what was violated, by which fields, and how to see it again', async () => {
    const problem = await campaign.problem('seq/contiguous', undefined);
    expect(problem).toMatch(/^seq\/contiguous: .*expected event seq/);
    expect(problem).toMatch(/\n {6}seq = \d+/);
    expect(problem).toContain(`npx gauntlet run --gateway ${FILE} --seed gauntlet --seeds 1..1`);
  });

  it('accept what is waived as long as it fails, and no longer', async () => {
    expect(await campaign.problem('seq/contiguous', 'known')).toBeUndefined();
    expect(await campaign.problem('payload/bounded', undefined)).toBeUndefined();
    expect(await campaign.problem('payload/bounded', 'known')).toContain(
      'the waiver ("known") is to be taken away',
    );
  });

  it('let others have their turn between two of them', async () => {
    let turns = 0;
    let next: NodeJS.Immediate | undefined;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    count();
    await new SuiteCampaign(correct, { plans: 3 }).run();
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('take no plan for a pass that exercised nothing', async () => {
    const none = new SuiteCampaign(correct, { plans: 1 });
    expect(await none.problem('seq/contiguous', undefined)).toMatch(/^inconclusive: /);
  });

  it.each([0, 1.5])('are refused where %d of them are asked for', (plans) => {
    expect(() => new SuiteCampaign(correct, { plans })).toThrow(RangeError);
  });
});

describe('a scenario of a suite', () => {
  const plan = generatePlan('gauntlet/1');
  const scenario = scenarioSchema.parse({
    name: 'one',
    story: 'what it is about',
    exercises: ['channel/accounted'],
    plan: { seed: 'a', clients: [{ id: 'web' }] },
  });

  it('fails by what is violated, unless that is waived', async () => {
    const outcome = await judgePlan(plan, wrong, { keep: true });
    expect(scenarioProblem(scenario, outcome, {}, {})).toMatch(/^what it is about\n\nseq\/contiguous: /);
    const known = { 'seq/contiguous': 'known', 'channel/accounted': 'known' };
    expect(scenarioProblem(scenario, outcome, {}, known)).toBeUndefined();
  });

  it('fails by what it did not exercise', async () => {
    const outcome = await judgePlan(scenario.plan, correct, { keep: true });
    expect(scenarioProblem(scenario, outcome, {}, {})).toMatch(/^channel\/accounted is inconclusive: /);
  });
});

describe('the matchers', () => {
  const plan = generatePlan('gauntlet/1');

  it('hold a gateway to a plan', async () => {
    expect((await gatewayMatchers.toHoldUnder(correct, plan)).pass).toBe(true);
    const { pass, message } = await gatewayMatchers.toHoldUnder(wrong, plan);
    expect(pass).toBe(false);
    expect(message()).toContain('expected event seq');
  });

  it('want a gateway to be convicted', async () => {
    expect((await gatewayMatchers.toViolate(wrong, 'seq/contiguous', plan)).pass).toBe(true);
    const { pass, message } = await gatewayMatchers.toViolate(correct, 'seq/contiguous', plan);
    expect(pass).toBe(false);
    expect(message()).toBe('reference does not violate seq/contiguous: pass');
    await expect(gatewayMatchers.toViolate(wrong, 'seq/contigous', plan)).rejects.toThrow('no property');
  });
});
