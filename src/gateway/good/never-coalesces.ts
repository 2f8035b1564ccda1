/** Sends every delta as a `chat` event of its own, at once, instead of gathering text. */
import { createGateway } from '../reference/gateway.ts';
import { streaming } from '../reference/policy/streaming.ts';
export const neverCoalesces = createGateway('never-coalesces', {
  streaming: { ...streaming, coalesceFor: 0 },
});
