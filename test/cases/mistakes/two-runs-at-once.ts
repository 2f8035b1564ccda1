/** openclaw#111897: two runs of one session are at the model at the same time; neither sees the other's reply. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { fence } from '../../../src/gateway/reference/policy/fence.ts';
import { prompt } from '../../../src/gateway/reference/policy/prompt.ts';
import type { Run } from '../../../src/gateway/reference/run.ts';
import type { Session } from '../../../src/gateway/reference/session.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('two-runs-at-once', (host) => {
  const begun = new Map<Session, Set<Run>>();

  /** The runs of a session that were handed to the model and are not settled. */
  function runsOf(session: Session): Set<Run> {
    const known = begun.get(session);
    if (known !== undefined) return known;
    const runs = new Set<Run>();
    begun.set(session, runs);
    session.unsettled = () => [
      ...[...runs].filter((run) => run.phase !== 'settled' && run.generation === session.generation),
      ...session.queue,
    ];
    return runs;
  }

  return {
    gateway: createGateway('forgets-what-runs', {
      prompt: {
        build(session, run) {
          const messages = prompt.build(session, run);
          const runs = runsOf(session);
          if ([...runs].some(({ phase }) => phase === 'running')) acted(host, 'two-runs-at-once');
          runs.add(run);
          // the lane is free for the next one
          session.active = undefined;
          return messages;
        },
      },
      fence: {
        ...fence,
        isLive: (_event, run, session) => run.generation === session.generation && run.phase !== 'settled',
      },
    }),
  };
});
