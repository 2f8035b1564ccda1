import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/report/progress.ts';

function stream(isTTY: boolean): { isTTY: boolean; text: string; write(text: string): void } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

/** A clock that stands until it is moved. */
function clock(): { now: () => number; ms: number } {
  const time = { ms: 0, now: () => time.ms };
  return time;
}

describe('live progress', () => {
  it('rewrites one line on a terminal and wipes it at the end', () => {
    const terminal = stream(true);
    const line = progressLine(terminal, true, () => 0);
    line.show({ counted: 'campaign', done: 8, total: 2000 });
    line.show({ counted: 'campaign', done: 16, total: null });
    line.clear();
    expect(terminal.text).toBe('\r\u001b[2Kcampaign: 8 of 2000\r\u001b[2Kcampaign: 16\r\u001b[2K');
  });

  it('says how fast it goes on, what was violated and covered, and how long it will take', () => {
    const time = clock();
    const terminal = stream(true);
    const line = progressLine(terminal, true, time.now);
    line.show({ counted: 'scenarios', done: 900, total: 900 });
    line.show({ counted: 'campaign', done: 0, total: 2000, violations: 0, cells: 1 });
    time.ms = 4000;
    line.show({ counted: 'campaign', done: 200, total: 2000, violations: 3, cells: 140 });
    time.ms = 400_000;
    line.show({ counted: 'campaign', done: 1000, total: 2000, violations: 1, cells: 140 });
    expect(terminal.text.split('\r\u001b[2K').slice(-2)).toEqual([
      'campaign: 200 of 2000, 50/s, 3 violations, 140 cells, 36 s left',
      'campaign: 1000 of 2000, 2.5/s, 1 violation, 140 cells, 7 min left',
    ]);
  });

  it('is cut to the terminal, or it could not be rewritten', () => {
    const terminal = { ...stream(true), columns: 20 };
    progressLine(terminal, true, () => 0).show({ counted: 'a'.repeat(40), done: 1, total: 2 });
    expect(terminal.text).toBe(`\r\u001b[2K${'a'.repeat(19)}`);
  });

  it('is one line every ten seconds where there is no terminal', () => {
    const time = clock();
    const other = stream(false);
    const line = progressLine(other, true, time.now);
    for (let done = 0; done <= 250; done++) {
      time.ms = done * 100;
      line.show({ counted: 'campaign', done, total: 1000 });
    }
    line.clear();
    expect(other.text).toBe(
      'campaign: 100 of 1000, 10/s, 90 s left\ncampaign: 200 of 1000, 10/s, 80 s left\n',
    );
  });

  it.each([true, false])('writes nothing when it is switched off (terminal: %s)', (isTTY) => {
    const time = clock();
    const other = stream(isTTY);
    const line = progressLine(other, false, time.now);
    time.ms = 60_000;
    line.show({ counted: 'scenarios', done: 1, total: 2 });
    line.clear();
    expect(other.text).toBe('');
  });
});
