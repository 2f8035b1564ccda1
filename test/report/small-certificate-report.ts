/** A certificate's report for tests, small enough to read. */
import type { CertifyReport, RequirementReport } from '../../src/report/certificate-report.ts';
import type { CertificateTerminalOptions } from '../../src/report/certificate-terminal.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { SCHEMA_VERSION } from '../../src/report/published.ts';

export function requirement(
  id: string,
  verdict: RequirementReport['verdict'],
  changes: Partial<RequirementReport> = {},
): RequirementReport {
  const violation = verdict === 'violation' ? 2 : 0;
  const pass = verdict === 'pass' ? 3 : 1;
  return {
    id,
    level: 'must',
    subject: 'seq/contiguous',
    verdict,
    reason: verdict === 'pass' || verdict === 'violation' ? null : 'nothing showed it',
    evidence:
      verdict === 'violation'
        ? [
            {
              case: 'slow-reader',
              repetition: 2,
              history: '0123456789abcdef',
              sentence: 'expected event seq 2 and got 6',
              cause: 'a gap',
              records: [12, 15],
            },
          ]
        : [],
    repetitions: [{ case: 'slow-reader', of: 3, violation, pass, inconclusive: 3 - violation - pass }],
    ...changes,
  };
}

export function certifyReport(changes: Partial<CertifyReport> = {}): CertifyReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: '0.1.0',
    target: 'openclaw@2026.5.28',
    findings: [],
    confirmations: [],
    version: '2026.5.28',
    protocol: 4,
    profile: 'durable@1',
    profileHash: 'f'.repeat(64),
    dialect: 'openclaw@2026.5.28',
    verdict: 'violation',
    repeat: 3,
    complete: true,
    requirements: [
      requirement('ordered.seq-contiguous', 'violation'),
      requirement('ordered.run-terminates', 'pass', { subject: 'run/terminates' }),
      requirement('durable.ack-durable', 'inconclusive', { subject: 'ack/durable' }),
      requirement('durable.rotation-audited', 'not-applicable', { level: 'should' }),
    ],
    cases: [
      {
        id: 'slow-reader',
        name: 'a slow reader sees no gap',
        file: 'certify/bounded/slow-reader.yaml',
        incident: '7442',
        expectedProperty: 'seq/contiguous',
        exercises: ['seq/contiguous'],
        verdict: 'violation',
        violated: ['seq/contiguous'],
        repetitions: [
          { verdict: 'pass', history: '0123456789abcdaa', reason: null },
          { verdict: 'violation', history: '0123456789abcdef', reason: 'violated seq/contiguous' },
          { verdict: 'violation', history: '0123456789abcdad', reason: 'violated seq/contiguous' },
        ],
        reason: 'violated seq/contiguous',
      },
    ],
    digest: 'd'.repeat(64),
    judgedBy: ['seq/contiguous@1', 'ack/durable@2'],
    notJudged: ['attachments', 'thinking'],
    waived: [],
    staleWaivers: [],
    unreachable: 0,
    interrupted: false,
    bundle: 'reports/certificates/openclaw@2026.5.28',
    ...changes,
  };
}

export const TERMINAL: CertificateTerminalOptions = {
  paint: plainPaint,
  quiet: false,
  wallMicros: 61_000_000,
  historyFile: (digest) => `histories/history-${digest}.jsonl`,
  judgeCommand: (digest) => `npx gauntlet judge histories/history-${digest}.jsonl`,
  verifyCommand: 'npx gauntlet verify reports/certificates/openclaw@2026.5.28',
  page: 'reports/certificates/openclaw@2026.5.28.html',
};
