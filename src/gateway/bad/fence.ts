/** What can be got wrong about the events of runs that are late, failed, or empty. */
import { ms } from '../../kernel/time.ts';
import type {
  AgentPayload,
  ChatPayload,
  SessionMessagePayload,
  SessionsChangedPayload,
} from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { frameBytes } from '../../protocol/message.ts';
import type { SessionRow, SessionsListResult } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import type { ProviderEvent } from '../port.ts';
import { announceRow } from '../reference/announce.ts';
import type { Core } from '../reference/core.ts';
import { fence } from '../reference/policy/fence.ts';
import { rotation } from '../reference/policy/rotation.ts';
import { endRuns } from '../reference/rotate.ts';
import type { Run } from '../reference/run.ts';
import { sendTerminal } from '../reference/runs.ts';
import type { Session } from '../reference/session.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { FAILED_RUNS, rotations } from '../usual-triggers.ts';

const SKEW_MS = 2_000;

export const BAD_FENCE = mistakes('fence', {
  'writes-stale-lifecycle': {
    incident: '88538',
    trigger: [{ fault: ['lifecycle.late', 'lifecycle.duplicate'] }, ...rotations({ while: 'run' })],
    convictedBy: ['generation/row'],
    words: /which has had no turn, says status (running|done|failed)/,
    sentence: 'Writes a late start, end or error of an old run into whatever row its key points at now.',
    instead: { onLate: writeStaleRow },
  },
  'trusts-anonymous-lifecycle': {
    incident: '88538',
    trigger: [{ fault: ['lifecycle.late', 'lifecycle.duplicate'], with: { anonymous: true } }],
    convictedBy: ['generation/row'],
    words: /which has had no turn, says status (running|done|failed)/,
    sentence: 'Fences late events that name their session, and writes those that do not.',
    instead: {
      onLate(core, event, run, session) {
        if (event.sessionId === undefined) writeStaleRow(core, event, run, session);
      },
    },
  },
  'counts-stale-usage': {
    incident: '88538',
    trigger: [
      { fault: ['lifecycle.late', 'lifecycle.duplicate'], with: { event: 'end' } },
      { fault: ['lifecycle.late', 'lifecycle.duplicate'], with: { event: 'error' } },
      ...rotations({ while: 'run' }),
    ],
    convictedBy: ['generation/row'],
    words: /which has had no turn, counts \d+ tokens/,
    sentence: 'Adds the tokens of a late end to whatever row its key points at now.',
    instead: { onLate: (_core, event, _run, session) => addUsage(session, event) },
  },
  'fences-by-clock': {
    incident: '88538',
    trigger: [{ fault: ['lifecycle.late', 'lifecycle.duplicate'] }, ...rotations({ while: 'run' })],
    convictedBy: ['generation/row'],
    words: /which has had no turn, says status (running|done|failed)/,
    sentence:
      'Takes a late event for a current one when its run began within two seconds of the row, to allow for clock skew.',
    instead: {
      onLate(core, event, run, session) {
        if (session.updatedAt - run.startedAt < SKEW_MS) writeStaleRow(core, event, run, session);
      },
    },
  },
  'pushes-from-a-slower-queue': {
    incident: '88538',
    trigger: rotations(),
    convictedBy: ['generation/stream'],
    words: /was told that generation .* ended, then got message/,
    sentence:
      'Pushes messages of users from a queue of their own, which is behind the notice that a generation ended.',
    tamper(host) {
      const queues = new Map<Wire, Frame[]>();
      return {
        outgoing(frame, wire) {
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          if (pushed === undefined) return undefined;
          let queue = queues.get(wire);
          if (queue === undefined) queues.set(wire, (queue = []));
          // what is long, or comes while much waits, would fill buffers behind the gateway's back
          const isShort = frameBytes(frame) <= 1_000 && wire.bufferedBytes === 0;
          if (!isShort || pushed.message.role !== 'user') return [...queue.splice(0), frame];
          queue.push(frame);
          host.timers.set(ms(25), () => {
            if (queue[0] === frame) wire.send(queue.shift() ?? frame);
          });
          return [];
        },
      };
    },
  },
  'streams-ended-generations': {
    incident: '88538',
    trigger: rotations({ while: 'run' }),
    convictedBy: ['generation/stream'],
    words: /was told that generation .* ended, then got run-text/,
    sentence:
      'Lets the runs of an ended generation go on: their text is streamed until they end by themselves.',
    instead: {
      isLive: (event, run, session) =>
        fence.isLive(event, run, session) ||
        (run.phase === 'running' && (event.type === 'delta' || event.type === 'tool')),
      onLate(core, event, run, session) {
        if (event.type === 'end' || event.type === 'error') endRuns(core, session, { runs: [run] });
      },
    },
    also: {
      rotation: {
        ...rotation,
        endRuns(core, session, { runs }) {
          endRuns(core, session, { runs: runs.filter((run) => run.phase !== 'running') });
          for (const { timeout } of runs) if (timeout !== undefined) core.host.timers.clear(timeout);
        },
      },
    },
  },
  'fences-live-runs': {
    incident: '119407',
    trigger: [{ operation: 'send', while: 'run' }],
    convictedBy: ['run/terminates'],
    words: /stayed open, and never got its terminal/,
    sentence:
      'Takes a live run for stale because its session was touched after the run began, and drops its terminal.',
    tamper() {
      /** The last run of each session that has begun, and whether a message came since. */
      const latest = new Map<string, { readonly runId: string; touched: boolean }>();
      return {
        incoming(frame) {
          const params = frame.type === 'req' && frame.method === 'chat.send' ? frame.params : undefined;
          const run = latest.get(String((params as { sessionKey?: unknown } | undefined)?.sessionKey));
          if (run !== undefined) run.touched = true;
          return undefined;
        },
        outgoing(frame) {
          const agent = payloadOf<AgentPayload>(frame, 'agent');
          if (agent !== undefined && latest.get(agent.sessionKey)?.runId !== agent.runId)
            latest.set(agent.sessionKey, { runId: agent.runId, touched: false });
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat === undefined || chat.state === 'delta') return undefined;
          const run = latest.get(chat.sessionKey);
          return run?.runId === chat.runId && run.touched ? [] : undefined;
        },
      };
    },
  },
  'overwrites-aborted': {
    incident: '90999',
    trigger: [{ fault: ['lifecycle.late', 'lifecycle.duplicate'], with: { event: 'error' } }],
    convictedBy: ['run/terminates'],
    words: /two terminals of run .*: (aborted|final|error), then error/,
    sentence: 'Sends the late error of an aborted run as one more terminal.',
    instead: {
      onLate(core, event, run) {
        if (event.type === 'error')
          sendTerminal(core, run, { stopReason: 'error', tokens: 0, errorMessage: event.message });
      },
    },
  },
  'suppresses-empty-finals': {
    incident: '74614',
    trigger: [{ turn: 'no text' }, { fault: 'lifecycle.empty' }],
    convictedBy: ['run/terminates'],
    words: /stayed open, and never got its terminal/,
    sentence: 'Sends no final for a reply without text; its client streams for ever.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        return chat?.state === 'final' && chat.message === undefined ? [] : undefined;
      },
    }),
  },
  'leaves-failed-rows-running': {
    incident: '96853',
    trigger: FAILED_RUNS,
    convictedBy: ['status/coherent'],
    words: /status running without an active run/,
    sentence: 'A row goes on saying running after a run that failed.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        if (list !== undefined)
          return [withPayload(frame, { ...list, sessions: list.sessions.map(stillRunning) })];
        const changed = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
        if (changed?.session === undefined) return undefined;
        return [withPayload(frame, { ...changed, session: stillRunning(changed.session) })];
      },
    }),
  },
});

/** The mistake of incident #88538. */
function writeStaleRow(core: Core, event: ProviderEvent, _run: Run, session: Session): void {
  if (session.generation === undefined || event.type === 'delta' || event.type === 'tool') return;
  const at = core.host.clock.wallMillis();
  session.row =
    event.type === 'start'
      ? { ...session.row, status: 'running', startedAt: at, endedAt: null }
      : { ...session.row, status: event.type === 'end' ? 'done' : 'failed', endedAt: at };
  addUsage(session, event);
  announceRow(core, session, {
    phase: event.type,
    ...(event.runId === undefined ? {} : { runId: event.runId }),
  });
}

function addUsage(session: Session, event: ProviderEvent): void {
  if (event.type !== 'end' && event.type !== 'error') return;
  session.row = { ...session.row, totalTokens: session.row.totalTokens + event.totalTokens };
}

function stillRunning(row: SessionRow): SessionRow {
  return row.status === 'failed' ? { ...row, status: 'running', endedAt: null, runtimeMs: null } : row;
}
