/**
 * One provider call being played: what it still has to say, whether it is over, and what it says although it is.
 * Owns the call's records. Must not know scripts, faults or gateways.
 */
import type { Lane, Scheduled } from '../kernel/loop.ts';
import { ms, type Micros } from '../kernel/time.ts';
import { recordText, type RecordedText } from '../history/recorded-text.ts';
import type { Emission, TimedEmission } from '../plan/provider-timeline.ts';
import type { WorldContext } from './world-context.ts';

/** How a call ended: it was told its end, it was cancelled, or whoever made it is gone. */
export type CallEnd = 'ended' | 'cancelled' | 'gone';

export type Step = Exclude<Emission, { type: 'silence' }>;

const NO_TOKENS = { end: undefined, error: undefined };

export class ProviderPlayback {
  /** What a summary returns; undefined: it is none. */
  text: string | undefined;
  /** What a run is said to have taken, by how it ends; undefined: nobody is told. */
  tokens: Readonly<Record<'end' | 'error', number | undefined>> = NO_TOKENS;
  readonly #world: WorldContext;
  readonly #call: number;
  readonly #purpose: 'run' | 'summary';
  readonly #alive: () => boolean;
  readonly #count: (goesOn: boolean) => void;
  readonly #onSilent: (() => void) | undefined;
  readonly #lane: Lane;
  #emissions: readonly TimedEmission[] = [];
  #act: ((emission: TimedEmission) => void) | undefined;
  #over: ((end: CallEnd) => void) | undefined;
  #began: Micros = 0;
  #next = 0;
  #scheduled: Scheduled | undefined;
  #isOver = false;
  #counted = true;
  /** What is said late and was not said yet. */
  #lates = 0;

  /** `onSilent` is called once: nothing more will be said, not even late. */
  constructor(
    world: WorldContext,
    call: number,
    purpose: 'run' | 'summary',
    alive: () => boolean,
    onSilent: (() => void) | undefined,
    count: (goesOn: boolean) => void,
  ) {
    this.#world = world;
    this.#call = call;
    this.#purpose = purpose;
    this.#alive = alive;
    this.#count = count;
    this.#onSilent = onSilent;
    this.#lane = world.loop.lane(`provider/${call}`, true);
    count(true);
  }

  /**
   * Plays `emissions`, which come in order, the times counted from now; `act` says each. The last one ends the call. `over` is
   * called once, when it is over.
   */
  play(
    emissions: readonly TimedEmission[],
    act: (emission: TimedEmission) => void,
    over: (end: CallEnd) => void,
  ): void {
    this.#emissions = emissions;
    this.#act = act;
    this.#over = over;
    this.#began = this.#world.now;
    // nobody waits for a call that does not end by itself
    if (emissions.at(-1)?.type === 'silence') this.uncount();
    this.#schedule();
  }

  end(delayMs: number, step: Step, act: () => void): void {
    if (this.#isOver) return;
    this.#scheduled = this.#world.loop.after(ms(delayMs), this.#lane, () => {
      if (!this.#alive()) return this.#vanish();
      this.#record(step, false);
      this.#finish('ended');
      act();
      this.#fallSilent();
    });
  }

  /** Emission although the call is over. `settled` is called also when the process that asked is gone by then. */
  late(delayMs: number, steps: readonly Step[], settled: () => void, act: (step: Step) => void): void {
    this.#lates++;
    this.#world.loop.after(ms(delayMs), this.#lane, () => {
      for (const step of steps) {
        if (!this.#alive()) break;
        this.#record(step, true);
        act(step);
      }
      settled();
      this.#lates--;
      this.#fallSilent();
    });
  }

  cancel(): void {
    if (this.#isOver || !this.#alive()) return;
    this.#world.record({ kind: 'provider', event: 'cancel', call: this.#call, purpose: this.#purpose });
    this.#finish('cancelled');
    this.#fallSilent();
  }

  // one emission is scheduled at a time: most of a call may never be said
  #schedule(): void {
    const emission = this.#emissions[this.#next];
    if (emission === undefined) return;
    const { loop } = this.#world;
    this.#scheduled = loop.at(this.#began + ms(emission.atMs), this.#lane, () => this.#say());
  }

  #say(): void {
    if (!this.#alive()) return this.#vanish();
    const emission = this.#emissions[this.#next++] as TimedEmission;
    this.#schedule();
    if (emission.type !== 'silence') this.#record(emission, false);
    if (emission.type === 'end' || emission.type === 'error') this.#finish('ended');
    this.#act?.(emission);
    if (this.#isOver) this.#fallSilent();
  }

  #vanish(): void {
    this.#finish('gone');
    this.#fallSilent();
  }

  #fallSilent(): void {
    if (this.#isOver && this.#lates === 0) this.#onSilent?.();
  }

  #finish(end: CallEnd): void {
    this.#isOver = true;
    if (this.#scheduled !== undefined) this.#world.loop.cancel(this.#scheduled);
    this.uncount();
    this.#over?.(end);
  }

  /** Nobody waits for it: it is over, or does not end by itself. */
  uncount(): void {
    if (this.#counted) this.#count(false);
    this.#counted = false;
  }

  #record(step: Step, injected: boolean): void {
    const kind = 'provider';
    const event = step.type;
    const call = this.#call;
    const purpose = this.#purpose;
    const text = this.#textOf(step);
    const tokens = !injected && (event === 'end' || event === 'error') ? this.tokens[event] : undefined;
    // most steps say something and nothing else
    if (text !== undefined && !injected) {
      const { next: i, now: atMicros, incarnation } = this.#world;
      this.#world.add({ i, atMicros, incarnation, kind, event, call, purpose, text });
      return;
    }
    this.#world.record({
      kind,
      event,
      call,
      purpose,
      ...(text === undefined ? {} : { text }),
      ...(event === 'end' && purpose === 'run' ? { stopReason: 'stop' } : {}),
      ...(event === 'error' ? { message: step.message } : {}),
      ...(tokens === undefined ? {} : { tokens }),
      ...(injected ? { injected: true } : {}),
    });
  }

  /** What a step says, as the history keeps it. */
  #textOf(step: Step): RecordedText | undefined {
    const text = saidBy(step) ?? (step.type === 'end' ? this.text : undefined);
    return text === undefined ? undefined : recordText(this.#world.masked(text));
  }
}

/** The text of an emission; undefined: it says none. */
function saidBy(step: Step): string | undefined {
  if (step.type === 'delta') return step.text;
  return step.type === 'tool' ? step.result : undefined;
}
