/** What can be got wrong about what a session's row says. */
import type { SessionRow } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { withRows } from '../tampering/frames.ts';
import type { Tamper } from '../tampering/tampered.ts';

/** Changes rows of sessions that have an open run, and none at the model. */
function betweenTurns(change: (row: SessionRow) => SessionRow): Tamper {
  return () => {
    const atModel = new Set<string>();
    return {
      provider: (provider) => ({
        call(request, onEvent) {
          const { run } = request;
          if (run === undefined) return provider.call(request, onEvent);
          atModel.add(run.runId);
          return provider.call(request, (event) => {
            if (event.type === 'end' || event.type === 'error') atModel.delete(run.runId);
            onEvent(event);
          });
        },
      }),
      outgoing: (frame) =>
        withRows(frame, (row) =>
          row.hasActiveRun && !row.activeRunIds.some((runId) => atModel.has(runId)) ? change(row) : row,
        ),
    };
  };
}

export const BAD_ROWS = mistakes(null, {
  'says-done-between-turns': {
    incident: '82382',
    convictedBy: ['status/coherent'],
    words: /status done with an active run/,
    sentence: 'A row says done, and that a run is active, while an accepted message waits for its turn.',
    tamper: betweenTurns((row) => ({ ...row, status: 'done' })),
  },
  'counts-started-runs-only': {
    incident: '63819',
    convictedBy: ['status/coherent'],
    words: /said status done and no active run while message .* waited for its run/,
    sentence: 'A row says done, and that no run is active, while an accepted message waits for its turn.',
    tamper: betweenTurns((row) => ({ ...row, status: 'done', hasActiveRun: false, activeRunIds: [] })),
  },
});
