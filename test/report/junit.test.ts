import { describe, expect, it } from 'vitest';
import { printable } from '../../src/input/printable.ts';
import { junitXml } from '../../src/report/junit.ts';
import type { RunReport } from '../../src/report/published.ts';
import { offences } from './junit-rules.ts';
import { readXml } from './small-xml.ts';
import { CONVICTED, EXCUSED, MISMATCH, report, UNCOVERED, VIOLATION } from './small-report.ts';

const PROPERTY = {
  id: 'seq/contiguous',
  verdict: 'violation',
  exercised: 9,
  passes: 0,
  violations: 3,
  inconclusive: 0,
  excused: [],
} as const;

describe('JUnit XML', () => {
  it('has a case per scenario and gateway and one per property, none failed when all is clean', () => {
    const xml = junitXml(report());
    expect(xml).toContain('<testsuites name="gauntlet" tests="3" failures="0" errors="0">');
    expect(xml).toContain('classname="scenario.burns-seq"');
    expect(xml).toContain('classname="property.reference" name="seq/contiguous"');
  });

  it('fails a violated property with its evidence and commands', () => {
    const xml = junitXml(report({ scenarios: [], properties: [PROPERTY], violations: [VIOLATION] }));
    expect(xml).toContain('failures="1"');
    expect(xml).toContain('#132');
    expect(xml).toContain('npx gauntlet replay');
  });

  it('fails a known failure that no longer fails', () => {
    const xml = junitXml(
      report({ campaign: null, scenarios: [{ ...CONVICTED, verdict: 'pass', problem: 'no longer fails' }] }),
    );
    expect(xml).toContain('<failure message="no longer fails" type="violation"');
  });

  it('has an error for what had to be covered and was not', () => {
    expect(junitXml(report())).not.toContain('coverage');
    const xml = junitXml(report({ coverage: UNCOVERED }));
    expect(xml).toContain('classname="coverage.reference"');
    expect(xml).toContain('link.cut × idle');
  });

  it('counts what was never exercised as an error, not as a skip', () => {
    const xml = junitXml(report({ scenarios: [], properties: [{ ...PROPERTY, verdict: 'inconclusive' }] }));
    expect(xml).toContain('errors="1"');
    expect(xml).toContain('never exercised');
  });

  it('says what was excused: of a campaign in the case of its property, else of all scenarios', () => {
    const properties = [{ ...PROPERTY, verdict: 'pass', excused: EXCUSED } as const];
    const words = '3 sends excused: a fault cut their connection; 1 run excused: it went on';
    expect(junitXml(report({ properties }))).toContain(`\n${words}\nnpx gauntlet run`);
    const scenarios = junitXml(report({ properties, campaign: null }));
    expect(scenarios).toContain(`<property name="excused.seq/contiguous" value="${words}"/>`);
    expect(scenarios).not.toContain(`\n${words}`);
    expect(junitXml(report())).not.toContain('xcused');
    expect(junitXml(report({ campaign: null }))).not.toContain('xcused');
  });

  it('says of every case how to run it again, and how long it took in virtual time', () => {
    const root = readXml(junitXml(report()));
    const [scenarios, campaign] = root.elements;
    expect(scenarios?.attributes['time']).toBe('3');
    expect(campaign?.attributes['time']).toBe('2');
    const cases = root.elements.flatMap(({ elements }) => elements);
    expect(cases.map(({ attributes }) => attributes['time'])).toEqual(['1.5', '1.5', '2']);
    for (const { elements } of cases) expect(elements[0]?.text).toMatch(/\nnpx gauntlet run /);
  });

  it('fails a scenario with the evidence of what was found in it', () => {
    const failing = { ...CONVICTED, expected: 'pass', expectedProperty: null, problem: 'violated' } as const;
    const found = { ...VIOLATION, plan: CONVICTED.name };
    const told = (violations: readonly (typeof VIOLATION)[]): string => {
      const root = readXml(junitXml(report({ campaign: null, scenarios: [failing], violations })));
      const parts = root.elements[0]?.elements[0]?.elements ?? [];
      return parts.find(({ name }) => name === 'failure')?.text ?? '';
    };
    expect(told([found])).toContain('#132');
    expect(told([found])).toContain('npx gauntlet shrink');
    expect(told([])).toBe(`${CONVICTED.sentence ?? ''}\n${CONVICTED.command}`);
  });

  const dead = { ...VIOLATION, property: 'target/alive', file: null, shrink: null };
  it.each<[string, Partial<RunReport>]>([
    ['a clean run', {}],
    ['scenarios alone', { campaign: null, properties: [{ ...PROPERTY, excused: EXCUSED }] }],
    ['violations', { properties: [PROPERTY], violations: [VIOLATION] }],
    ['a dead gateway', { violations: [dead], scenarios: [], campaign: null }],
    [
      'what was inconclusive',
      { properties: [{ ...PROPERTY, verdict: 'inconclusive' }], coverage: UNCOVERED },
    ],
    ['what was not repeatable', { determinism: { checked: 1, mismatches: [MISMATCH] } }],
    ['nothing', { scenarios: [], campaign: null }],
  ])('is what Jenkins takes: %s', (_what, over) => {
    expect(offences(readXml(junitXml(report(over))))).toEqual([]);
  });

  it('is XML whatever is in it', () => {
    const hostile = `a]]>b<c d="e">&#0;&amp;\u0000\u001b[2J\ufffe\ud800\r\n\u2028 <?xml ?> --> 'f'`;
    const one = { ...VIOLATION, sentence: hostile, plan: hostile, gateway: hostile, replay: [hostile] };
    const xml = junitXml(
      report({
        gateway: hostile,
        scenarios: [{ ...CONVICTED, name: hostile, file: hostile, sentence: hostile, problem: hostile }],
        properties: [{ ...PROPERTY, excused: [{ thing: hostile, because: hostile, count: 1 }] }],
        violations: [one],
        coverage: { ...UNCOVERED, missing: [hostile] },
        determinism: { checked: 1, mismatches: [{ ...MISMATCH, plan: hostile, gateway: hostile }] },
      }),
    );
    const root = readXml(xml);
    expect(offences(root)).toEqual([]);
    expect(root.elements[0]?.elements[0]?.attributes['name']).toBe(printable(hostile));
  });

  it('escapes markup and shows control characters', () => {
    const sentence = 'got <b> & "q" \u0007 ]]> end';
    const xml = junitXml(
      report({ scenarios: [], properties: [PROPERTY], violations: [{ ...VIOLATION, sentence }] }),
    );
    expect(xml).toContain('\\x07');
    expect(xml).toContain('message="got &lt;b');
  });
});
