import { describe, expect, it } from 'vitest';
import type { ProviderRecord } from '../../src/history/record.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { FindingChecker, type Property } from '../../src/properties/property.ts';
import { SIMULATED_PROFILE, type Profile } from '../../src/properties/profile.ts';
import { asked, HistoryBuilder } from './history-builder.ts';

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

class CallCounter extends FindingChecker {
  provider(): void {
    this.exercised++;
  }
}

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

  describe('of a property that needs texts', () => {
    const needing: Property = {
      id: 'test/needs',
      family: 'order',
      statement: 'Calls are counted.',
      why: 'a test',
      exercise: 'a call',
      needs: 'texts',
      watches: [{ type: 'provider', says: ['call'] }],
      start: (model) => new CallCounter(model),
    };
    const verdictOn = (
      call: Partial<ProviderRecord>,
      more: (history: HistoryBuilder) => unknown = () => 0,
    ) => {
      const history = new HistoryBuilder();
      history.provider('call', 1, call);
      more(history);
      const judge = createJudge({ dialect: REFERENCE, profile: SIMULATED_PROFILE, properties: [needing] });
      for (const record of history.records) judge.observe(record);
      return judge.finish()[0];
    };
    const prompt = asked('[[a]]');

    it('judges where the history shows what was said', () => {
      expect(verdictOn({ prompt }, (history) => history.provider('delta', 1, { text: 'x' }))).toMatchObject({
        verdict: 'pass',
        exercised: 1,
      });
    });

    it('is inconclusive where it does not, and says why', () => {
      const reason = 'the history does not show what the model was asked (an older format)';
      expect(verdictOn({ promptMarkers: ['a'] })).toMatchObject({ verdict: 'inconclusive', reason });
      expect(verdictOn({ prompt }, (history) => history.provider('delta', 1, { bytes: 1 }))).toMatchObject({
        verdict: 'inconclusive',
        reason: 'the history does not show what was said (an older format)',
      });
      expect(verdictOn({ prompt: { ...prompt, hash: 7 } })).toMatchObject({
        verdict: 'inconclusive',
        reason: 'the history is damaged: the beginning that call 1 shares with none has another hash',
      });
    });

    it('asks for no texts otherwise', () => {
      const { needs: _needs, ...free } = needing;
      const history = new HistoryBuilder().provider('call', 1, { promptMarkers: ['a'] });
      const judge = createJudge({ dialect: REFERENCE, profile: SIMULATED_PROFILE, properties: [free] });
      for (const record of history.records) judge.observe(record);
      expect(judge.finish()[0]).toMatchObject({ verdict: 'pass' });
    });
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
