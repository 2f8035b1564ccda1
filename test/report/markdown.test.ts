import { describe, expect, it } from 'vitest';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { CONVICTED, COVERED, EXCUSED, report, VIOLATION } from './small-report.ts';

describe('summary.md', () => {
  it('tells the verdict, the scenarios and every kind of failure once', () => {
    const text = summaryMarkdown(
      report({ verdict: 'violation', violations: [VIOLATION, { ...VIOLATION, file: 'second.json' }] }),
    );
    expect(text).toMatch(/^# Gauntlet: violation\n/);
    expect(text).toContain('| `burns-seq` | violation of `seq/contiguous` | violation | clean |');
    expect(text.match(/^## Violation of/gm)).toHaveLength(1);
    expect(text).toContain('```sh\nnpx gauntlet run --gateway burns-seq');
  });

  it('says what was left unjudged', () => {
    expect(summaryMarkdown(report())).not.toContain('Excused');
    const properties = report().properties.map((one) => ({ ...one, excused: EXCUSED }));
    expect(summaryMarkdown(report({ properties }))).toContain(
      '## Excused\n\n- `seq/contiguous`: 3 sends excused: a fault cut their connection; 1 run excused: it went on\n',
    );
  });

  it('shows the grid with impossible cells blank and empty ones bold, and every fact', () => {
    const text = summaryMarkdown(report({ coverage: COVERED }));
    expect(text).toContain('| fault | idle | running |\n|---|---:|---:|\n');
    expect(text).toContain('| `link.cut` | **0** | **0** |\n| `summary.fail` | 7 |  |\n');
    expect(text).toContain('| an empty reply ended a run | 12 |');
    expect(text).toContain('| the daily rule rotated a session | **0** |');
  });

  it('keeps markup, pipes and backticks of a gateway from breaking the page', () => {
    const evidence = VIOLATION.evidence.map((one) => ({ ...one, what: 'a ``` fence' }));
    const text = summaryMarkdown(
      report({ scenarios: [{ ...CONVICTED, name: 'a | <b>' }], violations: [{ ...VIOLATION, evidence }] }),
    );
    expect(text).toContain('a \\| \\<b\\>');
    expect(text).toContain('````text\n');
  });
});
