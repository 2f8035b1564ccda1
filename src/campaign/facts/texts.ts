/** Facts about texts: characters outside ASCII, in what clients send and in what the model says. */
import type { Observation } from '../../dialect/observation.ts';
import type { Fact } from './fact.ts';

/** Characters by what they are. */
const KINDS: readonly (readonly [id: string, what: string, is: RegExp])[] = [
  ['two-bytes', 'a character of two bytes', /[\u{80}-\u{7ff}]/u],
  ['three-bytes', 'a character of three bytes', /[\u{800}-\u{d7ff}\u{e000}-\u{ffff}]/u],
  ['four-bytes', 'a character of four bytes', /[\u{10000}-\u{10ffff}]/u],
  ['half-a-pair', 'a surrogate without its pair', /\p{Surrogate}/u],
];

export const TEXT_FACTS: readonly Fact[] = [
  ...KINDS.map(([id, what, is]): Fact => ({
    id: `sent-${id}`,
    sentence: `a message with ${what} was accepted`,
    watches: [{ type: 'response', says: ['send'] }],
    start: (context) => (seen) => {
      const isAnswer = seen.type === 'response' && seen.answer?.type === 'send';
      const ask = isAnswer ? context.asked?.ask : undefined;
      return ask?.type === 'send' && is.test(ask.text);
    },
  })),
  // a model says whole characters
  ...KINDS.slice(0, 3).map(([id, what, is]): Fact => ({
    id: `said-${id}`,
    sentence: `the model said ${what}`,
    watches: [{ type: 'provider', says: ['delta'] }],
    start: () => (seen) => is.test(said(seen)),
  })),
];

function said(seen: Observation): string {
  if (seen.type !== 'provider' || seen.record.event !== 'delta') return '';
  return typeof seen.record.text === 'string' ? seen.record.text : '';
}
