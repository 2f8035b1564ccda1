/**
 * What there is to say of one property, gathered from the registries and by executing its failing plan: on the gateway
 * that breaks it and on the reference, where it must hold.
 */
import { execute } from '../../src/campaign/execute.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Scenario } from '../../src/plan/scenario.ts';
import type { EvidenceField, Finding } from '../../src/properties/finding.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Checker, Property } from '../../src/properties/property.ts';
import { EvidenceReader } from '../../src/trace/evidence.ts';
import type { Trace, TraceEvent } from '../../src/trace/trace.ts';
import { traceOf } from '../../src/trace/tracer.ts';
import { PageNames } from './page-names.ts';
import { sequenceLines } from './sequence.ts';

export const SAME_PLAN = 'the same plan';
const MOST_DRAWN = 20;

export interface Sequences {
  /** The gateway that breaks it, and what the judge says. */
  readonly gateway: GatewayEntry;
  readonly sentence: string;
  readonly fails: readonly string[];
  /** Which plan passes: the same one, or the name of another, where the same one is too short to show it. */
  readonly passing: string;
  readonly exercised: number;
  readonly passes: readonly string[];
}

export async function sequencesOf(property: Property, scenario: Scenario): Promise<Sequences> {
  const [convicted] = scenario.convicts;
  const gateway = gatewayNamed(convicted?.gateway ?? '');
  const names = new PageNames();
  const bad = await executed(property, scenario.plan, gateway);
  const found = bad.violations[0];
  if (found === undefined) throw new Error(`${gateway.name} does not break ${property.id} with its plan`);
  const { dialect, history, trace } = bad;
  const reader = new EvidenceReader(history, { dialect, profile: SIMULATED_PROFILE });
  const finding = reader.of(found);
  const about = new Map(
    (finding.evidence ?? []).map(({ i, fields = [] }) => [i, fields.slice(0, 4)] as const),
  );
  const fails = sequenceLines({ history, trace, about, names });
  const sentence = names.sentence(found.sentence);
  const { good, passing } = await passingExecution(property, scenario);
  const shown = new Map<number, readonly EvidenceField[]>();
  const last = trace.events[found.records.at(-1) ?? 0];
  const near = last && nearestExercise(good, last, passing === SAME_PLAN);
  if (near !== undefined) shown.set(near, []);
  if (passing === SAME_PLAN)
    for (const [i, fields] of counterpartsOf(about, trace, good)) shown.set(i, fields);
  const passes = sequenceLines({ history: good.history, trace: good.trace, about: shown, names });
  return { gateway, sentence, fails, passing, exercised: good.exercised, passes };
}

interface Executed {
  readonly dialect: NonNullable<ReturnType<typeof dialectFor>>;
  readonly history: readonly HistoryRecord[];
  readonly trace: Trace;
  readonly violations: readonly Finding[];
  readonly isPass: boolean;
  readonly exercised: number;
  /** Records by which it was exercised once more. */
  readonly exercises: readonly number[];
}

async function executed(
  property: Property,
  plan: Plan,
  { gateway, dialect: name }: GatewayEntry,
): Promise<Executed> {
  const dialect = dialectFor(name);
  if (dialect === undefined) throw new Error(`no dialect ${name}`);
  const profile = SIMULATED_PROFILE;
  const { history = [] } = await execute({ plan, gateway, dialect, profile, keep: true });
  let checker: Checker | undefined;
  const watched: Property = { ...property, start: (model) => (checker = property.start(model)) };
  const judge = createJudge({ dialect, profile, properties: [watched] });
  const exercises: number[] = [];
  let before = 0;
  for (const record of history) {
    judge.observe(record);
    const now: number = checker?.exercised ?? 0;
    if (now > before) exercises.push(record.i);
    before = now;
  }
  const [verdict] = judge.finish();
  return {
    dialect,
    history,
    trace: traceOf(history, { dialect }),
    violations: verdict?.violations ?? [],
    isPass: verdict?.verdict === 'pass',
    exercised: verdict?.exercised ?? 0,
    exercises,
  };
}

/** The same plan on the reference; where that is too short, the first scenario or drawn plan that shows it. */
async function passingExecution(
  property: Property,
  failing: Scenario,
): Promise<{ readonly good: Executed; readonly passing: string }> {
  const reference = gatewayNamed('reference');
  const same = await executed(property, failing.plan, reference);
  if (same.violations.length > 0) throw new Error(`the reference breaks ${property.id}`);
  if (same.isPass) return { good: same, passing: SAME_PLAN };
  for (const { scenario } of loadPackagedScenarios(KNOWN_NAMES).filter((one) =>
    one.scenario.exercises.includes(property.id),
  )) {
    const good = await executed(property, scenario.plan, reference);
    if (good.isPass) return { good, passing: `the scenario *${scenario.name}*` };
  }
  for (let k = 1; k <= MOST_DRAWN; k++) {
    const good = await executed(property, generatePlan(`gauntlet/${k}`), reference);
    if (good.isPass) return { good, passing: `plan ${k} of seed \`gauntlet\`` };
  }
  throw new Error(`no plan shows that the reference keeps ${property.id}`);
}

/** What the good gateway shows where the bad one shows its evidence, with the same fields. */
function counterpartsOf(
  about: ReadonlyMap<number, readonly EvidenceField[]>,
  { events }: Trace,
  good: Executed,
): ReadonlyMap<number, readonly EvidenceField[]> {
  const found = new Map<number, readonly EvidenceField[]>();
  for (const [i, fields] of about) {
    const wrong = events[i] as TraceEvent;
    if (wrong.kind !== 'frame') continue;
    const alike = good.trace.events
      .filter(
        ({ kind, name, client, session, lifeline }) =>
          kind === 'frame' &&
          name === wrong.name &&
          client === wrong.client &&
          session === wrong.session &&
          lifeline?.split(':')[0] === wrong.lifeline?.split(':')[0],
      )
      .sort(
        (one, other) => Math.abs(one.atMicros - wrong.atMicros) - Math.abs(other.atMicros - wrong.atMicros),
      );
    const [right] = alike;
    if (right === undefined) continue;
    const record = good.history[right.i];
    const frame = record?.kind === 'frame' ? record.message.frame : undefined;
    found.set(
      right.i,
      fields.flatMap(({ path, tried }) => {
        const value = valueAt(frame, path);
        return value === undefined ? [] : [{ path, value, was: null, tried }];
      }),
    );
  }
  return found;
}

function valueAt(frame: unknown, path: string): EvidenceField['value'] | undefined {
  let value: unknown = frame;
  for (const step of path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}

/** The record that exercises it nearest to when the bad gateway broke it, with the same client if with any; else the last. */
function nearestExercise(
  { exercises, trace }: Executed,
  { atMicros, client }: TraceEvent,
  isSamePlan: boolean,
): number | undefined {
  if (!isSamePlan) return exercises.at(-1);
  const distance = (i: number): number => {
    const event = trace.events[i] as TraceEvent;
    return Math.abs(event.atMicros - atMicros) + (event.client === client ? 0 : 1_000_000);
  };
  return [...exercises].sort((one, other) => distance(one) - distance(other))[0];
}

function gatewayNamed(name: string): GatewayEntry {
  const entry = GATEWAYS.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no gateway ${name}`);
  return entry;
}
