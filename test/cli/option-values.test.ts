import { describe, expect, it } from 'vitest';
import {
  choice,
  count,
  folder,
  parseDuration,
  parseName,
  parseSeed,
  parseSeeds,
  tokenIn,
  wholeNumber,
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
  it('reads a whole number within its bounds and refuses anything else', () => {
    const workers = wholeNumber('--workers', 1, 256);
    expect([workers('1'), workers('256')]).toEqual([1, 256]);
    for (const text of ['0', '-1', 'two', '1.5', '257', '']) expect(() => workers(text)).toThrow(UsageError);
    expect(() => workers('0')).toThrow("--workers '0' is no number from 1 to 256");
    expect(wholeNumber('--wall-offset', -10, 10)('-10')).toBe(-10);
  });

  it('reads a number of plans and refuses anything else', () => {
    expect(count('--budget')('500')).toBe(500);
    for (const text of ['0', '-1', 'many', '1.5', '9999999999'])
      expect(() => count('--budget')(text)).toThrow(UsageError);
  });

  it('takes any text of reasonable length as a name', () => {
    expect(parseName('A reset, unheard')).toBe('A reset, unheard');
    for (const text of ['', ' ', 'x'.repeat(201)]) expect(() => parseName(text)).toThrow(UsageError);
  });

  it('takes any text of reasonable length as a seed', () => {
    expect(parseSeed('-x $y')).toBe('-x $y');
    for (const text of ['', 'x'.repeat(101)]) expect(() => parseSeed(text)).toThrow(UsageError);
  });

  it('names the choices when a word is none of them', () => {
    const which = choice('--which', ['all', 'none']);
    expect(which('all')).toBe('all');
    expect(() => which('some')).toThrow("--which 'some' is none of all, none");
  });

  it('wants a folder', () => {
    expect(folder('--out')('reports')).toBe('reports');
    expect(() => folder('--into')(' ')).toThrow(new UsageError('--into needs a folder'));
  });

  it('finds a token in the command line or in the environment', () => {
    expect([tokenIn({}), tokenIn({ token: 'x' }), tokenIn({ tokenEnv: 'PATH' })]).toEqual([
      undefined,
      'x',
      process.env['PATH'],
    ]);
    for (const options of [{ token: 'x', tokenEnv: 'PATH' }, { tokenEnv: 'GAUNTLET_NO_SUCH' }])
      expect(() => tokenIn(options)).toThrow(UsageError);
  });
});
