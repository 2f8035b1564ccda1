import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/report/paint.ts';
import { renderPromote } from '../../src/report/promote-report.ts';
import {
  promoteReportSchema,
  shrinkReportSchema,
  type PromoteReport,
  type ShrinkReport,
} from '../../src/report/published.ts';
import { renderShrink } from '../../src/report/terminal-shrink.ts';
import { VIOLATION } from './small-report.ts';

const plain = paintFor({ isTTY: false }, {});

const { property, cause, state, sentence, records, evidence } = VIOLATION;

const SHRUNK: ShrinkReport = shrinkReportSchema.parse({
  schemaVersion: 2,
  version: '0.1.0',
  outcome: 'reproduced',
  sentence: 'again',
  gateway: 'burns-seq',
  property,
  shrunk: {
    entriesBefore: 78,
    entriesAfter: 1,
    executions: 47,
    minimal: 'proven',
    left: ['client web (operator)', 'at 3000 ms web lists the sessions (a)'],
    violation: { property, cause, state, sentence, records, evidence },
    file: 'f.json',
    replay: 'npx gauntlet replay f.json',
    promote: 'npx gauntlet promote f.json',
  },
  interrupted: false,
});

function rendered(over: Partial<NonNullable<ShrinkReport['shrunk']>>, interrupted = false): string {
  const shrunk = SHRUNK.shrunk === null ? null : { ...SHRUNK.shrunk, ...over };
  return renderShrink({ ...SHRUNK, shrunk, interrupted }, plain);
}

describe('a shrunk failure on the terminal', () => {
  it('says how much is left, in words, that it is proven, and how to go on', () => {
    expect(rendered({})).toMatchInlineSnapshot(`
      "reproduced, and shrunk from 78 entries to 1 in 47 executions: proven 1-minimal, leave out any one and it no longer fails like this

        client web (operator)
        at 3000 ms web lists the sessions (a)

      seq/contiguous on gateway burns-seq, while running
        connection 2 expected event seq 5 and got 6 (tick)
          #132  1.204 s  gateway → alice#2 (delivered)
            event tick seq=6 {"ts":6}
        reproduce it with
          npx gauntlet replay f.json
        turn it into a scenario with
          npx gauntlet promote f.json
        look at it, and run it, in a browser
          f.html
      "
    `);
  });

  it('does not claim what was not proven', () => {
    expect(rendered({ minimal: 'budget-ran-out' })).toContain('the budget ran out, smaller plans may fail');
    expect(rendered({ minimal: 'budget-ran-out' }, true)).toContain('interrupted, smaller plans may fail');
  });

  it('says why there is nothing to shrink', () => {
    const fixed: ShrinkReport = {
      ...SHRUNK,
      outcome: 'fixed',
      sentence: 'the gateway changed',
      shrunk: null,
    };
    expect(renderShrink(fixed, plain)).toBe('fixed, nothing to shrink: the gateway changed\n');
  });

  it('is short when it should be quiet', () => {
    const quiet = renderShrink(SHRUNK, plain, true);
    expect(quiet).not.toContain('lists the sessions');
    expect(quiet).toContain('npx gauntlet promote f.json');
  });
});

describe('a promotion on the terminal', () => {
  const PROMOTED: PromoteReport = promoteReportSchema.parse({
    schemaVersion: 2,
    version: '0.1.0',
    name: 'A burnt number',
    file: 'scenarios/regressions/a-burnt-number.yaml',
    convicts: [{ gateway: 'burns-seq', property: 'seq/contiguous' }],
    exercises: ['seq/contiguous'],
    results: [
      { gateway: 'reference', expected: 'pass', verdict: 'pass', problem: null },
      { gateway: 'steers', expected: 'pass', verdict: 'inconclusive', problem: 'exercised nothing' },
      { gateway: 'burns-seq', expected: 'violation', verdict: 'violation', problem: null },
    ],
  });

  it('says where it is and what every gateway makes of it', () => {
    expect(renderPromote(PROMOTED, 'npx gauntlet run x.yaml', plain)).toMatchInlineSnapshot(`
      "written: scenarios/regressions/a-burnt-number.yaml
        burns-seq is convicted by seq/contiguous
        passes on reference
        steers: exercised nothing
        run it with
          npx gauntlet run x.yaml
      "
    `);
  });

  it('says when nothing was written', () => {
    const [reference, , bad] = PROMOTED.results;
    const results = [reference, { ...bad, problem: 'a known failure that no longer fails' }];
    const given = promoteReportSchema.parse({ ...PROMOTED, file: null, results });
    const text = renderPromote(given, null, plain);
    expect(text).toMatch(/^not written: 'A burnt number' does not fail as it did\n/);
    expect(text).not.toContain('is convicted by');
    expect(text).toContain('burns-seq: a known failure that no longer fails');
  });
});
