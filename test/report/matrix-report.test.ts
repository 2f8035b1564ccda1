import { describe, expect, it } from 'vitest';
import { renderDiff, type DiffReport } from '../../src/report/certificate-diff.ts';
import {
  matrixMarkdown,
  matrixReportSchema,
  renderMatrix,
  type MatrixReport,
} from '../../src/report/matrix-report.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { SCHEMA_VERSION } from '../../src/report/published.ts';
import { renderVerify, type VerifyReport } from '../../src/report/verify-report.ts';

const SHOWN = { case: 'slow-reader', history: '0123456789abcdef' };
const PASS = { verdict: 'pass', violated: null, expected: false, shown: SHOWN } as const;
const violated = (property: string, expected: boolean) =>
  ({ verdict: 'violation', violated: { repetitions: 2, of: 3, property }, expected, shown: SHOWN }) as const;
const NOWHERE = { verdict: null, violated: null, expected: false, shown: null } as const;

const MATRIX: MatrixReport = {
  schemaVersion: SCHEMA_VERSION,
  gauntlet: '0.1.0',
  columns: [
    {
      target: 'openclaw@2026.4.25',
      version: '2026.4.25',
      world: 'live',
      profile: 'durable@1',
      verdict: 'pass',
    },
    {
      target: 'openclaw@2026.5.28',
      version: '2026.5.28',
      world: 'hosted',
      profile: 'durable@1',
      verdict: 'violation',
    },
  ],
  notJudged: ['attachments', 'chat.inject: entries'],
  rows: [
    { kind: 'incident', id: '7442', about: 'a slow reader', cells: [PASS, violated('seq/contiguous', true)] },
    {
      kind: 'incident',
      id: 'undone-reset',
      about: 'a reset',
      cells: [NOWHERE, violated('ack/durable', false)],
    },
    {
      kind: 'requirement',
      id: 'ordered.seq-contiguous',
      about: null,
      cells: [{ ...PASS, verdict: 'not-applicable' }, violated('seq/contiguous', false)],
    },
  ],
};

describe('the matrix', () => {
  it('is a table with releases across, incidents and requirements down', () => {
    expect(renderMatrix(MATRIX, plainPaint)).toBe(`\
                        openclaw@2026.4.25  openclaw@2026.5.28 (hosted)
#7442                   pass                violation 2 of 3 (seq/contiguous)
undone-reset                                other violation 2 of 3 (ack/durable)

ordered.seq-contiguous  n/a                 violation 2 of 3

verdict                 pass                violation
not judged: attachments; chat.inject: entries
`);
  });

  it('is Markdown too', () => {
    expect(matrixMarkdown(MATRIX)).toBe(`\
| incident | openclaw@2026.4.25 | openclaw@2026.5.28 (hosted) |
|---|---|---|
| #7442 | pass | violation 2 of 3 (seq/contiguous) |
| undone-reset |  | other violation 2 of 3 (ack/durable) |

| requirement | openclaw@2026.4.25 | openclaw@2026.5.28 (hosted) |
|---|---|---|
| ordered.seq-contiguous | n/a | violation 2 of 3 |

- openclaw@2026.4.25: **pass** (durable@1)
- openclaw@2026.5.28 (hosted): **violation** (durable@1)

Not judged: attachments; chat.inject: entries.
`);
    expect(matrixMarkdown({ ...MATRIX, notJudged: [] })).toMatch(/\(durable@1\)\n$/);
  });

  it('follows its published schema', () => {
    expect(matrixReportSchema.parse(JSON.parse(JSON.stringify(MATRIX)))).toEqual(MATRIX);
  });
});

describe('what people read of a comparison', () => {
  const side = { target: 'a', version: null, profile: 'durable@1', verdict: 'pass', digest: 'x' } as const;
  const DIFF: DiffReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: '0.1.0',
    before: side,
    after: { ...side, target: 'b', profile: 'durable@2', verdict: 'violation' },
    worse: 1,
    changes: [
      {
        kind: 'case',
        id: 'new-one',
        title: 'a new one',
        before: null,
        after: 'pass',
        direction: 'other',
        detail: 'not there → pass',
      },
      {
        kind: 'requirement',
        id: 'ordered.seq-contiguous',
        title: 'seq/contiguous',
        before: 'pass',
        after: 'violation',
        direction: 'worse',
        detail: 'pass → 1 of 3 in slow-reader',
      },
    ],
  };

  it('begins with what got worse', () => {
    expect(renderDiff(DIFF, plainPaint)).toBe(`\
a (pass) → b (violation)
profile durable@1 → durable@2

worse
  requirement ordered.seq-contiguous: pass → violation (pass → 1 of 3 in slow-reader)

other
  case new-one: not there → pass (not there → pass)
`);
    expect(renderDiff({ ...DIFF, after: side, changes: [] }, plainPaint)).toBe(
      'a (pass) → a (pass)\nnothing changed\n',
    );
  });
});

describe('what people read of a verification', () => {
  const VERIFIED: VerifyReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: '0.1.0',
    target: 'a',
    version: null,
    profile: 'durable@1',
    dialect: 'reference@1',
    verdict: 'violation',
    requirements: [],
    digest: 'x',
    judgedBy: [],
    notJudged: ['attachments'],
    outcome: 'verified',
    recomputed: true,
    differences: [],
    claims: [{ member: 'certificate.gauntlet', says: 'made by Gauntlet 0.1.0' }],
    unproven: 'nothing is signed',
  };

  it('is one line when nothing differs, and one for each difference; then what is only claimed', () => {
    const claims =
      'not judged: attachments\nclaims, not proven (nothing is signed):\n  made by Gauntlet 0.1.0\n';
    expect(renderVerify(VERIFIED, 'b', plainPaint)).toBe(
      `verified: a against durable@1 is violation, as its histories say; digest x\n${claims}`,
    );
    const differences = [{ file: 'profile.json', sentence: 'is missing' }];
    expect(renderVerify({ ...VERIFIED, outcome: 'differs', differences }, 'b', plainPaint)).toBe(
      `DIFFERS profile.json: is missing\n\nnot verified: b does not say what its histories say (one difference)\n${claims}`,
    );
  });
});
