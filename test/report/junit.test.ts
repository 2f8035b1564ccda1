import { describe, expect, it } from 'vitest';
import { junitXml } from '../../src/report/junit.ts';
import { CONVICTED, EXCUSED, report, UNCOVERED, VIOLATION } from './small-report.ts';

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
    expect(xml).toContain('<testsuites tests="3" failures="0" errors="0" skipped="0">');
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
    expect(junitXml(report({ properties }))).toContain(`<system-out><![CDATA[${words}]]></system-out>`);
    const scenarios = junitXml(report({ properties, campaign: null }));
    expect(scenarios).toContain(`<property name="excused.seq/contiguous" value="${words}"/>`);
    expect(scenarios).not.toContain('system-out');
    expect(junitXml(report())).not.toContain('xcused');
    expect(junitXml(report({ campaign: null }))).not.toContain('xcused');
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
