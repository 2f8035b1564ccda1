import { describe, expect, it } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE, type Profile } from '../../src/properties/profile.ts';

const CATALOGUE = PROPERTIES.map(({ id }) => id);

function judged(profile: Profile): string[] {
  const judge = createJudge({ dialect: REFERENCE, profile });
  return judge.finish().map(({ property }) => property);
}

describe('the judge', () => {
  it('gives one verdict for every property of the catalogue, in its order', () => {
    expect(judged(SIMULATED_PROFILE)).toEqual(CATALOGUE);
  });

  it('does not judge what the profile leaves out', () => {
    const without = ['seq/contiguous', 'ack/durable'];
    expect(judged({ ...SIMULATED_PROFILE, without })).toEqual(
      CATALOGUE.filter((property) => !without.includes(property)),
    );
  });
});
