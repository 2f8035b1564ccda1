/** Asks the model to stop on an abort, and waits for an end of the run that need not come. */
import { createGateway } from '../reference/gateway.ts';

export const abortsWithoutEnding = createGateway('aborts-without-ending', {
  abort: { endsRuns: false },
});
