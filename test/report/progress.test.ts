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

describe('live progress', () => {
  it('rewrites one line on a terminal and wipes it at the end', () => {
    const terminal = stream(true);
    const line = progressLine(terminal, true);
    line.show({ counted: 'campaign', done: 8, total: 2000 });
    line.show({ counted: 'campaign', done: 16, total: null });
    line.clear();
    expect(terminal.text).toBe('\r\u001b[2Kcampaign: 8 of 2000\r\u001b[2Kcampaign: 16\r\u001b[2K');
  });

  it.each([
    ['somewhere else than a terminal', false, true],
    ['when it is switched off', true, false],
  ])('writes nothing %s', (_name, isTTY, enabled) => {
    const other = stream(isTTY);
    const line = progressLine(other, enabled);
    line.show({ counted: 'scenarios', done: 1, total: 2 });
    line.clear();
    expect(other.text).toBe('');
  });
});
