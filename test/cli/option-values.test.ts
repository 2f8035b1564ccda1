import { describe, expect, it } from 'vitest';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseInto,
  parseName,
  parseOut,
  parseSeed,
  parseSeeds,
  parseWorkers,
} from '../../src/cli/option-values.ts';
import { UsageError } from '../../src/cli/problem.ts';

describe('--seeds', () => {
  it.each([
    ['500', 1, 500],
    ['1', 1, 1],
    ['100..199', 100, 199],
    ['7..7', 7, 7],
    ['0..3', 0, 3],
  ])('reads %s', (text, from, to) => {
    expect(parseSeeds(text)).toEqual({ from, to });
  });

  it.each(['0', '-1', 'NaN', '1e3', '1.5', '', ' 5', '5..1', '1..', '..5', '1..-2', '1...3', '99999999999'])(
    'refuses %j',
    (text) => {
      expect(() => parseSeeds(text)).toThrow(UsageError);
    },
  );
});

describe('--time', () => {
  it.each([
    ['60s', 60_000],
    ['1.5m', 90_000],
    ['500ms', 500],
    ['2h', 7_200_000],
  ])('reads %s', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['60', '0s', '-5s', 's', '5 s', '5d', ''])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

describe('other options', () => {
  it('reads a number of workers and refuses anything else', () => {
    expect(parseWorkers('4')).toBe(4);
    for (const text of ['0', '-1', 'two', '1.5', '1000'])
      expect(() => parseWorkers(text)).toThrow(UsageError);
  });

  it('reads a number of plans and refuses anything else', () => {
    expect(parseCount('--budget', '500')).toBe(500);
    for (const text of ['0', '-1', 'many', '1.5', '9999999999'])
      expect(() => parseCount('--budget', text)).toThrow(UsageError);
  });

  it('takes any text of reasonable length as a name, and any but an empty one as a folder', () => {
    expect([parseName('A reset, unheard'), parseInto('scenarios')]).toEqual([
      'A reset, unheard',
      'scenarios',
    ]);
    for (const text of ['', ' ', 'x'.repeat(201)]) expect(() => parseName(text)).toThrow(UsageError);
    expect(() => parseInto(' ')).toThrow(UsageError);
  });

  it('takes any text of reasonable length as a seed', () => {
    expect(parseSeed('-x $y')).toBe('-x $y');
    for (const text of ['', 'x'.repeat(101)]) expect(() => parseSeed(text)).toThrow(UsageError);
  });

  it('names the choices when a word is none of them', () => {
    expect(parseChoice('--which', ['all', 'none'], 'all')).toBe('all');
    expect(() => parseChoice('--which', ['all', 'none'], 'some')).toThrow(
      /--which 'some' is none of all, none/,
    );
  });

  it('wants a folder', () => {
    expect(parseOut('reports')).toBe('reports');
    expect(() => parseOut(' ')).toThrow(UsageError);
  });
});
