/** The smallest mix as data: mix.yaml beside this file, where turns that are alike stand once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { Document, isPair, isScalar, parse, visit } from 'yaml';
import { planSchema, type Plan } from '../../src/plan/plan.ts';

/** Longer lists and objects get a line for each entry. */
const MOST_ON_A_LINE = 4;
/** As .oxfmtrc.json has it. */
const LINE_WIDTH = 110;
const FILE = join(import.meta.dirname, 'mix.yaml');

export function readMixFile(): Plan {
  return planSchema.parse(parse(readFileSync(FILE, 'utf8'), { maxAliasCount: -1 }));
}

export async function writeMixFile(plan: Plan): Promise<void> {
  const { code } = await format(FILE, mixText(plan), { printWidth: LINE_WIDTH, singleQuote: true });
  writeFileSync(FILE, code);
}

function mixText(plan: Plan): string {
  const head =
    '# The mix of the benchmarks as data. Written by `npm run bench:mix`; test/bench/mix.ts says what it is.\n';
  const document = new Document(withSharedTurns(plan));
  visit(document, {
    Collection: (_, collection) => {
      const values = collection.items.map((item) => (isPair(item) ? item.value : item));
      if (values.length <= MOST_ON_A_LINE && values.every(isScalar)) collection.flow = true;
    },
  });
  return head + document.toString({ lineWidth: LINE_WIDTH });
}

/** The same plan; turns that are equal are one object, which YAML writes once and then refers to. */
function withSharedTurns(plan: Plan): Plan {
  const turns = new Map<string, unknown>();
  return {
    ...plan,
    operations: plan.operations.map((operation) => {
      if (operation.do !== 'send') return operation;
      const text = JSON.stringify(operation.turn);
      const turn = (turns.get(text) ?? operation.turn) as typeof operation.turn;
      turns.set(text, turn);
      return { ...operation, turn };
    }),
  };
}
