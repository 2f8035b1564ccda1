import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/report/paint.ts';
import { whyReportSchema, type WhyReport } from '../../src/report/published-causality.ts';
import { renderWhy } from '../../src/report/terminal-why.ts';
import { VIOLATION } from './small-report.ts';

const plain = paintFor({ isTTY: false }, {});
const { property, cause, state, sentence, records, evidence } = VIOLATION;

const entry = (id: string, words: string, record: number) => ({
  type: 'operation' as const,
  id,
  step: null,
  words,
  record,
  atMicros: record * 10_000,
});
const SENDS = entry('s', 'web sends to agent:main:main (s)', 80);
const RESETS = entry(
  'r',
  'web resets agent:main:main, which has quite a long name for such a session (r)',
  81,
);

const FOUND: WhyReport = whyReportSchema.parse({
  schemaVersion: 2,
  version: '0.1.0',
  outcome: 'reproduced',
  sentence: 'again',
  gateway: 'burns-seq',
  property,
  found: {
    file: 'f.json',
    violation: { property, cause, state, sentence, records, evidence },
    causality: {
      causalityVersion: 1,
      sentence:
        'web resets agent:main:main (r) makes it: 20 % of the continuations before it violate seq/contiguous, and 100 % of those with it',
      entries: 12,
      points: [
        { kept: 0, entry: null, executions: 16, failures: 0 },
        { kept: 9, entry: SENDS, executions: 64, failures: 13 },
        { kept: 10, entry: RESETS, executions: 64, failures: 64 },
      ],
      jump: { entry: RESETS, kept: 10, before: 0.203, after: 1 },
      fromTheStart: false,
      executions: 144,
      budget: 1000,
      complete: true,
    },
  },
  interrupted: false,
});

describe('a failure that was asked why, on the terminal', () => {
  it('says the sentence and draws the curve, in 80 columns', () => {
    const text = renderWhy(FOUND, plain, false, 80);
    expect(text).toMatchInlineSnapshot(`
      "seq/contiguous on gateway burns-seq
        connection 2 expected event seq 5 and got 6 (tick)

        web resets agent:main:main (r) makes it: 20 % of the continuations before it
          violate seq/contiguous, and 100 % of those with it.
        It is record #81 of the history.

        what stays, up to which entry; of what is drawn anew behind it, how much fails
         0           ····················   0 %  nothing stays
         9 800.000 ms ████················  20 %  web sends to agent:main:main (s)
      → 10 810.000 ms ████████████████████ 100 %  web resets agent:main:main, which h…

        144 executions of at most 1000, at some of 12 entries
        it is kept in
          f.json
      "
    `);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('marks the entry from which on it fails beside the one that makes it certain', () => {
    const { causality, ...found } = FOUND.found as NonNullable<WhyReport['found']>;
    const begins = { entry: SENDS, kept: 9, before: 0, after: 1, when: 'used' } as const;
    const text = renderWhy({ ...FOUND, found: { ...found, causality: { ...causality, begins } } }, plain);
    expect(text).toContain('They are records #');
    expect(text.match(/^→ .*$/gm)).toHaveLength(2);
  });

  it('draws no curve when it is to be quiet', () => {
    expect(renderWhy(FOUND, plain, true, 80)).not.toContain('█');
  });

  it('says why there is none', () => {
    expect(renderWhy({ ...FOUND, outcome: 'fixed', found: null }, plain)).toBe(
      'fixed, not asked why: again\n',
    );
  });

  it('says that what was interrupted is not kept', () => {
    expect(renderWhy({ ...FOUND, interrupted: true }, plain)).toContain('interrupted, and not kept');
  });
});
