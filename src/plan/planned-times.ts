/**
 * When the operations of a plan are to happen, and what they are to meet in their session: runs, queues, summaries,
 * what came before. A run is taken to go on for its script and some time beside; one that never ends until the gateway
 * gives it up. What waits for another operation comes after it, and how long after is not known.
 */
import { parseSessionControl } from '../protocol/session-control.ts';
import { durationMs } from './client-fault.ts';
import type { TriggeringOperation } from './mistake-trigger.ts';
import type { Operation, SendOperation } from './operation.ts';
import type { Plan } from './plan.ts';

/** What is planned so close together may come in any order. */
const CLOSE_MS = 50;
/** What a run or a summary takes beside what the plan says: its disk, its links, its queue. */
const BESIDE_MS = 2_000;
const DAY_MINUTES = 1_440;

export class PlannedTimes {
  readonly #plan: Plan;
  readonly #at = new Map<string, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
    const operations = new Map(plan.operations.map((one) => [one.id, one]));
    for (const one of plan.operations) this.#at.set(one.id, plannedAt(one, operations));
  }

  /** Whether it is to meet what the trigger says of its circumstances. */
  isAmid(one: Operation, trigger: TriggeringOperation): boolean {
    const { while: amid, after, rule, pastMinute, idleMs } = trigger;
    if (amid === 'summary' && !this.#duringSummary(one)) return false;
    if ((amid === 'run' || amid === 'queue') && this.#runsAt(one).length < (amid === 'run' ? 1 : 2))
      return false;
    if (after !== undefined && !this.#isAfter(one, after)) return false;
    if (rule !== undefined && !this.#mayAct(one, rule)) return false;
    if (pastMinute !== undefined && !this.#isPast(one, pastMinute)) return false;
    return idleMs === undefined || this.#isIdle(one, idleMs);
  }

  /** Operations of its session that come before it, or may. */
  #before(one: Operation): readonly Operation[] {
    const session = sessionOf(one);
    return this.#plan.operations.filter(
      (other) => other !== one && sessionOf(other) === session && this.#isBefore(other, one),
    );
  }

  #isBefore(other: Operation, one: Operation): boolean {
    if (other.after?.operation === one.id) return false;
    return this.#timeOf(other) <= this.#timeOf(one) + CLOSE_MS;
  }

  #timeOf({ id }: Operation): number {
    return this.#at.get(id) ?? 0;
  }

  /** Messages of its session whose runs may not be over by then. */
  #runsAt(one: Operation): readonly SendOperation[] {
    const now = this.#timeOf(one);
    const { limits, faults } = this.#plan;
    const hung = new Set(faults.flatMap((each) => (each.kind === 'lifecycle.hang' ? [each.run] : [])));
    let until = 0;
    return this.#before(one)
      .filter((other) => other.do === 'send' && !(other.replayOf !== undefined && other.sameKey))
      .toSorted((a, b) => this.#timeOf(a) - this.#timeOf(b))
      .filter((other): other is SendOperation => {
        if (other.do !== 'send') return false;
        const { id, turn } = other;
        const never = turn.end.type === 'never' || hung.has(id);
        const takes = durationMs(turn) + (never ? limits.runTimeoutMs : 0);
        until = Math.max(until, this.#timeOf(other)) + takes;
        if (one.after?.operation === id && one.after.event === 'settled') return false;
        return one.after?.operation === id || now <= until + BESIDE_MS;
      });
  }

  #duringSummary(one: Operation): boolean {
    const { rules, summaryMs, limits, faults } = this.#plan;
    const before = this.#before(one);
    if (rules.compactAboveEntries !== null && before.some((other) => other.do === 'send')) return true;
    const slow = faults.some(({ kind }) => kind === 'summary.stall' || kind === 'summary.timeout');
    const takes = slow ? limits.summaryTimeoutMs : Math.min(summaryMs, limits.summaryTimeoutMs);
    return before.some(
      (other) => other.do === 'compact' && this.#timeOf(one) <= this.#timeOf(other) + takes + BESIDE_MS,
    );
  }

  #isAfter(one: Operation, what: NonNullable<TriggeringOperation['after']>): boolean {
    if (what === 'send elsewhere')
      return this.#plan.operations.some(
        (other) => other.do === 'send' && other.session !== sessionOf(one) && this.#isBefore(other, one),
      );
    return this.#before(one).some((other) => {
      if (what === 'rotation') return other.do === 'reset' || other.do === 'delete' || isCommand(other);
      return other.do === what;
    });
  }

  /** A rule of the plan acts when a message comes to a session that was in use. */
  #mayAct(one: Operation, rule: 'daily' | 'compaction'): boolean {
    const { dailyResetMinute, compactAboveEntries } = this.#plan.rules;
    if (rule === 'daily') return dailyResetMinute !== null && this.#isPast(one, dailyResetMinute);
    return compactAboveEntries !== null;
  }

  /** The day turns at this minute between the first message of its session and this one. */
  #isPast(one: Operation, minute: number): boolean {
    return this.#before(one).some((other) => {
      if (other.do !== 'send') return false;
      const from = Math.floor(this.#dayOf(other, minute));
      return Math.floor(this.#dayOf(one, minute)) > from || this.#mayJump(one);
    });
  }

  /** Days since the first one that began at this minute, by the gateway's clock. */
  #dayOf(one: Operation, minute: number): number {
    const now = this.#timeOf(one);
    const jumped = this.#plan.faults.reduce(
      (sum, each) => sum + (each.kind === 'clock.jump' && (each.atMs ?? Infinity) <= now ? each.byMs : 0),
      0,
    );
    const minutes = (this.#plan.wallClockMs + now + jumped) / 60_000;
    return (minutes - minute) / DAY_MINUTES;
  }

  /** The clock jumps at a boundary operation, or so close that nobody knows whether before or after. */
  #mayJump(one: Operation): boolean {
    const now = this.#timeOf(one);
    return this.#plan.faults.some(
      (each) =>
        each.kind === 'clock.jump' &&
        (each.atMs === undefined || (each.atMs > now && each.atMs <= now + BESIDE_MS)),
    );
  }

  #isIdle(one: Operation, idleMs: number): boolean {
    const before = this.#before(one).filter((other) => other.do === 'send');
    const last = Math.max(...before.map((other) => this.#timeOf(other)));
    const jumps = this.#plan.faults.some((each) => each.kind === 'clock.jump');
    return before.length > 0 && (jumps || one.after !== undefined || this.#timeOf(one) - last > idleMs);
  }
}

function plannedAt(one: Operation, operations: ReadonlyMap<string, Operation>): number {
  const seen = new Set<string>();
  let at = 0;
  let each: Operation | undefined = one;
  while (each !== undefined && !seen.has(each.id)) {
    seen.add(each.id);
    at += each.atMs ?? 0;
    if (each.after === undefined) break;
    at += each.after.delayMs;
    const anchor: Operation | undefined = operations.get(each.after.operation);
    if (each.after.event === 'settled' && anchor?.do === 'send') at += durationMs(anchor.turn);
    each = anchor;
  }
  return at;
}

function sessionOf(one: Operation): string | undefined {
  return 'session' in one ? one.session : undefined;
}

function isCommand(one: Operation): boolean {
  return one.do === 'send' && parseSessionControl(one.text) !== undefined;
}
