import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarioText } from '../../src/campaign/scenario-text.ts';
import { loadScenario } from '../../src/campaign/scenarios.ts';
import { planSchema } from '../../src/plan/plan.ts';

it('reads a scenario of as many operations as a plan may have', () => {
  const operations = Array.from({ length: 20_000 }, (_, i) => ({
    do: 'send' as const,
    id: `message-${i}`,
    client: 'alice',
    session: 'agent:main:main',
    atMs: 1000 + i * 37,
    text: 'hello there',
  }));
  const plan = planSchema.parse({ clients: [{ id: 'alice' }], operations });
  const draft = { name: 'full', incident: null, story: 'Full.', convicts: [], exercises: [], plan };
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-full-'));
  const file = join(folder, 'full.yaml');
  writeFileSync(file, scenarioText(draft));
  const { scenario } = loadScenario(file, { gateways: new Set(), properties: new Set() });
  rmSync(folder, { recursive: true });
  expect(scenario.plan.operations).toHaveLength(20_000);
}, 60_000);
