/**
 * Where a history and the case that it is to be an execution of disagree, in words: its first line, what it says of
 * the plan, what clients were asked to do, how it ends. Pure. Must not know: files, verdicts.
 */
import { planRecord } from '../execution/plan-facts.ts';
import type { HistoryRecord, OperationRecord } from '../history/record.ts';
import { canonicalJson } from '../input/canonical.ts';
import type { Plan } from '../plan/plan.ts';
import type { JsonObject } from '../protocol/frame.ts';

/** `said`: the first line. `implied`: what it has to be, for one of the cases that refer to the history. */
export function differingHeader(said: JsonObject, implied: readonly JsonObject[]): string | undefined {
  const [first] = implied;
  if (first === undefined || implied.some((one) => canonicalJson(one) === canonicalJson(said)))
    return undefined;
  const name = Object.keys({ ...first, ...said }).find(
    (member) => canonicalJson(said[member] ?? null) !== canonicalJson(first[member] ?? null),
  );
  const [stated, wanted] = [said, first].map((one) => JSON.stringify(one[name ?? ''] ?? null));
  return `its first line says ${name ?? ''} ${stated ?? ''}, and the certificate says ${wanted ?? ''}`;
}

/** What the history shows that no execution of the plan does. */
export function differingPlan(records: readonly HistoryRecord[], plan: Plan): string | undefined {
  const [first] = records;
  if (first?.kind !== 'plan') return 'begins with no plan';
  const { i: _i, atMicros: _at, incarnation: _incarnation, ...said } = first;
  if (canonicalJson(said) !== canonicalJson(planRecord(plan))) return 'is of another plan than the case has';
  const seen = new Set<string>();
  for (const record of records) {
    if (record.kind !== 'operation') continue;
    if (seen.has(record.operation)) return `asks a client for ${record.operation} twice`;
    seen.add(record.operation);
    if (!isPlanned(record, plan)) return `asks a client for ${record.operation}, which is not in the case`;
  }
  const last = records.at(-1);
  return last?.kind === 'phase' && last.phase === 'end' ? undefined : 'ends before the execution did';
}

/** On a gateway that lives on, every execution has names of its own: those of the plan with a few digits. */
function isPlanned({ operation, client, do: asked, session }: OperationRecord, plan: Plan): boolean {
  const is = (named: string, given: string | undefined): boolean =>
    given !== undefined &&
    (given === named || (given.startsWith(named) && OWN_SUFFIX.test(given.slice(named.length))));
  return plan.operations.some(
    (one) =>
      is(one.id, operation) &&
      one.client === client &&
      one.do === asked &&
      ('session' in one ? is(one.session, session) : session === undefined),
  );
}

const OWN_SUFFIX = /^-[0-9a-f]{6}$/;
