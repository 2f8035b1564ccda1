import { describe, expect, it } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE, type Profile } from '../../src/properties/profile.ts';

const TYPES = [
  'event',
  'request',
  'response',
  'stray',
  'garbage',
  'connection',
  'process',
  'provider',
  'phase',
];
const FRAMES = ['event', 'request', 'response', 'garbage'];
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

  it.each(PROPERTIES)('has a method for each type that $id watches, and no other', (property) => {
    const watched = property.watches.map((watch) => (typeof watch === 'string' ? watch : watch.type));
    const checker = property.start(new JudgeModel(REFERENCE, SIMULATED_PROFILE));
    const isWatched = (type: string) => watched.some((each) => each === type);
    // what answers nothing is watched as a response; one method may stand for what is watched of all frames
    const hasFor = (type: string) =>
      type in checker || ('frame' in checker && FRAMES.includes(type) && isWatched(type));
    const has = TYPES.filter((type) => type !== 'stray' && hasFor(type));
    expect(has).toEqual(TYPES.filter(isWatched));
  });
});
