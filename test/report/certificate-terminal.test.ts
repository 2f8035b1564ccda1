import { describe, expect, it } from 'vitest';
import {
  certifyReportSchema,
  judgeReportSchema,
  type JudgeReport,
} from '../../src/report/certificate-report.ts';
import { renderCertify, renderJudge } from '../../src/report/certificate-terminal.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { SCHEMA_VERSION } from '../../src/report/published.ts';
import { certifyReport, requirement, TERMINAL } from './small-certificate-report.ts';

describe('what people read after a certification', () => {
  it('says what was violated in a sentence, how often, where the history is and how to judge it again', () => {
    expect(renderCertify(certifyReport(), TERMINAL)).toBe(`\
openclaw@2026.5.28 against durable@1: 1 case, 3 repetitions each, dialect openclaw@2026.5.28

  ✗ slow-reader: 2 of 3 violated seq/contiguous

not applicable durable.rotation-audited (should): nothing showed it

inconclusive durable.ack-durable: nothing showed it

not judged: attachments; thinking

VIOLATION of ordered.seq-contiguous (seq/contiguous): 2 of 3 in slow-reader
  expected event seq 2 and got 6
  histories/history-0123456789abcdef.jsonl, records #12, #15
  judge it again with
    npx gauntlet judge histories/history-0123456789abcdef.jsonl

violation: 1 of 4 requirements of durable@1 passed in 61.000 s; digest ${'d'.repeat(64)}
written to reports/certificates/openclaw@2026.5.28 and reports/certificates/openclaw@2026.5.28.html; anyone can check it with
  npx gauntlet verify reports/certificates/openclaw@2026.5.28
`);
  });

  it('says what was left unjudged, unless it has to be quiet', () => {
    const excused = [{ thing: 'send', because: 'a fault cut their connection', count: 3 }];
    const [first, ...others] = certifyReport().requirements;
    const hollow = certifyReport({
      requirements: first === undefined ? [] : [{ ...first, excused }, ...others],
    });
    const line = `${first?.id ?? ''}: 3 sends excused: a fault cut their connection\n`;
    expect(renderCertify(hollow, TERMINAL)).toContain(line);
    expect(renderCertify(hollow, { ...TERMINAL, quiet: true })).not.toContain('excused');
    expect(certifyReportSchema.parse(hollow).requirements[0]?.excused).toEqual(excused);
  });

  it('is only violations and the verdict when it has to be quiet', () => {
    const text = renderCertify(certifyReport(), { ...TERMINAL, quiet: true });
    expect(text.startsWith('VIOLATION of ordered.seq-contiguous')).toBe(true);
    expect(text).not.toContain('inconclusive durable');
    expect(text).not.toContain('not judged');
  });

  it('shows waivers apart, and those that are not needed', () => {
    const text = renderCertify(
      certifyReport({
        waived: [{ requirement: 'ordered.seq-contiguous', case: 'slow-reader', reason: 'ticket 7' }],
        staleWaivers: ['the waiver of x is not needed any more: it no longer fails'],
      }),
      TERMINAL,
    );
    expect(text).toContain('waived ordered.seq-contiguous in slow-reader: ticket 7\n');
    expect(text).toContain('STALE WAIVER the waiver of x is not needed any more');
    expect(text).toContain('VIOLATION of ordered.seq-contiguous');
  });

  it.each([
    [{ interrupted: true, complete: false }, 'violation (interrupted): '],
    [{ complete: false }, 'violation (only some cases were run): '],
    [{ unreachable: 2 }, 'violation (2 runs found the target dead before hello): '],
  ])('says of %j that it is %s', (changes, words) => {
    expect(renderCertify(certifyReport(changes), TERMINAL)).toContain(words);
  });

  it('says of chosen cases what they are for, and what others would have to show', () => {
    const [first] = certifyReport().cases;
    const text = renderCertify(
      certifyReport({
        complete: false,
        cases: first === undefined ? [] : [{ ...first, exercises: ['seq/contiguous'], verdict: 'pass' }],
        requirements: [
          requirement('a', 'pass'),
          requirement('b', 'inconclusive', { repetitions: [] }),
          requirement('c', 'inconclusive', { repetitions: [] }),
        ],
      }),
      TERMINAL,
    );
    expect(text).toContain('      exercises seq/contiguous\n');
    expect(text).toContain('2 requirements are exercised by none of these cases\n');
    expect(text).not.toContain('inconclusive b');
    expect(text).toContain('1 of 1 case passed\n');
  });

  it('tells what should hold from what must', () => {
    const should = requirement('bounded.buffer-bounded', 'violation', { level: 'should' });
    const text = renderCertify(certifyReport({ requirements: [should] }), TERMINAL);
    expect(text).toContain('violation (should) of bounded.buffer-bounded');
    expect(text).not.toContain('VIOLATION');
  });

  it('shows what the target printed last, under the evidence of its execution', () => {
    const finding = {
      property: 'seq/contiguous',
      cause: 'a gap',
      state: 'idle',
      sentence: 'expected event seq 2 and got 6',
      records: [12, 15],
      evidence: [],
      requirement: 'ordered.seq-contiguous',
      history: '0123456789abcdef',
    } as const;
    const shown = renderCertify(
      certifyReport({ findings: [{ ...finding, printed: ['Traceback', 'KeyError: seq'] }] }),
      TERMINAL,
    );
    expect(shown).toContain(
      '  what it printed last\n    Traceback\n    KeyError: seq\n  judge it again with',
    );
    expect(renderCertify(certifyReport({ findings: [finding] }), TERMINAL)).not.toContain('printed last');
  });

  it('ends with what must be mended', () => {
    const requirements = [
      requirement('ordered.seq-contiguous', 'violation'),
      requirement('bounded.buffer-bounded', 'violation', { level: 'should' }),
    ];
    const judged = renderJudge({ ...JUDGED, requirements }, plainPaint);
    const certified = renderCertify(certifyReport({ requirements, staleWaivers: ['w'] }), TERMINAL);
    for (const text of [judged, certified])
      expect(text.match(/^(?:not judged|violation|VIOLATION|STALE)(?: \(should\)| of|:)?/gm)).toEqual([
        ...(text === certified ? ['not judged:'] : []),
        'violation (should)',
        'VIOLATION of',
        ...(text === certified ? ['STALE'] : []),
        expect.stringMatching(/^violation/),
      ]);
  });
});

const JUDGED: JudgeReport = {
  schemaVersion: SCHEMA_VERSION,
  gauntlet: '0.1.0',
  target: null,
  version: null,
  findings: [],
  profile: 'durable@1',
  dialect: 'reference@1',
  verdict: 'violation',
  reason: 'violated seq/contiguous',
  requirements: [requirement('ordered.seq-contiguous', 'violation'), requirement('x', 'inconclusive')],
  digest: 'abc',
  judgedBy: ['seq/contiguous@1'],
  notJudged: ['attachments'],
  history: 'h.jsonl',
  records: 20,
};

describe('what people read after judging a history', () => {
  it('says what was violated, in which records', () => {
    expect(renderJudge(JUDGED, plainPaint)).toBe(`\
inconclusive x: nothing showed it

VIOLATION of ordered.seq-contiguous (seq/contiguous)
  expected event seq 2 and got 6
  records #12, #15

violation (violated seq/contiguous): 0 of 2 requirements of durable@1 passed in 20 records, dialect reference@1; digest abc
`);
    expect(renderJudge(JUDGED, plainPaint, true)).not.toContain('inconclusive x');
  });
});

describe('the JSON', () => {
  it('follows its published schema, and has the names that scripts rely on', () => {
    const report = certifyReport();
    expect(certifyReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(judgeReportSchema.parse(JSON.parse(JSON.stringify(JUDGED)))).toEqual(JUDGED);
    for (const schema of [certifyReportSchema, judgeReportSchema])
      expect(Object.keys(schema.shape)).toEqual(
        expect.arrayContaining(['target', 'version', 'profile', 'verdict', 'requirements', 'digest']),
      );
  });
});
