/**
 * What an abort does to a run: it ends it, here and now. Asking the model to stop and waiting for it to say that it
 * did leaves the run open for ever, since a cancelled call need not say anything.
 */

export interface AbortPolicy {
  /** The run is over when the abort is answered. */
  readonly endsRuns: boolean;
}

export const abort: AbortPolicy = {
  endsRuns: true,
};
