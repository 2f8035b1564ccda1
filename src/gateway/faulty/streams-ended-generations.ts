/** Lets the runs of an ended generation go on: their text is streamed until they end by themselves. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

export const streamsEndedGenerations = createGateway('streams-ended-generations', {
  fence: {
    ...fence,
    endsRuns: false,
    decide: (event, run, session) =>
      run.phase === 'running' && event.type !== 'start' ? 'apply' : fence.decide(event, run, session),
  },
});
