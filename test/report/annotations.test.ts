import { describe, expect, it } from 'vitest';
import { annotationLines } from '../../src/report/annotations.ts';
import type { RunReport } from '../../src/report/published.ts';
import { CONVICTED, MISMATCH, report, UNCOVERED, VIOLATION } from './small-report.ts';

const WRONG = { ...CONVICTED, problem: 'a known failure that no longer fails' } as const;

describe('annotations of a GitHub job', () => {
  it('are none of a clean run, nor of a violation that was expected', () => {
    expect(annotationLines(report())).toEqual([]);
    expect(annotationLines(report({ violations: [{ ...VIOLATION, expected: true }] }))).toEqual([]);
  });

  it('tell each kind of violation once, with the commands that show it again', () => {
    expect(annotationLines(report({ violations: [VIOLATION, { ...VIOLATION, plan: 'other' }] }))).toEqual([
      `::error title=seq/contiguous violated by burns-seq::${VIOLATION.sentence}%0A${VIOLATION.plan}, while running%0A${VIOLATION.replay.join('%0A')}`,
    ]);
  });

  it('point at the file of a scenario that was not as expected, unless a violation says it', () => {
    expect(annotationLines(report({ scenarios: [WRONG] }))).toEqual([
      `::error file=scenarios/incidents/7442.yaml,title=${WRONG.name} on burns-seq::${WRONG.problem}%0A${WRONG.sentence ?? ''}%0A${WRONG.command}`,
    ]);
    const violations = [{ ...VIOLATION, plan: WRONG.name }];
    expect(annotationLines(report({ scenarios: [WRONG], violations }))).toHaveLength(1);
  });

  it('warn of what was inconclusive or not covered, and call an unrepeatable run an error', () => {
    const inconclusive = [{ property: 'ack/durable', reason: 'never exercised' }];
    const scenarios = [{ ...WRONG, verdict: 'inconclusive' } as const];
    const lines = annotationLines(
      report({
        inconclusive,
        scenarios,
        coverage: UNCOVERED,
        determinism: { checked: 1, mismatches: [MISMATCH] },
      }),
    );
    expect(lines.map((line) => line.replace(/,?title=([^:]*).*/, '$1'))).toEqual([
      '::error Not repeatable',
      `::warning file=scenarios/incidents/7442.yaml${WRONG.name} on burns-seq`,
      '::warning ack/durable is inconclusive',
      '::warning Not covered',
    ]);
  });

  it('only note what the baseline knows, and call it an error when that is stale', () => {
    type Baseline = NonNullable<RunReport['baseline']>;
    const accepted = [{ property: VIOLATION.property, cause: null, reason: 'known' }];
    const baseline: Baseline = { verdict: 'violation', accepted, stale: ['it no longer fails'] };
    const lines = annotationLines(report({ violations: [VIOLATION], baseline }));
    expect(lines.map((line) => line.slice(0, 9))).toEqual(['::error t', '::notice ']);
    const other = { ...baseline, accepted: accepted.map((one) => ({ ...one, cause: 'another' })), stale: [] };
    expect(annotationLines(report({ violations: [VIOLATION], baseline: other }))[0]).toMatch(/^::error /);
  });

  it('are ten at most, of which the last says how many more there are', () => {
    const kinds = (count: number): (typeof VIOLATION)[] =>
      Array.from({ length: count }, (_, k) => ({ ...VIOLATION, cause: `cause ${k}` }));
    expect(annotationLines(report({ violations: kinds(10) })).at(-1)).toContain('violated by');
    const lines = annotationLines(report({ violations: kinds(11) }));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('::error title=2 more::the job summary names all');
  });

  it('let no text of others become a command, a property or a line', () => {
    const hostile = 'x%0A::error::y\n::set-output name=a::b\r\n,file=z:1\u001b[2J';
    const one = { ...VIOLATION, property: hostile, gateway: hostile, sentence: hostile, replay: [hostile] };
    const lines = annotationLines(report({ violations: [one], scenarios: [{ ...WRONG, file: hostile }] }));
    for (const line of lines) {
      expect(line).toMatch(/^::(?:error|warning) (?:file=[^:,]*,)?title=[^:,]*::/);
      for (const control of ['\n', '\r', '\u001b']) expect(line).not.toContain(control);
      expect(line).toContain('x%250A');
    }
  });
});
