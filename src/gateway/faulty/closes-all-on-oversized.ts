/** Closes every connection when one of them sends a frame above the limit. */
import { createGateway } from '../reference/gateway.ts';
import { payload } from '../reference/policy/payload.ts';

export const closesAllOnOversized = createGateway('closes-all-on-oversized', {
  payload: { ...payload, oversizedEnds: 'all' },
});
