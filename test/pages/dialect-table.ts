/** What dialects declare, one line for each thing that may be chosen: who says what. */
import { DIALECTS } from '../../src/dialect/catalogue.ts';
import { CHOSEN_CONTENT, CHOSEN_MEMBERS, saidBy } from '../../src/dialect/declarations.ts';

/** What the dialects of one family are called together. */
const FAMILIES: Readonly<Record<string, string>> = {
  reference: 'every `reference@1`',
  protocol: 'every `protocol@4`',
  openclaw: 'every `openclaw@…`',
};

export function declarationsBySentence(): readonly string[] {
  return [...CHOSEN_MEMBERS, ...CHOSEN_CONTENT].flatMap((member) => {
    const speakers = new Map<string, string[]>();
    for (const dialect of DIALECTS) {
      const sentence = saidBy(dialect, member);
      speakers.set(sentence, [...(speakers.get(sentence) ?? []), dialect.name]);
    }
    const groups = [...speakers].sort(([, one], [, other]) => one.length - other.length);
    if (groups.length === 1) return groups.map(([sentence]) => `- all: ${sentence}`);
    return [
      `- ${groups.map(([sentence, names], at) => `${at === groups.length - 1 ? 'the others' : named(names)}: ${sentence}`).join('<br>')}`,
    ];
  });
}

function named(names: readonly string[]): string {
  const said: string[] = [];
  for (const [family, together] of Object.entries(FAMILIES)) {
    const all = DIALECTS.map(({ name }) => name).filter((name) => name.startsWith(`${family}@`));
    if (all.every((name) => names.includes(name))) said.push(together);
    else said.push(...names.filter((name) => all.includes(name)).map((name) => `\`${name}\``));
  }
  return said.join(', ');
}
