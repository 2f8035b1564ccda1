import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/certify/certificate.ts';
import { compareCertificates } from '../../src/certify/comparison.ts';
import { matrixOf } from '../../src/certify/matrix.ts';
import { certified } from './small-certificate.ts';

let good: Certificate;
let bad: Certificate;

beforeAll(async () => {
  ({ certificate: good } = await certified('reference'));
  ({ certificate: bad } = await certified('writes-stale-lifecycle'));
});

/** The same certificate with another verdict on one requirement. */
function saying(verdict: Certificate['requirements'][number]['verdict']): Certificate {
  return { ...good, requirements: good.requirements.map((one) => ({ ...one, verdict })) };
}

describe('comparing two certificates', () => {
  it('finds nothing between equal ones', () => {
    expect(compareCertificates(good, structuredClone(good))).toEqual([]);
  });

  it('says what got worse, and the other way round what got better', () => {
    expect(compareCertificates(good, bad)).toEqual(
      expect.arrayContaining([
        {
          kind: 'requirement',
          id: 'small.row',
          title: 'generation/row',
          before: 'pass',
          after: 'violation',
          direction: 'worse',
          detail: expect.stringContaining('pass → 2 of 2 in 88538-late-end-after-reset') as unknown,
        },
        expect.objectContaining({ kind: 'case', id: '88538-late-end-after-reset', direction: 'worse' }),
      ]),
    );
    const back = compareCertificates(bad, good);
    expect(back.length).toBeGreaterThan(0);
    expect(back.every(({ direction }) => direction === 'better')).toBe(true);
  });

  it.each([
    ['pass', 'inconclusive', 'worse'],
    ['pass', 'not-applicable', 'worse'],
    ['not-applicable', 'inconclusive', 'worse'],
    ['inconclusive', 'violation', 'worse'],
    ['violation', 'inconclusive', 'better'],
    ['inconclusive', 'pass', 'better'],
  ] as const)('calls %s → %s %s', (before, after, direction) => {
    const changes = compareCertificates(saying(before), saying(after));
    expect(new Set(changes.map((one) => one.direction))).toEqual(new Set([direction]));
  });

  it('calls what is gone worse when it had passed, and what is new neither', () => {
    const without: Certificate = { ...good, requirements: good.requirements.slice(1) };
    expect(compareCertificates(good, without)).toMatchObject([{ after: null, direction: 'worse' }]);
    expect(compareCertificates(without, good)).toMatchObject([{ before: null, direction: 'other' }]);
  });

  it('shows that something fails more often, or otherwise, without calling it worse', () => {
    const often: Certificate = {
      ...bad,
      requirements: bad.requirements.map((one) => ({
        ...one,
        repetitions: one.repetitions.map((tally) =>
          tally.violation > 0 ? { ...tally, violation: tally.violation - 1, pass: tally.pass + 1 } : tally,
        ),
      })),
    };
    expect(compareCertificates(often, bad)).toMatchObject([
      { id: 'small.row', direction: 'other', detail: expect.stringContaining(' → ') as unknown },
    ]);
  });
});

/** The case of the incident, by its first repetition with this verdict. */
function shownBy({ cases }: Certificate, verdict: string): object {
  const one = cases.find(({ incident }) => incident === '88538');
  return { case: one?.id, history: one?.repetitions.find((each) => each.verdict === verdict)?.history };
}

describe('the matrix', () => {
  it('has a column per certificate, and says where an incident is seen and by which property', () => {
    const { columns, rows } = matrixOf([good, bad]);
    expect(columns.map(({ target, verdict }) => [target, verdict])).toEqual([
      ['reference', 'pass'],
      ['writes-stale-lifecycle', 'violation'],
    ]);
    expect(rows.filter(({ kind }) => kind === 'incident').map(({ id }) => id)).toEqual(['63374', '88538']);
    // the names of the cases, each once
    const about = good.cases.filter(({ incident }) => incident === '88538').map(({ name }) => name);
    expect(rows.find(({ id }) => id === '88538')?.about).toBe(about.join('; '));
    expect(rows.find(({ id }) => id === 'small.row')?.about).toBeNull();
    expect(rows.find(({ id }) => id === '88538')?.cells).toEqual([
      { verdict: 'pass', violated: null, expected: false, shown: shownBy(good, 'pass') },
      {
        verdict: 'violation',
        violated: { repetitions: 2, of: 2, property: 'generation/row' },
        expected: true,
        shown: shownBy(bad, 'violation'),
      },
    ]);
    expect(rows.find(({ id }) => id === 'small.row')?.cells.map(({ verdict }) => verdict)).toEqual([
      'pass',
      'violation',
    ]);
  });

  it('names what shows a requirement: its evidence, else a case in which it came out so', () => {
    const { rows } = matrixOf([good, bad]);
    const cells = rows.find(({ id }) => id === 'small.row')?.cells ?? [];
    const proof = bad.requirements.find(({ id }) => id === 'small.row')?.evidence[0];
    expect(cells[1]?.shown).toEqual({ case: proof?.case, history: proof?.history });
    const shown = cells[0]?.shown;
    const passing = good.cases.find(({ id }) => id === shown?.case);
    expect(passing?.repetitions.map(({ history }) => history)).toContain(shown?.history);
  });

  it('tells a violation of another property from the one that is meant', () => {
    const other: Certificate = {
      ...bad,
      cases: bad.cases.map((one) => ({ ...one, expectedProperty: 'ack/durable' })),
    };
    expect(matrixOf([other]).rows.find(({ id }) => id === '88538')?.cells[0]).toMatchObject({
      verdict: 'violation',
      expected: false,
      violated: { property: 'generation/row' },
    });
  });

  it('leaves a cell empty where a certificate does not say', () => {
    const [first, ...rest] = good.requirements;
    const less: Certificate = { ...good, requirements: rest, cases: [] };
    const { rows } = matrixOf([good, less]);
    expect(rows.find(({ id }) => id === first?.id)?.cells[1]?.verdict).toBeNull();
    expect(rows.find(({ id }) => id === '88538')?.cells[1]?.verdict).toBeNull();
  });

  it('is open when a case is, and not applicable when no case can be run', () => {
    const cellOf = (verdict: 'inconclusive' | 'not-applicable') =>
      matrixOf([{ ...good, cases: good.cases.map((one) => ({ ...one, verdict })) }]).rows[0]?.cells[0]
        ?.verdict;
    expect([cellOf('inconclusive'), cellOf('not-applicable')]).toEqual(['inconclusive', 'not-applicable']);
  });
});
