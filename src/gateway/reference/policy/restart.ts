/**
 * What a new incarnation does with runs the last one left behind: those that were handed to the provider are settled
 * as interrupted, those that were only queued are run.
 */

export interface RestartPolicy {
  readonly queued: 'run' | 'forget';
  readonly started: 'interrupt' | 'resume' | 'leave-running';
  /** The last final of each session is told once more, to whoever is there by then. Never chosen by a correct gateway. */
  readonly repeatsFinals: boolean;
}

export const restart: RestartPolicy = {
  queued: 'run',
  started: 'interrupt',
  repeatsFinals: false,
};
