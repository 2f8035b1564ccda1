import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/report/paint.ts';
import {
  explanationReportSchema,
  type ExplanationReport,
  type FieldFinding,
} from '../../src/report/published-explanation.ts';
import { renderExplanation } from '../../src/report/terminal-explanation.ts';
import { VIOLATION } from './small-report.ts';

const plain = paintFor({ isTTY: false }, {});
const { property, cause, state, sentence, records, evidence } = VIOLATION;

const FIELD: FieldFinding = {
  path: 'r.atMs',
  entry: 'r',
  name: 'when it comes',
  rank: 0,
  says: 'range',
  value: 3,
  unit: 'ms',
  after: 's',
  windows: [{ from: 0, to: 180, below: -1, above: 181 }],
  drawn: { least: -500, most: 20_000 },
  exact: true,
  fails: [],
  passes: [],
  executions: 20,
  words: '0 to 180 ms after s (-1 ms and 181 ms pass)',
};

const EXPLAINED: ExplanationReport = explanationReportSchema.parse({
  schemaVersion: 2,
  version: '0.1.0',
  outcome: 'reproduced',
  sentence: 'again',
  gateway: 'burns-seq',
  property,
  explained: {
    file: 'f.json',
    shrinking: { entriesBefore: 78, entriesAfter: 2, executions: 47 },
    plan: ['client web (operator)', 'at 500 ms web sends to agent:main:main (s)'],
    violation: { property, cause, state, sentence, records, evidence },
    explanation: {
      explanationVersion: 1,
      sentence: `seq/contiguous is violated when web sends (s); 0 to 180 ms after it web resets agent:main:main (r). Of all else 9 fields may be anything.`,
      fields: [
        FIELD,
        { ...FIELD, path: 'r.do', says: 'must', words: 'reset (delete passes)' },
        { ...FIELD, path: 's.text', says: 'any', words: 'anything' },
        { ...FIELD, path: 'seed', says: 'any', words: 'anything' },
        { ...FIELD, path: 's.turn.tokens', says: 'untried', words: '100; nothing else was tried' },
      ],
      executions: 200,
      budget: 200,
      complete: false,
    },
    replay: 'npx gauntlet replay f.json',
  },
  interrupted: false,
});

describe('an explained failure on the terminal', () => {
  it('says the sentence, then what must be so, the ranges, and what may be anything, in 80 columns', () => {
    const text = renderExplanation(EXPLAINED, plain);
    expect(text).toMatchInlineSnapshot(`
      "seq/contiguous on gateway burns-seq
        connection 2 expected event seq 5 and got 6 (tick)
      made smaller first, from 78 entries to 2 in 47 executions

        seq/contiguous is violated when web sends (s); 0 to 180 ms after it web resets
          agent:main:main (r). Of all else 9 fields may be anything.

      the plan
        client web (operator)
        at 500 ms web sends to agent:main:main (s)

      must be so
        r.do: reset (delete passes)

      a range
        r.atMs: 0 to 180 ms after s (-1 ms and 181 ms pass)

      any value
        s.text, seed

      not tried
        s.turn.tokens: 100; nothing else was tried

        200 executions of at most 200: the budget ran out, and "about" is not exact
        it is kept in
          f.json
        reproduce it with
          npx gauntlet replay f.json
      "
    `);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('leaves the fields out when it is to be quiet', () => {
    const text = renderExplanation(EXPLAINED, plain, true);
    expect(text).toContain('0 to 180 ms after it web resets');
    expect(text).not.toContain('must be so');
  });

  it('says why there is none', () => {
    expect(renderExplanation({ ...EXPLAINED, outcome: 'fixed', explained: null }, plain)).toBe(
      'fixed, not explained: again\n',
    );
    expect(renderExplanation({ ...EXPLAINED, explained: null, interrupted: true }, plain)).toBe(
      'reproduced, interrupted before it was explained\n',
    );
  });

  it('says that what was interrupted is not kept', () => {
    expect(renderExplanation({ ...EXPLAINED, interrupted: true }, plain)).toContain(
      'interrupted, and not kept',
    );
  });
});
