/**
 * One provider call being played: what it still has to say, whether it is over, and what it says although it is.
 * Owns the call's records. Must not know scripts, faults or gateways.
 */
import type { Lane } from '../kernel/loop.ts';
import { ms } from '../kernel/time.ts';
import type { Stage } from './stage.ts';

export type Step = 'start' | 'delta' | 'tool' | 'end' | 'error';

export class Performance {
  /** Called once: the call was told its end, or was cancelled, or whoever made it is gone. */
  onOver: (how: 'ended' | 'cancelled' | 'gone') => void = () => {};
  /** What a summary returns. */
  text: string | undefined;
  readonly #stage: Stage;
  readonly #call: number;
  readonly #purpose: 'run' | 'summary';
  readonly #alive: () => boolean;
  readonly #count: (goesOn: boolean) => void;
  #over = false;
  #counted = true;

  constructor(
    stage: Stage,
    call: number,
    purpose: 'run' | 'summary',
    alive: () => boolean,
    count: (goesOn: boolean) => void,
  ) {
    this.#stage = stage;
    this.#call = call;
    this.#purpose = purpose;
    this.#alive = alive;
    this.#count = count;
    count(true);
  }

  /** `bytes`: of the text it says. */
  after(delayMs: number, step: Step, act: () => void, bytes?: number): void {
    this.#later(delayMs, () => {
      this.#record(step, false, bytes);
      act();
    });
  }

  end(delayMs: number, step: Step, act: () => void): void {
    this.#later(delayMs, () => {
      this.#record(step, false);
      this.#finish('ended');
      act();
    });
  }

  /** The call does not end by itself, so nobody waits for it; `act` is called when its end would have come. */
  never(delayMs: number, act: () => void): void {
    this.#uncount();
    this.#later(delayMs, act);
  }

  /** Said although the call is over. `settled` is called also when the process that asked is gone by then. */
  late(delayMs: number, steps: readonly Step[], settled: () => void, act: (step: number) => void): void {
    this.#stage.loop.after(ms(delayMs), this.#lane(), () => {
      for (const [k, step] of steps.entries()) {
        if (!this.#alive()) break;
        this.#record(step, true);
        act(k);
      }
      settled();
    });
  }

  cancel(): void {
    if (this.#over || !this.#alive()) return;
    this.#stage.record({ kind: 'provider', event: 'cancel', call: this.#call, purpose: this.#purpose });
    this.#finish('cancelled');
  }

  #finish(how: 'ended' | 'cancelled' | 'gone'): void {
    this.#over = true;
    this.#uncount();
    this.onOver(how);
  }

  #uncount(): void {
    if (this.#counted) this.#count(false);
    this.#counted = false;
  }

  #later(delayMs: number, act: () => void): void {
    this.#stage.loop.after(ms(delayMs), this.#lane(), () => {
      if (this.#over) return;
      if (this.#alive()) act();
      else this.#finish('gone');
    });
  }

  #lane(): Lane {
    return this.#stage.loop.lane(`provider/${this.#call}`);
  }

  #record(step: Step, injected: boolean, bytes?: number): void {
    const text = step === 'end' && this.#purpose === 'summary' ? this.text : undefined;
    this.#stage.record({
      kind: 'provider',
      event: step,
      call: this.#call,
      purpose: this.#purpose,
      ...(bytes === undefined ? {} : { bytes }),
      ...(text === undefined ? {} : { text }),
      ...(injected ? { injected: true } : {}),
    });
  }
}
