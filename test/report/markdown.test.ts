import { describe, expect, it } from 'vitest';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { CONVICTED, COVERED, EXCUSED, report, UNCOVERED, VIOLATION } from './small-report.ts';

describe('summary.md', () => {
  it('tells the verdict, the scenarios and every kind of failure once', () => {
    const text = summaryMarkdown(
      report({ verdict: 'violation', violations: [VIOLATION, { ...VIOLATION, file: 'second.json' }] }),
    );
    expect(text).toMatch(/^# Gauntlet: violation\n/);
    expect(text).toContain('\n1 scenario on 2 gateways: all as expected.\n');
    expect(text).toContain('| `reference` | `burns-seq` of `seq/contiguous` |');
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

  it('shows first what is wrong, then folds away what is as expected', () => {
    const many = Array.from({ length: 6 }, (_, k) => ({ ...CONVICTED, name: `s${k}`, file: `s${k}.yaml` }));
    const wrong = { ...CONVICTED, name: 'odd', problem: 'no longer fails' };
    const text = summaryMarkdown(report({ scenarios: [...many, wrong] }));
    expect(text).toContain('7 scenarios on `burns-seq`: 1 of 7 not as expected.');
    expect(text.indexOf('## Not as expected')).toBeLessThan(text.indexOf('<details>'));
    expect(text).toContain('<summary>6 scenarios as expected</summary>');
  });

  it('has no table where one scenario was run, and no coverage where no campaign was', () => {
    const text = summaryMarkdown(
      report({ campaign: null, scenarios: [CONVICTED], coverage: COVERED, properties: [] }),
    );
    expect(text).toContain('1 scenario on `burns-seq`: as expected.');
    expect(text).not.toContain('|');
    expect(text).not.toContain('Coverage');
  });

  it('names the gateways of a scenario while they are few', () => {
    const passed = (gateway: string): typeof CONVICTED => ({
      ...CONVICTED,
      gateway,
      expected: 'pass',
      expectedProperty: null,
    });
    const scenarios = ['a', 'b', 'c'].map(passed);
    expect(summaryMarkdown(report({ scenarios }))).toContain('| `a`, `b`, `c` |');
    expect(summaryMarkdown(report({ scenarios: [...scenarios, passed('d')] }))).toContain('| 4 gateways |');
  });

  it('lists what had to be covered and was not', () => {
    expect(summaryMarkdown(report({ coverage: UNCOVERED }))).toContain(
      '## Not covered\n\n- no fault landed in cell link.cut × idle\n',
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
      report({
        scenarios: [{ ...CONVICTED, name: 'a | <b>', problem: '`x` | <i>' }],
        violations: [{ ...VIOLATION, evidence }],
      }),
    );
    expect(text).toContain(
      '| a \\| \\<b\\> | `burns-seq` | violation of `seq/contiguous` | **\\`x\\` \\| \\<i\\>** |',
    );
    expect(text).toContain('````text\n');
  });
});
