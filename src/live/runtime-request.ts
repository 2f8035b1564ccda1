/** A call of the runtime wire, as a served gateway posts it. */
import { z } from 'zod';
import type { ProviderRequest } from '../gateway/port.ts';

export const runtimeRequest = z.object({
  purpose: z.enum(['run', 'summary']),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant', 'tool', 'system']), text: z.string() })),
  run: z.object({ runId: z.string(), sessionKey: z.string(), sessionId: z.string() }).exactOptional(),
}) satisfies z.ZodType<ProviderRequest>;
