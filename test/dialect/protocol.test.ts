import { describe, expect, it } from 'vitest';
import { judgePlan } from '../../src/campaign/judge-plan.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { guessWords } from '../../src/certify/case-run.ts';
import { DIALECTS, isGuessed } from '../../src/dialect/catalogue.ts';
import { PROTOCOL_4 } from '../../src/dialect/protocol.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { plain, violations } from './plain-gateway.ts';

describe('the neutral dialect', () => {
  it.each([
    ['undoes-resets', 'generation/monotonic'],
    ['queues-in-memory', 'ack/durable'],
    ['evicts-silently', 'eviction/notified'],
    ['writes-stale-lifecycle', 'generation/row'],
    ['rotates-after-restart', 'rotation/explicit'],
  ])('convicts %s by %s, whose additions nobody sees', async (name, property) => {
    const gateway = plain(name);
    const scenarios = loadPackagedScenarios(KNOWN_NAMES, 'incidents').filter(({ scenario }) =>
      scenario.convicts.some((one) => one.gateway === name),
    );
    const found: string[] = [];
    for (const { scenario } of scenarios)
      for (const one of await violations(scenario.plan, gateway, PROTOCOL_4)) found.push(one.property);
    expect(found).toContain(property);
  });

  it('says that audits are not shown, which the reference refutes', async () => {
    const [first] = loadPackagedScenarios(KNOWN_NAMES, 'incidents');
    const plan = first?.scenario.plan ?? planSchema.parse({ clients: [{ id: 'nobody' }] });
    const of = async (gateway: Gateway): Promise<string | undefined> => {
      const { verdicts } = await judgePlan(plan, gateway, { dialect: PROTOCOL_4 });
      return verdicts.find(({ property }) => property === 'rotation/audited')?.unobservable?.type;
    };
    expect(await of(plain('reference'))).toBe('holds');
    expect(await of(GATEWAYS[0]?.gateway as Gateway)).toBe('fails');
  });

  it('is taken where a hello names no release, which is said', () => {
    expect(DIALECTS).toContain(PROTOCOL_4);
    expect(isGuessed('my-gateway 1.0', 4)).toBe(true);
    for (const known of ['2026.5.28', 'reference-1', 'protocol@4'])
      expect(isGuessed(known, 4), known).toBe(false);
    expect(guessWords({ version: 'mine', protocol: 4 })).toBe(
      'its hello says version mine, protocol 4, which is no release that is known: taken by the protocol alone, --dialect names another',
    );
    expect(guessWords({ version: '2026.9.6', protocol: 4 })).toBeNull();
  });
});
