/**
 * What a property is: a named predicate over histories, streaming, with constant work per observation.
 * One file, one name, one sentence a gateway author can argue with. Never imports gateway or client: an oracle
 * that shares code with the model shares its bugs.
 */
import type { ProbeResult } from '../dialect/unobservable.ts';
import type { Checks } from './about.ts';
import { Excuses, type Excuse } from './excuses.ts';
import type { Finding, Proof } from './finding.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Watch } from './watch-lists.ts';

const KEPT_PER_CAUSE = 2;
const KEPT = 8;

export type Family = 'order' | 'generation' | 'account' | 'boundary' | 'liveness';

/** A named predicate over histories. It has no state: what it knows of one history is its checker's. */
export interface Property {
  /** Such as `seq/contiguous`. */
  readonly id: string;
  /**
   * Raised with every clause that becomes stricter, so that profiles which name an older version are not judged by it;
   * the header of its file says what came when. Default: 1.
   */
  readonly version?: number;
  /**
   * The causes of violations that came with each version after the first. Older ones are judged without them; those
   * before a version that is not here are gone.
   */
  readonly later?: { readonly [version: number]: readonly string[] };
  /** Of an older version: the causes it does not know. */
  readonly without?: ReadonlySet<string>;
  readonly family: Family;
  /** What must hold, in one sentence. */
  readonly statement: string;
  /** Where the demand comes from: an incident, a protocol section. */
  readonly why: string;
  /** How often it must be exercised to pass (default: once), and what counts as one exercise. */
  readonly minimum?: number;
  readonly exercise: string;
  /** What its checkers are shown: legs are chosen here; what is said, which only saves time, by the checker too. */
  readonly watches: readonly Watch[];
  /** A wider property asks all that this one does; it stays for certificate profiles that name it. */
  readonly supersededBy?: string;
  /**
   * It is judged by calls to the model, or by what was said and asked too: inconclusive where the history does not show
   * that, and its checkers convict nobody then. Default: it is not.
   */
  readonly needs?: 'calls' | 'texts';
  /** A fresh checker for one history. The model has already seen each observation when the checker does. */
  start(model: JudgeModel): Checker;
}

/** Has a method for each type of observation that it looks at; it is shown no other. */
export interface Checker extends Checks {
  /** Called once, after the last record. */
  finish(): void;
  /** So far: how often the property was exercised. */
  readonly exercised: number;
  /** So far, in order of discovery; a checker stops collecting after a few. */
  readonly violations: readonly Proof[];
  /** So far: what it left unjudged, though it was its matter. */
  readonly excused: readonly Excuse[];
}

/**
 * A checker that counts its exercises and collects a few violations per cause: the first ones are the evidence, the rest
 * would be noise. A property says what it looks at and when.
 */
export abstract class FindingChecker implements Checker {
  exercised: number;
  readonly violations: Proof[];
  protected readonly model: JudgeModel;
  readonly #excuses: Excuses;

  // fields are assigned here rather than defined: a class has few histories to be compiled in, and defining is slower
  constructor(model: JudgeModel) {
    this.exercised = 0;
    this.violations = [];
    this.#excuses = new Excuses();
    this.model = model;
  }

  finish(): void {}

  get excused(): readonly Excuse[] {
    return this.#excuses.counted;
  }

  /** Leaves one thing unjudged, and says so: `because` is told of several. The same thing counts once. */
  protected excuse(thing: string, because: string, one: object): void {
    this.#excuses.add(thing, because, one);
  }

  /** `records` may hold negative placeholders; they are left out. */
  protected add(cause: string, sentence: string, ...records: readonly number[]): void {
    if (this.violations.length >= KEPT) return;
    if (this.violations.filter((one) => one.cause === cause).length >= KEPT_PER_CAUSE) return;
    const evidence = [...new Set(records)].filter((record) => record >= 0 && record !== Infinity);
    this.violations.push({ sentence, cause, records: evidence.sort((a, b) => a - b) });
  }
}

/** `inconclusive`: it was exercised too seldom to pass, or cannot be told; `reason` says why. */
export type VerdictName = 'pass' | 'violation' | 'inconclusive';

/** What a property says of one history. */
export interface Verdict {
  readonly property: string;
  readonly verdict: VerdictName;
  readonly exercised: number;
  readonly violations: readonly Finding[];
  /** What was left unjudged, and why: a pass with many excuses is a hollow one. Absent: nothing. */
  readonly excused?: readonly Excuse[];
  /** Why it is inconclusive. */
  readonly reason?: string;
  /** The dialect declares that it cannot show it; what this history says about that. */
  readonly unobservable?: ProbeResult;
}
