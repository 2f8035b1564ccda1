import { describe, expect, it } from 'vitest';
import { CAMPAIGNS, readGolden, runCampaign, scenarioDigests } from './golden.ts';

/** Two processes with all their plans, next to the other tests. */
const PATIENCE_MS = 120_000;
const IF_MEANT = 'digests of histories moved; if that was meant: npm run golden -- --update';

const golden = readGolden();

describe('the golden digests', () => {
  it.each(Object.keys(CAMPAIGNS))(
    'come out of a campaign on %s, with one worker and with two, with the same report',
    async (gateway) => {
      const [one, two] = await Promise.all([runCampaign(gateway, 1), runCampaign(gateway, 2)]);
      expect(two.report).toBe(one.report);
      expect(two.files).toEqual(one.files);
      expect(one.files.includes('failures'), 'failure files').toBe(gateway !== 'reference');
      expect(one.totals, IF_MEANT).toEqual(golden.campaigns[gateway]);
    },
    PATIENCE_MS,
  );

  it('come out of every scenario on the reference gateway', async () => {
    expect(await scenarioDigests(), IF_MEANT).toEqual(golden.scenarios);
  });
});
