import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/cli/terminal-io.ts';
import { proofText } from '../../src/report/evidence-line.ts';
import { commandLine, cutLine, cutTo, fitted } from '../../src/report/fitted.ts';
import { paintFor, plainPaint } from '../../src/report/paint.ts';
import { renderReplay, renderRun } from '../../src/report/terminal.ts';
import { report, VIOLATION } from './small-report.ts';

const COMMAND = `npx gauntlet replay ${'reports/'.repeat(12)}x.json`;
const FIELDS = {
  ...VIOLATION,
  sentence: 'the row of generation a68ad03564d5aaea, which has had no turn, says status failed '.repeat(3),
  evidence: VIOLATION.evidence.map((one) => ({
    ...one,
    what: `event tick {"ts":${'9'.repeat(300)}}`,
    fields: [
      { path: 'payload.row.status', value: 'done', was: { value: null, i: 61 }, tried: true },
      { path: 'payload.row.key', value: 'main', was: { value: 'main', i: 61 }, tried: true },
    ],
  })),
  background: { causes: VIOLATION.evidence, steps: ['at 5 ms web sends to main (m1)'], untried: 0 },
  replay: [COMMAND],
};
const FAILED = report({ verdict: 'violation', violations: [FIELDS] });
const forced = paintFor({ isTTY: true }, {});
const options = { quiet: false, out: 'reports/latest', wallMicros: 1 };

describe('lines of a terminal', () => {
  it.each([
    [80, plainPaint],
    [160, plainPaint],
    [80, forced],
    [160, forced],
  ])('are at most %i columns wide, but for commands, which are whole', (width, paint) => {
    const text = renderRun(FAILED, { ...options, paint, width });
    const wide = text.split('\n').filter((line) => stringWidth(line) > width);
    expect(wide.every((line) => line.startsWith('npx gauntlet '))).toBe(true);
    expect(text).toContain(COMMAND);
    const whole = renderRun(FAILED, { ...options, paint: plainPaint });
    const words = new Set(whole.split(/\s+/));
    for (const word of stripVTControlCharacters(text).split(/\s+/))
      if (!word.endsWith('…')) expect(words).toContain(word);
  });

  it('have no escape code where there is no terminal, or NO_COLOR is set', () => {
    for (const paint of [paintFor({}, {}), paintFor({ isTTY: true }, { NO_COLOR: '1' })])
      expect(renderRun(FAILED, { ...options, paint, width: 80 })).not.toContain('\u001b');
    expect(renderRun(FAILED, { ...options, paint: forced, width: 80 })).toContain('\u001b');
  });

  it('say what the verdict depends on, what it was before, then the frame, and what led there', () => {
    const { violations, ...rest } = { ...FAILED, outcome: 'reproduced', sentence: 'again' } as const;
    const replayed = { ...rest, property: 'seq/contiguous', expectedDigest: '', violations } as never;
    expect(renderReplay(replayed, plainPaint, 80)).toMatchInlineSnapshot(`
      "reproduced: again

      seq/contiguous on gateway reference
        the row of generation a68ad03564d5aaea, which has had no turn, says status
          failed the row of generation a68ad03564d5aaea, which has had no turn, says
          status failed the row of generation a68ad03564d5aaea, which has had no turn,
          says status failed
          #132  1.204 s  gateway → alice#2 (delivered)
            payload.row.status = "done" (was null in #61)
            payload.row.key = "main"
            event tick {"ts":99999999999999999999999999999999999999999999999999999999…
        what came before it
          #132  1.204 s  gateway → alice#2 (delivered): event tick seq=6 {"ts":6}
        the steps of the plan that led there
          1. at 5 ms web sends to main (m1)
      "
    `);
  });

  it('say what nobody sent beside when it was', () => {
    const [frame] = VIOLATION.evidence;
    if (frame === undefined) throw new Error('there is evidence');
    const nobody = { client: null, conn: null, direction: null, stage: null };
    const call = { ...frame, ...nobody, i: 9, atMicros: 1_000, what: 'run call 2: end "stop"' };
    expect(proofText({ evidence: [call, frame] })).toEqual([
      '      #9  1.000 ms  run call 2: end "stop"',
      '    #132   1.204 s  gateway → alice#2 (delivered)',
      '      event tick seq=6 {"ts":6}',
    ]);
  });

  it('are indented as far as a command leaves room', () => {
    expect(fitted(commandLine('npx a'), 80)).toBe('    npx a');
    expect(fitted(commandLine(COMMAND), 80)).toBe(COMMAND);
    expect(fitted(commandLine(COMMAND), Infinity)).toBe(`    ${COMMAND}`);
  });

  it('are cut by columns, not by units', () => {
    expect(cutTo('日本語日本語', 7)).toBe('日本語…');
    expect(cutTo('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(fitted(cutLine(`    ${'x'.repeat(99)}`), 30)).toBe(`    ${'x'.repeat(25)}…`);
  });

  it('leave a word whole that is wider than all of it', () => {
    expect(fitted(`  one ${'w'.repeat(50)} two`, 30)).toBe(`  one\n    ${'w'.repeat(50)}\n    two`);
  });
});

describe('the width', () => {
  it('is the terminal’s, then what COLUMNS says, then 80', () => {
    expect(widthOf({ columns: 132 }, { COLUMNS: '100' })).toBe(132);
    expect(widthOf({}, { COLUMNS: '100' })).toBe(100);
    for (const wrong of ['', 'wide', '-3', '0']) expect(widthOf({}, { COLUMNS: wrong })).toBe(80);
    expect(widthOf({ columns: 0 }, {})).toBe(80);
  });
});
