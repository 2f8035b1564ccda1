import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/report/json.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { selftestReportSchema } from '../../src/report/published.ts';
import { selftestMarkdown } from '../../src/report/selftest-markdown.ts';
import { renderSelftest } from '../../src/report/selftest-terminal.ts';
import { VIOLATION } from './small-report.ts';
import { HUNT, RED } from './small-selftest.ts';

function rendered(over: Partial<typeof RED> = {}, quiet = false): string {
  return renderSelftest(
    { ...RED, ...over },
    {
      paint: plainPaint,
      quiet,
      out: 'out',
      wallMicros: 5,
    },
  );
}

describe('the JSON of a selftest', () => {
  it('follows its published schema, also when it was interrupted before anything ended', () => {
    expect(selftestReportSchema.parse(JSON.parse(jsonText(RED)))).toEqual(RED);
    const nothing = { ...RED, gateways: [], properties: [], reference: null, good: [], canary: null };
    expect(selftestReportSchema.parse(nothing)).toEqual(nothing);
  });
});

describe('a selftest on a terminal', () => {
  it('gives every known-bad gateway one line, with what else convicts it', () => {
    const lines = rendered().split('\n');
    expect(lines).toContain(
      '  burns-seq   seq/contiguous                 5         12        4        view/converges 2 (of 60)',
    );
    expect(lines).toContain('✗ loses-tail  ack/durable or view/converges  survived  survived');
  });

  it('says what every property is needed for, or why it need not be', () => {
    expect(rendered()).toContain('(without gap/announced)');
    expect(rendered()).toMatch(
      /seq\/contiguous {2}a gap shows in every view\n.*ack\/durable +loses-tail\n.*none/,
    );
  });

  it('names the gateways that are right, the canary, the size of failures and what is wrong', () => {
    const text = rendered();
    expect(text).toContain('✓ reference: 2000 plans, no violation');
    expect(text).toContain('✗ steers: 300 plans, 1 violation');
    expect(text).toContain('noticed by seq/contiguous, view/converges within 81 plans');
    expect(text).toContain('4 entries in the median; 1 of 1 proven 1-minimal');
    expect(text).toContain('✗ loses-tail survived 500 plans in 2 of 3 rounds');
    expect(text).toContain('red: 1 of 2 known-bad gateways convicted, 2400 plans in 5 µs, 46 executed twice');
  });

  it('marks a size that is not proven, and a canary nobody noticed', () => {
    const shrunk = { ...HUNT.shrunk!, minimal: 'budget-ran-out' as const };
    expect(rendered({ gateways: [{ ...HUNT, shrunk }] })).toMatch(/ 4\? +view/);
    expect(rendered({ canary: { name: 'canary', convicted: false, by: [], plans: 60 } })).toContain(
      'unnoticed in 60 plans',
    );
  });

  it('says only what is wrong, and the verdict, when it is to be quiet', () => {
    expect(rendered({}, true).split('\n')).toHaveLength(4);
  });

  it('shows the frames of a false alarm and how to see it again', () => {
    const text = rendered({ violations: [VIOLATION] });
    expect(text).toContain('VIOLATION of seq/contiguous on gateway burns-seq');
    expect(text).toContain(VIOLATION.replay[0]);
    expect(text).toContain('selftest.json, selftest.md, failures/');
  });
});

describe('a selftest as Markdown', () => {
  it('has the verdict, the matrix, the properties and the gateways that are right', () => {
    const text = selftestMarkdown(RED);
    expect(text).toMatch(/^# Gauntlet selftest: red\n/);
    expect(text).toContain('- **`loses-tail`** survived 500 plans');
    expect(text).toContain(
      '| `burns-seq` | seq/contiguous | 5 | 12 | 4 | `seq/contiguous` 14, `view/converges` 2 (of 60) |',
    );
    expect(text).toContain('| `view/converges` | **none** |');
    expect(text).toContain('| `reference` | 2000 | 0 |');
    expect(text).toContain('| `canary` | 81 | noticed |');
  });
});
