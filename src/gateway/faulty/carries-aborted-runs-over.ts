/** Files the last words of runs that a reset aborted under the new generation. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';

export const carriesAbortedRunsOver = createGateway('carries-aborted-runs-over', {
  rotation: { ...rotation, closing: 'into-next' },
});
