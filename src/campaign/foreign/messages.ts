/** What passes between Gauntlet and the process of a foreign gateway: plain data. */
import { InputError, TargetError } from '../../input/problem.ts';
import type { DrawObserver } from '../../kernel/random.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Profile } from '../../properties/profile.ts';
import type { Outcome } from '../execute.ts';
import { TripwireError } from '../tripwire.ts';

/** One plan to execute and to judge. */
export interface ForeignRequest {
  readonly plan: Plan;
  readonly profile: Profile;
  /** A folder for its records, each written before the gateway goes on; null: nobody needs them. */
  readonly recordTo: string | null;
  /** The answer says what was drawn. */
  readonly withDraws: boolean;
}

/** What the module says of itself. */
export interface ForeignModule {
  readonly name: string;
  readonly dialect: string;
}

export interface ForeignOutcome {
  readonly outcome: Outcome;
  readonly draws: readonly Parameters<DrawObserver>[];
}

/** `alive`: it goes on. Whatever else is the one answer to a request, or to the loading. */
export type ForeignAnswer =
  | { readonly type: 'alive' }
  | {
      readonly type: 'done';
      readonly value: ForeignModule | ForeignOutcome;
      /** CPU time since the answer before. */
      readonly coreMicros: number;
    }
  | {
      readonly type: 'failed';
      readonly error: string;
      readonly message: string;
      readonly stack: string | undefined;
    };

/** Their class says whose fault it is that there is no answer; `Error`: ours. */
export const ERRORS: ReadonlyMap<string, new (message: string) => Error> = new Map(
  Object.entries({ InputError, TargetError, TripwireError, Error }),
);

/** The file of an execution that is recorded as it goes. */
export const RECORDED = 'history.jsonl';
