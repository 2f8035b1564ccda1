/**
 * Triggers: faults that fire at the nth matching boundary operation instead of at a time, so that any gateway behind
 * the port gets the same crash points. Owns counting and matching; firing belongs to the fault.
 */
import { ms } from '../kernel/time.ts';
import { isTimed, type TimedFault, type Trigger } from '../plan/fault.ts';
import type { Message } from '../protocol/message.ts';
import type { WorldContext } from './world-context.ts';

interface Armed {
  readonly fault: TimedFault;
  readonly trigger: Trigger;
  seen: number;
}

export class Triggers {
  readonly #world: WorldContext;
  readonly #fire: (fault: TimedFault) => void;
  #armed: Armed[];
  /** Hit, and about to fire. */
  #delayed = 0;

  constructor(world: WorldContext, fire: (fault: TimedFault) => void) {
    this.#world = world;
    this.#fire = fire;
    this.#armed = world.plan.faults.flatMap((fault) =>
      isTimed(fault) && fault.when !== undefined ? [{ fault, trigger: fault.when, seen: 0 }] : [],
    );
  }

  /** Faults that have not fired yet. */
  get waiting(): number {
    return this.#armed.length + this.#delayed;
  }

  /** No trigger fires any more. */
  disarm(): void {
    this.#armed = [];
    this.#delayed = 0;
  }

  /** A boundary operation happens; `alive` says whether the process that does it still lives. */
  hit(edge: Trigger['edge'], on: string, what: string, alive: () => boolean): void {
    if (this.#armed.length === 0) return;
    for (const armed of this.#armed) {
      const { trigger } = armed;
      if (trigger.on !== on || trigger.edge !== edge) continue;
      if (trigger.match !== undefined && !what.includes(trigger.match)) continue;
      if (trigger.fromMs !== undefined && this.#world.now < ms(trigger.fromMs)) continue;
      if (++armed.seen < trigger.nth) continue;
      this.#armed = this.#armed.filter((other) => other !== armed);
      if (trigger.delayMs === 0) this.#fire(armed.fault);
      else this.#fireLater(armed.fault, trigger.delayMs);
      if (!alive()) return;
    }
  }

  #fireLater(fault: TimedFault, delayMs: number): void {
    this.#delayed++;
    this.#world.loop.after(ms(delayMs), this.#world.loop.lane('faults'), () => {
      // disarmed meanwhile
      if (this.#delayed === 0) return;
      this.#delayed--;
      this.#fire(fault);
    });
  }
}

/** What a trigger on a frame matches: its method or event; of an answer `res`. */
export function triggerName({ frame }: Message): string {
  if (frame === undefined) return '';
  return frame.type === 'event' ? frame.event : frame.type === 'req' ? frame.method : frame.type;
}
