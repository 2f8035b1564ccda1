/**
 * What a property or a fact says it watches saves time and nothing else: shown everything, each comes to the same
 * verdict on the histories of generated plans. A declaration that leaves something out shows here.
 */
import { describe, expect, it } from 'vitest';
import { FACTS } from '../../src/campaign/facts/catalogue.ts';
import type { Fact } from '../../src/campaign/facts/fact.ts';
import { FactWatch } from '../../src/campaign/facts/fact-watch.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { Recorder } from '../../src/history/history.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Property } from '../../src/properties/property.ts';
import { simulate } from '../../src/simulation/world.ts';
import { attentive } from '../properties/attentive.ts';

const ATTENTIVE_PROPERTIES = attentive(PROPERTIES);
const ATTENTIVE_FACTS = attentive(FACTS);

const PLANS_ON_REFERENCE = 60;
const PLANS_ON_EACH = 2;

function historyOf({ gateway }: GatewayEntry, seed: string): readonly HistoryRecord[] {
  const recorder = new Recorder({ keep: true });
  simulate(generatePlan(seed), gateway, recorder);
  return recorder.records;
}

/** The verdicts and facts of one history. */
function judged(
  history: readonly HistoryRecord[],
  dialect: string,
  properties: readonly Property[],
  facts: readonly Fact[],
): unknown {
  const judge = createJudge({
    dialect: dialectFor(dialect) ?? REFERENCE,
    profile: SIMULATED_PROFILE,
    properties,
  });
  const watch = new FactWatch(judge.model, facts);
  for (const record of history) watch.observe(judge.observe(record), judge.about);
  return { verdicts: judge.finish(), facts: watch.happened };
}

describe('watching everything changes nothing', () => {
  const synchronous = GATEWAYS.filter(({ gateway }) => gateway.awaits !== true);
  it.each(synchronous)('on $name', (entry) => {
    const plans = entry.kind === 'reference' ? PLANS_ON_REFERENCE : PLANS_ON_EACH;
    for (let plan = 1; plan <= plans; plan++) {
      const history = historyOf(entry, `audience/${plan}`);
      expect(judged(history, entry.dialect, PROPERTIES, FACTS), `plan ${plan}`).toEqual(
        judged(history, entry.dialect, ATTENTIVE_PROPERTIES, ATTENTIVE_FACTS),
      );
    }
  });
});
