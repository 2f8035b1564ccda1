/** What was found out about one field, in words: `0 to 180 ms after m3`. Knows no plan and executes nothing. */
import type { FieldFinding } from '../report/published-explanation.ts';
import type { Window } from './window-search.ts';

type Found = Omit<FieldFinding, 'words'>;

/** Of a field that is a number. */
export function numberWords(found: Found): string {
  const { says, value, unit, drawn } = found;
  switch (says) {
    case 'untried':
      return `${withUnit(Number(value), unit)}; nothing else was tried, or too little`;
    case 'any':
      return drawn === null ? 'anything' : `anything: ${span(drawn.least, drawn.most, unit)} was drawn`;
    case 'must':
    case 'range': {
      return `${windowsWords(found)}${besideWords(ownWindow(found), unit)}`;
    }
  }
}

/** Of a field that is a choice. */
export function choiceWords({ says, value, fails, passes }: Found): string {
  switch (says) {
    case 'untried':
      return `${value}; nothing else was tried, or too little`;
    case 'any':
      return `anything: ${listed(fails)} ${fails.length === 1 ? 'fails' : 'fail'} as well`;
    case 'must':
    case 'range':
      return `${listed([String(value), ...fails], 'or')} (${listed(passes)} ${passes.length === 1 ? 'passes' : 'pass'})`;
  }
}

/** The windows alone, the one with the plan's value first. A time says what it is counted from, as `it` where it is called so. */
export function windowsWords(found: Found, it?: string): string {
  const own = ownWindow(found);
  const others = found.windows.filter((one) => one !== own);
  const isTime = found.path.endsWith('.atMs');
  const words = (one: Window): string =>
    isTime ? timeWords(one, it ?? found.after ?? 'the beginning') : sizeWords(one, found.unit);
  const [first, ...more] = [own, ...others].map(words);
  const about = found.exact ? '' : 'about ';
  return [`${about}${first ?? ''}`, ...more].join(', or ');
}

export function listed(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}

function ownWindow({ windows, value }: Found): Window {
  const number = Number(value);
  const own = windows.find(({ from, to }) => from <= number && number <= to);
  return own ?? { from: number, to: number, below: null, above: null };
}

function sizeWords({ from, to, below, above }: Window, unit: FieldFinding['unit']): string {
  if (from === to && below !== null && above !== null) return `exactly ${withUnit(from, unit)}`;
  if (below === null && above === null) return 'anything';
  if (below === null) return `${withUnit(to, unit)} or less`;
  if (above === null) return `${withUnit(from, unit)} or more`;
  return span(from, to, unit);
}

function timeWords({ from, to, below, above }: Window, anchor: string): string {
  if (below === null && above === null) return 'at any time';
  if (below === null) {
    if (to < 0) return `${number(-to)} ms or more before ${anchor}`;
    return to === 0
      ? `together with ${anchor} or before it`
      : `before ${anchor} or at most ${number(to)} ms after it`;
  }
  if (above === null) {
    if (from > 0) return `${number(from)} ms or more after ${anchor}`;
    return from === 0
      ? `together with ${anchor} or after it`
      : `after ${anchor} or at most ${number(-from)} ms before it`;
  }
  if (from === to) {
    if (from === 0) return `together with ${anchor}`;
    return `exactly ${number(Math.abs(from))} ms ${from > 0 ? 'after' : 'before'} ${anchor}`;
  }
  if (from >= 0) return `${span(from, to, 'ms')} after ${anchor}`;
  if (to <= 0) return `${span(-to, -from, 'ms')} before ${anchor}`;
  return `between ${number(-from)} ms before ${anchor} and ${number(to)} ms after it`;
}

/** What was executed beside a window, and passes. */
function besideWords({ below, above }: Window, unit: FieldFinding['unit']): string {
  const beside = [below, above].filter((one) => one !== null).map((one) => withUnit(one, unit));
  if (beside.length === 0) return '';
  return ` (${beside.join(' and ')} ${beside.length === 1 ? 'passes' : 'pass'})`;
}

function span(from: number, to: number, unit: FieldFinding['unit']): string {
  return `${number(from)} to ${withUnit(to, unit)}`;
}

function withUnit(value: number, unit: FieldFinding['unit']): string {
  if (unit === '') return number(value);
  return `${number(value)} ${value === 1 ? unit.replace('bytes', 'byte') : unit}`;
}

/** With commas from a thousand on, and at most three decimals. */
function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
