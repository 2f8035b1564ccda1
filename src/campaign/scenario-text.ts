/**
 * A scenario as the YAML a person would write: the story folded, one block per operation and fault, small things on
 * one line, names before times before details, defaults left out.
 */
import { Document, isMap, isScalar, isSeq, Scalar, visit, type Node, type YAMLMap } from 'yaml';
import { briefPlan } from '../plan/brief.ts';
import type { Scenario } from '../plan/scenario.ts';

const LINE_WIDTH = 100;
const FIRST = ['id', 'do', 'kind', 'client', 'run', 'operation', 'session', 'atMs', 'after', 'when'];
const LAST = ['turn'];
/** Members whose items or members stand on one line. */
const ON_ONE_LINE = new Set([
  'convicts',
  'clients',
  'steps',
  'after',
  'when',
  'end',
  'follows',
  'latencyMs',
  'bootMs',
]);

export function scenarioText({ name, incident, story, convicts, exercises, plan }: Scenario): string {
  const { clients, operations = [], faults = [], ...world } = briefPlan(plan);
  const document = new Document({
    name,
    ...(incident === null ? {} : { incident }),
    story,
    ...(convicts.length === 0 ? {} : { convicts }),
    ...(exercises.length === 0 ? {} : { exercises }),
    plan: {
      ...world,
      clients,
      ...(operations.length === 0 ? {} : { operations: operations.map(ordered) }),
      ...(faults.length === 0 ? {} : { faults: faults.map(ordered) }),
    },
  });
  const told: unknown = document.get('story', true);
  if (isScalar(told)) told.type = Scalar.BLOCK_FOLDED;
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (!isScalar(key)) return;
      if (ON_ONE_LINE.has(String(key.value))) putOnOneLine(value as Node);
      if (key.value === 'turn' && isMap(value) && isShort(value)) value.flow = true;
    },
  });
  return document.toString({ lineWidth: LINE_WIDTH, singleQuote: true });
}

function putOnOneLine(node: Node): void {
  if (isMap(node)) node.flow = true;
  else if (isSeq(node)) {
    if (node.items.every(isScalar)) node.flow = true;
    for (const item of node.items) if (isMap(item)) item.flow = true;
  }
}

/** A turn without steps, or one that plays the usual ones. */
function isShort(turn: YAMLMap): boolean {
  const steps: unknown = turn.get('steps');
  return steps === undefined || (isSeq(steps) && steps.items.length === 0);
}

function ordered(item: object): object {
  const rank = ([key]: readonly [string, unknown]): number =>
    FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length + 1 + LAST.indexOf(key);
  return Object.fromEntries(Object.entries(item).sort((a, b) => rank(a) - rank(b)));
}
