import { describe, expect, it } from 'vitest';
import { paintFor, plainPaint } from '../../src/report/paint.ts';
import type { RunReport } from '../../src/report/published.ts';
import { renderReplay, renderRun } from '../../src/report/terminal.ts';
import { COVERED, report, UNCOVERED, VIOLATION, EXCUSED } from './small-report.ts';

function rendered(given: RunReport, quiet = false): string {
  return renderRun(given, { paint: plainPaint, quiet, out: 'reports/latest', wallMicros: 1_500_000 });
}

describe('a run on the terminal', () => {
  it('shows where scenarios pass and who they convict', () => {
    expect(rendered(report())).toMatchInlineSnapshot(`
      "1 scenario on 2 gateways
        ✓ An oversized event burns a number #7442
            passes on reference
            burns-seq is convicted by seq/contiguous: connection 2 expected event seq 5 and got 6

      campaign: 2000 plans on reference (seed 'gauntlet', plans 1..2000): no violation

      pass: 2002 plans, 60000 records, 5.000 s of virtual time in 1.500 s, 40 executed twice; digest 8362512263f951d6
      written to reports/latest: index.html, report.json, junit.xml, summary.md, badge.json
      "
    `);
  });

  it('counts the gateways that pass, and names them when that is asked for', () => {
    const names = ['reference', 'steers', 'never-coalesces', 'resumes-runs'];
    const scenarios = names.map((gateway) => ({ ...report().scenarios[0]!, gateway }));
    const shown = (verbose: boolean): string =>
      renderRun(report({ scenarios }), { paint: plainPaint, quiet: false, verbose, out: '', wallMicros: 1 });
    expect(shown(false)).toContain('      passes on 4 gateways\n');
    expect(shown(true)).toContain(`      passes on ${names.join(', ')}\n`);
  });

  it('shows a failure with its frames and both commands, each on a line that can be pasted', () => {
    const given = report({
      verdict: 'violation',
      scenarios: [],
      violations: [VIOLATION, { ...VIOLATION, file: 'second.json' }],
    });
    expect(rendered(given, true)).toMatchInlineSnapshot(`
      "VIOLATION of seq/contiguous on gateway burns-seq (plan 17 of seed 'gauntlet', while running; 41 plans failed like this)
        connection 2 expected event seq 5 and got 6 (tick)
          #132  1.204 s  gateway → alice#2 (delivered)
            event tick seq=6 {"ts":6}
        reproduce it with either of
          npx gauntlet run --gateway burns-seq --seed gauntlet --seeds 17..17
          npx gauntlet replay reports/latest/failures/seq-contiguous-3f2a09b1c4d7.json
        make it smaller with
          npx gauntlet shrink reports/latest/failures/seq-contiguous-3f2a09b1c4d7.json
        look at it, and run it, in a browser
          reports/latest/failures/seq-contiguous-3f2a09b1c4d7.html
        also in second.json

      violation: 2002 plans, 60000 records, 5.000 s of virtual time in 1.500 s, 40 executed twice; digest 8362512263f951d6
      written to reports/latest: index.html, report.json, junit.xml, summary.md, badge.json, failures/
      "
    `);
  });

  it('ends with what failed, the commands that show it again, and the verdict', () => {
    const text = rendered(
      report({
        verdict: 'violation',
        properties: report().properties.map((one) => ({ ...one, excused: EXCUSED })),
        inconclusive: [{ property: 'ack/durable', reason: 'no restart' }],
        coverage: { ...COVERED, missing: UNCOVERED.missing },
        violations: [VIOLATION],
        baseline: {
          verdict: 'violation',
          accepted: [{ property: 'run/served', cause: null, reason: 'being mended' }],
          stale: ['run/served no longer fails'],
        },
      }),
    );
    const order = [
      'campaign: ',
      'excused: ',
      'coverage: ',
      'inconclusive ack/durable',
      'not covered ',
      'known run/served',
      'VIOLATION of ',
      'reproduce it with',
      'run/served no longer fails',
      'violation: 2002 plans',
    ];
    expect(order.toSorted((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(order);
    for (const one of order) expect(text).toContain(one);
  });

  it('says that what failed was known, and what the exit code tells beside that', () => {
    const closing = (verdict: 'pass' | 'inconclusive' | 'violation'): string =>
      rendered(report({ verdict: 'violation', baseline: { verdict, accepted: [], stale: [] } }), true);
    expect(closing('pass')).toMatch(/^violation, all of it known: /m);
    expect(closing('inconclusive')).toMatch(/^violation, all of it known, and else inconclusive: /m);
    expect(closing('violation')).toMatch(/^violation: /m);
  });

  it('names a few of the files that failed alike, and counts the others', () => {
    const files = ['1', '2', '3', '4', '5', '6'];
    const violations = files.map((name) => ({ ...VIOLATION, file: `${name}.json` }));
    expect(rendered(report({ verdict: 'violation', violations }))).toContain(
      '  also in 2.json and 3.json and 4.json and 2 more, which report.json names\n',
    );
  });

  it('lists several failures once more beside the verdict, those by which the gateway died first', () => {
    const died = {
      ...VIOLATION,
      property: 'target/alive',
      state: 'idle' as const,
      sentence: 'it ended its process',
    };
    const text = rendered(report({ verdict: 'violation', violations: [VIOLATION, died] }), true);
    expect(text.trimEnd().split('\n').slice(-6)).toEqual([
      '2 failures:',
      '  target/alive on burns-seq, while idle: it ended its process',
      '  seq/contiguous on burns-seq, while running: connection 2 expected event seq 5 and got 6 (tick)',
      '',
      expect.stringMatching(/^violation: 2002 plans/),
      expect.stringMatching(/^written to/),
    ]);
  });

  it('lists no more of them than a screen has room for', () => {
    const violations = Array.from({ length: 11 }, (_, at) => ({
      ...VIOLATION,
      property: `some/property-${at}`,
    }));
    const text = rendered(report({ verdict: 'violation', violations }), true);
    expect(text.match(/^  some.*$/gm)).toHaveLength(8);
    expect(text).toContain('11 failures:\n');
    expect(text).toContain('\n  and 3 more\n');
  });

  it('says what was left unjudged, unless it has to be quiet', () => {
    const hollow = report({ properties: report().properties.map((one) => ({ ...one, excused: EXCUSED })) });
    const line = 'seq/contiguous: 3 sends excused: a fault cut their connection; 1 run excused: it went on\n';
    expect(rendered(hollow)).toContain(line);
    expect(rendered(hollow, true)).not.toContain('excused');
  });

  it('says what was never exercised, which cells are empty and what was not repeatable', () => {
    const text = rendered(
      report({
        verdict: 'inconclusive',
        inconclusive: [{ property: 'ack/durable', reason: 'no restart' }],
        coverage: COVERED,
        determinism: {
          checked: 1,
          mismatches: [
            {
              plan: 'plan 3',
              gateway: 'reference',
              at: 12,
              first: null,
              second: VIOLATION.evidence[0] ?? null,
              draw: { first: { stream: 'gateway/1', ordinal: 5, value: 0.25 }, second: null },
              digests: { first: 'aa', second: 'bb' },
              lost: [VIOLATION],
            },
          ],
        },
      }),
    );
    expect(text).toContain('inconclusive ack/durable: no restart');
    expect(text).not.toContain('excused');
    expect(text).toContain('1 of 3 (fault × state) cells; empty: link.cut × idle, link.cut × running');
    expect(text).toContain('1 of 2 facts happened; never: rule-rotated');
    expect(text).not.toContain('not covered');
    expect(text).toContain(
      'NOT REPEATABLE: two executions of plan 3 on gateway reference differ from record 12 on (digests aa and bb)',
    );
    expect(text).toContain(
      'only the first shows a violation of seq/contiguous (while running): connection 2 expected event seq 5',
    );
    expect(text).toContain(
      'first differing draw: draw 5 of gateway/1 (0.25) in the first, no more in the second',
    );
  });

  it('has a line for each thing that had to be covered and was not, however quiet it is', () => {
    const text = rendered(report({ verdict: 'inconclusive', coverage: UNCOVERED }), true);
    expect(text.match(/^not covered .*$/gm)).toEqual([
      'not covered no fault landed in cell link.cut × idle',
      'not covered it never happened that the daily rule rotated a session',
    ]);
  });

  it('says that it was interrupted', () => {
    expect(rendered(report({ verdict: 'inconclusive', interrupted: true }))).toContain(
      'interrupted: 2002 plans',
    );
  });
});

describe('a replay on the terminal', () => {
  it('leads with the outcome', () => {
    const text = renderReplay(
      {
        schemaVersion: 2,
        version: '0.1.0',
        outcome: 'fixed',
        sentence: 'the gateway changed',
        violations: [],
        gateway: 'reference',
        property: 'seq/contiguous',
        digest: 'a',
        expectedDigest: 'b',
      },
      plainPaint,
    );
    expect(text).toBe('fixed: the gateway changed\n');
  });
});

describe('colour', () => {
  it.each([
    ['a terminal', { isTTY: true }, {}, true],
    ['a pipe', {}, {}, false],
    ['a terminal under NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['a terminal under an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
    ['a pipe under FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
    ['NO_COLOR against FORCE_COLOR', { isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('on %s', (_name, stream, env, coloured) => {
    expect(paintFor(stream, env)('red', 'x') !== 'x').toBe(coloured);
  });
});
