import { describe, expect, it } from 'vitest';
import { compareReportSchema, renderCompare, type CompareReport } from '../../src/report/compare-report.ts';
import { plainPaint } from '../../src/report/paint.ts';

const SEEN = { record: 7, atMicros: 4_005_343, what: 'sessions.changed', value: '{"status":"done"}' };

const DIVERGENCE: CompareReport['divergences'][number] = {
  client: 'slack',
  session: 'agent:main:main',
  alike: 10,
  member: 'status',
  before: [{ ...SEEN, record: 6, value: `{"text":"${'x'.repeat(90)}"}` }],
  first: [SEEN, { ...SEEN, record: 9 }],
  second: [{ ...SEEN, record: 8, value: '{"status":"running"}' }],
};

function report(changed: Partial<CompareReport> = {}): CompareReport {
  return compareReportSchema.parse({
    schemaVersion: 2,
    version: '0.1.0',
    reads: false,
    outcome: 'different',
    first: { from: 'a.jsonl', target: 'reference', records: 12, digest: '0'.repeat(16) },
    second: { from: 'b.jsonl', target: null, records: 1, digest: '1'.repeat(16) },
    views: 2,
    seen: 23,
    divergences: [DIVERGENCE],
    ...changed,
  });
}

function lines(changed: Partial<CompareReport> = {}, width?: number): string[] {
  return renderCompare(report(changed), plainPaint, width).split('\n');
}

describe('a comparison of two histories', () => {
  it('shows what was alike, then what each saw, and what it saw after', () => {
    expect(lines()).toEqual([
      'a reference, 12 records',
      '    a.jsonl',
      'b 1 record',
      '    b.jsonl',
      '',
      'slack in agent:main:main: alike 10 times, then different at status',
      `    #6        4.005 s  sessions.changed: {"text":"${'x'.repeat(29)}…`,
      '  a #7        4.005 s',
      '      sessions.changed: {"status":"done"}',
      '    #9        4.005 s  sessions.changed: {"status":"done"}',
      '  b #8        4.005 s',
      '      sessions.changed: {"status":"running"}',
      '',
      'different: 1 of 2 views',
      '',
    ]);
  });

  it('shows that one saw no more', () => {
    const shown = lines({ divergences: [{ ...DIVERGENCE, session: '', member: null, second: [] }] });
    expect(shown).toContain('slack: alike 10 times, then different');
    expect(shown).toContain('  b sees no more');
  });

  it('names the other views that differ, in one line each', () => {
    const shown = lines({ divergences: [DIVERGENCE, { ...DIVERGENCE, client: 'web', alike: 1 }] });
    expect(shown).toContain('also web in agent:main:main: alike 1 time, then different at status');
    expect(shown.filter((line) => line.includes('web'))).toHaveLength(1);
  });

  it.each([80, 160])(
    'takes the width of a terminal of %i columns, and breaks no member that fits',
    (width) => {
      const members = Array.from({ length: 40 }, (_none, k) => `"member${k}":"the value of it"`);
      const first = [{ ...SEEN, value: `{${members.join(',')}}` }];
      const shown = lines({ divergences: [{ ...DIVERGENCE, first }] }, width);
      const widest = Math.max(...shown.map((line) => line.length));
      expect(widest).toBeLessThanOrEqual(width);
      expect(widest).toBeGreaterThan(width - 30);
      const parts = shown.filter((line) => line.includes('"member'));
      expect(parts.length).toBeGreaterThan(width === 80 ? 6 : 4);
      for (const line of parts) expect(line).toMatch(/[,}…]$/);
    },
  );

  it('gives what makes a side again on a line of its own, whole', () => {
    const from = `npx gauntlet replay ${'folder/'.repeat(12)}failure.json`;
    const shown = lines({ second: { from, target: 'reference', records: 2, digest: '1'.repeat(16) } }, 80);
    expect(shown).toContain(from);
  });

  it('fits a terminal, and shows of a long text where the sides differ', () => {
    const long = (end: string): string => `{"text":"${'y'.repeat(3_000)}${end}${'z'.repeat(3_000)}"}`;
    const first = [{ ...SEEN, value: long('"mine"') }];
    const second = [{ ...SEEN, value: long('"theirs"') }];
    const shown = lines({ divergences: [{ ...DIVERGENCE, first, second }] });
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(shown.join('').replaceAll(/\s/g, '')).toMatch(/…y+"mine"z+….*…y+"theirs"z+…/);
    expect(shown.length).toBeLessThan(30);
  });

  it('says what was compared when nothing differs, and what was left out', () => {
    expect(lines({ outcome: 'same', divergences: [] }).at(-2)).toBe(
      'same: 23 things seen in 2 views; what reads answer was left out (--reads)',
    );
    expect(lines({ outcome: 'same', divergences: [], reads: true }).at(-2)).toBe(
      'same: 23 things seen in 2 views',
    );
    expect(lines({ outcome: 'inconclusive', divergences: [], seen: 0 }).at(-2)).toMatch(/^inconclusive: /);
  });
});
