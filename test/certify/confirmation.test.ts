/** What was found in virtual time, tried over real sockets. */
import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../../src/certify/certificate.ts';
import { confirmationsOf, toConfirm } from '../../src/certify/confirmation.ts';
import { confirmationWords } from '../../src/report/confirmation-words.ts';

const RAN = { verdict: 'pass', history: 'a'.repeat(16), reason: null } as const;

function one(id: string, changes: Partial<CaseResult>): CaseResult {
  const about = { id, name: id, file: `${id}.yaml`, incident: null, expectedProperty: null, exercises: [] };
  return { ...about, verdict: 'pass', violated: [], repetitions: [RAN, RAN], reason: null, ...changes };
}

const hosted = {
  cases: [
    one('lost', { verdict: 'violation', violated: ['ack/durable', 'row/accurate'] }),
    one('clock', { verdict: 'violation', violated: ['daily/rule'] }),
    one('kept', {}),
    // seen, and not asked for
    one('beside', { verdict: 'pass', violated: ['tick/regular'] }),
  ],
};
const live = {
  cases: [
    one('lost', { verdict: 'violation', violated: ['ack/durable', 'seq/contiguous'] }),
    one('clock', {
      verdict: 'not-applicable',
      reason: 'its clock is not ours',
      repetitions: [{ verdict: 'not-applicable', history: null, reason: 'its clock is not ours' }],
    }),
  ],
};

describe('what was found in virtual time', () => {
  it('is tried again where a case failed', () => {
    expect(toConfirm(hosted)).toEqual(['lost', 'clock']);
    expect(toConfirm({ cases: [one('kept', {})] })).toEqual([]);
  });

  it('is confirmed by the same property in the same case, not confirmed in so many tries, or not expressible', () => {
    expect(confirmationsOf(hosted, live).map(confirmationWords)).toEqual([
      'ack/durable in lost: confirmed live',
      'row/accurate in lost: not confirmed in 2 tries',
      'daily/rule in clock: not expressible live (its clock is not ours)',
    ]);
  });

  it('counts the tries that left a history', () => {
    const dead = { verdict: 'inconclusive', history: null, reason: 'dead before hello' } as const;
    const [, row] = confirmationsOf(hosted, { cases: [one('lost', { repetitions: [RAN, dead] })] });
    expect(row).toMatchObject({ outcome: 'not-confirmed', tries: 1 });
    expect(row === undefined ? '' : confirmationWords(row)).toContain('in 1 try');
  });

  it('is not said of cases that were not tried', () => {
    expect(confirmationsOf(hosted, { cases: [] })).toEqual([]);
  });
});
