import { describe, expect, it } from 'vitest';
import { differences, type FinishedCampaign } from './campaign-process.ts';
import { GUARD_LIMITS } from './guard-limits.ts';
import { sharesOf } from './rooms.ts';
import { measure, median, ratio } from './rounds.ts';
import { grouped, percent, tableText, times } from './table.ts';
import { here } from './turns.ts';

describe('rounds', () => {
  it('give every subject its turn and take ratios inside each round', async () => {
    const turns: string[] = [];
    const subject = (name: string) => ({ name, unit: 'events', portion: () => turns.push(name) && 7 });
    const paces = await measure([here(subject('a')), here(subject('b'))], {
      rounds: 2,
      turnMs: 1,
      warmUpMs: 0,
    });
    expect(turns.filter((name, at) => name !== turns[at - 1])).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(paces.map(({ name, rounds }) => [name, rounds.length])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  it('are not misled by a moment in which everything was slow', () => {
    const pace = (rounds: readonly number[]) => ({ name: '', unit: '', perSecond: median(rounds), rounds });
    expect(ratio(pace([20, 2, 22]), pace([10, 1, 11]))).toBe(2);
    expect(median([3, 1, 2, 4])).toBe(2.5);
  });
});

describe('the shares of rooms', () => {
  const node = (url: string, functionName: string, hitCount: number) => ({
    id: 0,
    hitCount,
    callFrame: { url, functionName, scriptId: '', lineNumber: 0, columnNumber: 0 },
  });

  it('go to the room whose function was on top, and leave out what was idle', () => {
    const nodes = [
      node('file:///a/src/kernel/loop.ts', 'step', 30),
      node('file:///a/src/kernel/hash.ts?x=1', 'mix', 20),
      node('file:///a/src/gateway/reference/hub.ts', 'publish', 25),
      node('file:///a/node_modules/@scope/name/index.js', 'f', 10),
      node('node:internal/timers', 'g', 5),
      node('', '(garbage collector)', 10),
      node('', '(idle)', 1_000),
    ];
    expect(sharesOf({ nodes }).map(({ room, share }) => [room, share])).toEqual([
      ['src/kernel', 0.5],
      ['src/gateway', 0.25],
      ['@scope/name', 0.1],
      ['(garbage collector)', 0.1],
      ['node', 0.05],
    ]);
  });
});

describe('the files of two campaigns', () => {
  it('differ where a byte does, or where one is missing', () => {
    const wrote = (files: Record<string, string>): FinishedCampaign => ({
      wallMs: 1,
      cpuMs: 1,
      peakBytes: 1,
      files: new Map(Object.entries(files)),
    });
    const one = wrote({ 'report.json': 'a', 'junit.xml': 'b' });
    expect(differences(one, wrote({ 'report.json': 'a', 'junit.xml': 'b' }))).toEqual([]);
    expect(differences(one, wrote({ 'report.json': 'A', 'summary.md': 'c' }))).toEqual([
      'junit.xml',
      'report.json',
      'summary.md',
    ]);
  });
});

describe('the limits of the guard', () => {
  it('leave a margin of about two', () => {
    for (const { usual, least } of GUARD_LIMITS) {
      expect(usual / least).toBeGreaterThan(1.6);
      expect(usual / least).toBeLessThan(2.5);
    }
  });
});

describe('figures for people', () => {
  it('stand under each other', () => {
    const columns = [
      { title: 'what', align: 'left' },
      { title: 'n', align: 'right' },
    ] as const;
    expect(
      tableText(columns, [
        ['a', '1,000'],
        ['long', '7'],
      ]),
    ).toBe('what      n\n----  -----\na     1,000\nlong      7');
  });

  it('have as many digits as they need', () => {
    expect([1234567, 1000, 99.94, 9.994, 0.5].map(grouped)).toEqual([
      '1,234,567',
      '1,000',
      '99.9',
      '9.99',
      '0.50',
    ]);
    expect([times(1.255), percent(0.1234)]).toEqual(['1.25x', '12.3 %']);
  });
});
