/**
 * The judge: a pure function of (history, dialect, catalogue, profile), fed record by record. Each is decoded once; the
 * shared model sees the observation first, then every property that watches for it.
 */
import type { Dialect, Observer } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import { ProbeWatch } from '../dialect/unobservable.ts';
import type { HistoryRecord } from '../history/record.ts';
import { HarnessError } from '../kernel/invariant.ts';
import type { About } from './about.ts';
import { PROPERTIES } from './catalogue.ts';
import type { Excuse } from './excuses.ts';
import { findingOf, type Finding } from './finding.ts';
import type { Profile } from './profile.ts';
import type { Checker, Property, Verdict, VerdictName } from './property.ts';
import type { ProtocolStates } from './protocol-state.ts';
import { JudgeModel } from './model/judge-model.ts';
import { watchListsOf, type WatchList, type WatchLists } from './watch-lists.ts';

/** By what a history is judged. */
export interface JudgeSettings {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Default: the catalogue, but for what the profile leaves out. */
  readonly properties?: readonly Property[];
}

/** A property threw: a bug in Gauntlet (exit 5), never a verdict on the target. */
export class PropertyError extends HarnessError {
  override readonly name = 'PropertyError';
  readonly property: string;

  constructor(property: string, cause: unknown) {
    super(`property ${property} threw: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.property = property;
  }
}

/** The properties of the catalogue that a profile asks for, in its order. */
export function propertiesOf({ without = [] }: Profile): readonly Property[] {
  return without.length === 0 ? PROPERTIES : PROPERTIES.filter(({ id }) => !without.includes(id));
}

/** A judge of one history: it is shown every record in order, then asked for its verdicts. */
export function createJudge(options: JudgeSettings): Judge {
  return new Judge(options);
}

/** All verdicts on a whole history. */
export function judgeRecords(records: Iterable<HistoryRecord>, options: JudgeSettings): readonly Verdict[] {
  const judge = createJudge(options);
  for (const record of records) judge.observe(record);
  return judge.finish();
}

/** Shows a checker an observation and what is known about it. */
type Show = (this: Checker, observation: Observation, about: About) => void;

/**
 * What the judge asks of every property, and of every checker of its: read once for all histories. There are as many
 * shapes of both as properties, and of something of so many shapes V8 looks for each member anew.
 */
interface Known {
  readonly id: string;
  readonly minimum: number;
  readonly exercise: string;
  readonly without: ReadonlySet<string> | undefined;
  readonly needs: Property['needs'];
  /** Of its checkers, whose methods these are. */
  readonly prototype: unknown;
  readonly finish: (this: Checker) => void;
  readonly event: Show;
  readonly others: Readonly<Record<About['type'], Show>>;
}

interface ActiveChecker {
  readonly known: Known;
  readonly checker: Checker;
  readonly event: Show;
}

const everKnown = new WeakMap<Property, Known>();

function activeChecker(property: Property, model: JudgeModel): ActiveChecker {
  const checker = property.start(model);
  let known = everKnown.get(property);
  if (known === undefined || known.prototype !== Object.getPrototypeOf(checker)) {
    known = knownOf(property, checker);
    // what is of no class has methods of its own
    if (known.prototype !== Object.prototype) everKnown.set(property, known);
  }
  return { known, checker, event: known.event };
}

function knownOf({ id, minimum = 1, exercise, without, needs }: Property, checker: Checker): Known {
  // an observation and what is known about it are of one type, which the compiler cannot see of two values
  const methods = checker as unknown as Readonly<Record<About['type'] | 'frame', Show | undefined>>;
  const frame = methods.frame ?? looksAway;
  const others: Record<About['type'], Show> = {
    event: methods.event ?? frame,
    request: methods.request ?? frame,
    response: methods.response ?? frame,
    stray: methods.stray ?? frame,
    garbage: methods.garbage ?? frame,
    connection: methods.connection ?? looksAway,
    process: methods.process ?? looksAway,
    provider: methods.provider ?? looksAway,
    phase: methods.phase ?? looksAway,
    nothing: looksAway,
  };
  const prototype: unknown = Object.getPrototypeOf(checker);
  const { finish } = checker;
  return { id, minimum, exercise, without, needs, prototype, finish, event: others.event, others };
}

function looksAway(): void {}
const NOBODY: WatchList = [];

/** Of one history; `createJudge` makes it. */
export class Judge {
  readonly #dialect: Dialect;
  readonly #observer: Observer;
  /** What is known so far. */
  readonly model: JudgeModel;
  /** What is known of the record that was shown last; filled anew for the next. */
  about: About = { type: 'nothing' };
  /** In the order of the properties. */
  readonly #checkers: readonly ActiveChecker[];
  readonly #watchLists: WatchLists;
  /** Undefined: the dialect shows everything. */
  readonly #probes: ProbeWatch | undefined;

  constructor({ dialect, profile, properties = propertiesOf(profile) }: JudgeSettings) {
    this.#dialect = dialect;
    this.#observer = dialect.createObserver();
    this.model = new JudgeModel(dialect, profile);
    this.#watchLists = watchListsOf(properties);
    this.#probes = dialect.unobservable.size === 0 ? undefined : new ProbeWatch(dialect.unobservable);
    this.#checkers = properties.map((property) =>
      guard(property.id, () => activeChecker(property, this.model)),
    );
  }

  /** Takes the next record and returns what it means; throws PropertyError when a property is broken. */
  observe(record: HistoryRecord): Observation {
    const observation = this.#observer.observe(record);
    let watching = NOBODY;
    let at = -1;
    try {
      // nearly all are events: two paths, each of which knows what it is given
      if (observation.type === 'event') {
        const about = this.model.observeEvent(observation);
        this.about = about;
        if (this.#probes !== undefined) this.#probes.observe(observation);
        watching = this.#watchLists.ofEvent(observation, about);
        for (at = 0; at < watching.length; at++) {
          const active = this.#checkers[watching[at] as number] as ActiveChecker;
          active.event.call(active.checker, observation, about);
        }
      } else {
        const about = this.model.observe(observation);
        this.about = about;
        if (this.#probes !== undefined) this.#probes.observe(observation);
        watching = this.#watchLists.of(observation, about);
        for (at = 0; at < watching.length; at++) {
          const active = this.#checkers[watching[at] as number] as ActiveChecker;
          active.known.others[about.type].call(active.checker, observation, about);
        }
      }
    } catch (cause) {
      const active = this.#checkers[watching[at] ?? -1];
      throw new PropertyError(active?.known.id ?? '(model)', cause);
    }
    return observation;
  }

  /** What was and is going on. */
  get states(): ProtocolStates {
    return this.model.states;
  }

  /** Ends the history: one verdict per property, in the order given. To be called once. */
  finish(): Verdict[] {
    for (const { known: about, checker } of this.#checkers) guard(about.id, () => about.finish.call(checker));
    return this.#checkers.map((active) => this.#verdictOf(active));
  }

  #verdictOf({ known: { id, minimum, exercise, without, needs }, checker }: ActiveChecker): Verdict {
    const { exercised, excused, violations: proofs } = checker;
    const violations = proofs
      .filter(({ cause }) => without?.has(cause) !== true)
      .map((proof) => findingOf(id, proof, this.states));
    if (violations.length > 0) return verdictOf(id, exercised, violations, excused, 'violation');
    const declared = this.#dialect.unobservable.get(id);
    if (declared !== undefined && this.#probes !== undefined) {
      const result = this.#probes.resultOn(id);
      const reason =
        result.type === 'fails'
          ? `${this.#dialect.name} declares that it cannot show it (${declared.reason}), which is false: ${result.sentence}`
          : `${this.#dialect.name} cannot show it: ${declared.reason}`;
      const verdict = verdictOf(id, exercised, violations, excused, 'inconclusive', reason);
      return { ...verdict, unobservable: result };
    }
    const missing = this.#missing(needs);
    if (missing !== undefined) return verdictOf(id, exercised, violations, [], 'inconclusive', missing);
    if (exercised < minimum) {
      const often = exercised === 0 ? 'never happened' : `happened ${exercised} of ${minimum} times`;
      const reason = `not exercised: ${exercise} ${often}`;
      return verdictOf(id, exercised, violations, excused, 'inconclusive', reason);
    }
    return verdictOf(id, exercised, violations, excused, 'pass');
  }

  /** Why the history cannot show what the property needs. */
  #missing(needs: Property['needs']): string | undefined {
    if (needs === undefined) return undefined;
    const { prompts } = this.model.runs;
    return needs === 'calls' ? prompts.whyNoCalls : prompts.whyNoTexts;
  }
}

/** What is absent is no member, and every literal names all of its: there are many verdicts of each history. */
function verdictOf(
  property: string,
  exercised: number,
  violations: readonly Finding[],
  excused: readonly Excuse[],
  verdict: VerdictName,
  reason?: string,
): Verdict {
  if (excused.length === 0)
    return reason === undefined
      ? { property, exercised, violations, verdict }
      : { property, exercised, violations, verdict, reason };
  return reason === undefined
    ? { property, exercised, violations, excused, verdict }
    : { property, exercised, violations, excused, verdict, reason };
}

function guard<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PropertyError(property, cause);
  }
}
