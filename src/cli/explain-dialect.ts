/** What a dialect declares: what gateways may choose, and what this release or gateway chose. */
import { DIALECTS } from '../dialect/catalogue.ts';
import { declarationsOf } from '../dialect/declarations.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { REFERENCE } from '../dialect/reference.ts';
import { GATEWAYS } from '../gateway/catalogue.ts';
import { facts, type Explanation } from './explanation.ts';

/** A few differences are said, more are counted. */
const SAID = 2;

/** Of those that are no release's. */
const GENERAL: Readonly<Record<string, string>> = {
  [REFERENCE.name]: 'what a gateway behind the port speaks that declares nothing else',
  'protocol@4':
    'for whoever follows the protocol and is no release of OpenClaw; what a hello is taken for that names no known release',
};

/** All dialects, each with what tells it apart from the reference's. */
export function dialectSentences(): { name: string; sentence: string }[] {
  return DIALECTS.map((dialect) => ({ name: dialect.name, sentence: sentenceOf(dialect) }));
}

export function explainDialect(name: string): Explanation | undefined {
  const dialect = DIALECTS.find((one) => one.name === name);
  if (dialect === undefined) return undefined;
  const speakers = GATEWAYS.filter((one) => one.dialect === name && one.kind !== 'bad');
  return {
    kind: 'dialect',
    name,
    sentence: sentenceOf(dialect),
    facts: facts(
      ...declarationsOf(dialect).map(({ subject, sentences }) => [subject, sentences] as const),
      ['cannot show', Array.from(dialect.unobservable, ([property, { reason }]) => `${property}: ${reason}`)],
      ['spoken by', speakers.map((one) => one.name)],
    ),
  };
}

function sentenceOf(dialect: Dialect): string {
  const general = GENERAL[dialect.name];
  const [family] = dialect.name.split('+');
  const like = DIALECTS.find(({ name }) => name === family && name !== dialect.name) ?? REFERENCE;
  const common = new Set(sentencesOf(like));
  const others = sentencesOf(dialect).filter((sentence) => !common.has(sentence));
  if (others.length === 0) return general ?? `as ${like.name}`;
  return others.length <= SAID
    ? `as ${like.name}, but ${others.join('; ')}`
    : `${general ?? 'as measured'}; ${others.length} things are otherwise than in ${like.name}`;
}

function sentencesOf(dialect: Dialect): readonly string[] {
  return declarationsOf(dialect).flatMap(({ sentences }) => sentences);
}
