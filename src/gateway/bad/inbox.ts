/** What can be got wrong about taking a message in. */
import { ms, seconds } from '../../kernel/time.ts';
import { REASON } from '../../protocol/error-codes.ts';
import { mistakes } from '../entry.ts';
import type { ProviderCall } from '../port.ts';
import { invalid, STORAGE, unavailable } from '../reference/core.ts';
import { formatLines } from '../reference/entry.ts';
import { inbox } from '../reference/policy/inbox.ts';
import { refuse } from '../reference/request.ts';
import { admit, follow, store, type Sending } from '../reference/send.ts';
import { CRASHES, FAILED_RUNS, FULL_DISK, NEW_PROCESS } from '../usual-triggers.ts';

function busy(retryAfterMs: number | undefined): ReturnType<typeof unavailable> {
  return unavailable('the session is busy', REASON.sessionBusy, retryAfterMs);
}

/** Refuses and says so. */
function turnAway(sending: Sending, error: Parameters<typeof refuse>[1]): true {
  refuse(sending, error);
  return true;
}

export const BAD_INBOX = mistakes('inbox', {
  'refuses-busy-for-good': {
    incident: '73204',
    trigger: [
      { operation: 'send', while: 'run' },
      { operation: 'send', while: 'summary' },
    ],
    convictedBy: ['service/available'],
    words: /was refused: session-busy/,
    sentence: 'Refuses a message to a busy session without saying that a retry may succeed.',
    instead: {
      turnsAway: (sending) =>
        (sending.session.active !== undefined || sending.session.compacting) &&
        turnAway(sending, invalid('the session is busy', REASON.sessionBusy)),
    },
  },
  'asks-the-model-late': {
    incident: '100058',
    trigger: 'none',
    convictedBy: ['run/served'],
    words: /was accepted while nothing was under way, and reached the model \d+ s later/,
    sentence: 'Looks after other things for a while before it hands an accepted message to the model.',
    tamper: ({ timers }) => ({
      provider: (provider) => ({
        call(request, onEvent) {
          if (request.purpose !== 'run') return provider.call(request, onEvent);
          let call: ProviderCall | undefined;
          const timer = timers.set(seconds(11), () => {
            call = provider.call(request, onEvent);
          });
          return {
            cancel() {
              timers.clear(timer);
              call?.cancel();
            },
          };
        },
      }),
    }),
  },
  'refuses-busy-without-when': {
    incident: '73204',
    trigger: [{ operation: 'send', while: 'run' }],
    convictedBy: ['send/accounted'],
    words: /was refused as UNAVAILABLE without saying when/,
    sentence: 'Refuses a message to a busy session as retryable without saying when.',
    instead: {
      turnsAway: (sending) => sending.session.unsettled().length > 0 && turnAway(sending, busy(undefined)),
    },
  },
  'ignores-busy-sends': {
    incident: '73204',
    trigger: [{ operation: 'send', while: 'summary' }],
    convictedBy: ['send/accounted'],
    words: /was not answered while its connection was open/,
    sentence: 'Never answers a message that reaches a session while it is being compacted.',
    instead: {
      turnsAway({ session, release }) {
        if (session.compacting) release();
        return session.compacting;
      },
    },
  },
  'outwaits-listeners': {
    incident: '129368',
    trigger: [{ operation: 'send', while: 'run', by: ['channel'] }],
    convictedBy: ['channel/accounted'],
    words: /was answered after its listener's deadline/,
    sentence:
      'Lets a channel message to a busy session wait longer than its listener does before it is refused.',
    instead: {
      turnsAway({ core, connection, id, session, release }) {
        const { key, active, compacting, revision } = session;
        if (!key.includes(':channel:') || active === undefined || compacting || revision > 1) return false;
        core.host.timers.set(ms(125_000), () => connection.refuse(id, busy(1_000)));
        release();
        return true;
      },
    },
  },
  'acknowledges-before-write': {
    incident: 'ack-before-write',
    trigger: [...CRASHES, ...FULL_DISK],
    convictedBy: ['ack/durable'],
    words: /was acknowledged before a restart and is in no transcript/,
    sentence: 'Acknowledges a message before it is on the disk.',
    instead: {
      take(sending, entry) {
        const run = admit(sending, entry);
        store(sending, entry, () => follow(sending, entry, run));
      },
    },
  },
  'forgets-sync': {
    incident: 'ack-before-sync',
    trigger: CRASHES,
    convictedBy: ['ack/durable'],
    words: /was acknowledged before a restart and is in no transcript/,
    sentence: 'Acknowledges a message that was written and not synced.',
    instead: {
      take(sending, entry) {
        const { core, session } = sending;
        const path = core.store.transcriptPath(session.generation ?? '');
        core.host.disk.append(path, formatLines([{ entry }]), ({ ok }) => {
          if (ok) follow(sending, entry, admit(sending, entry));
          else refuse(sending, STORAGE);
        });
      },
    },
  },
  'queues-in-memory': {
    incident: 'lost-queued-send',
    trigger: [{ operation: 'send', while: 'run' }, ...NEW_PROCESS],
    convictedBy: ['ack/durable'],
    words: /was acknowledged before a restart and is in no transcript/,
    sentence: 'Acknowledges a message behind a running turn and keeps it in memory only; a stop loses it.',
    instead: {
      take(sending, entry) {
        if (sending.session.active === undefined) inbox.take(sending, entry);
        else follow(sending, entry, admit(sending, entry));
      },
    },
  },
  'strands-queue-after-failure': {
    incident: '67173',
    trigger: [...FAILED_RUNS, { operation: 'send', while: 'run' }],
    convictedBy: ['send/accounted'],
    words: /was accepted and never seen to end/,
    sentence: 'Does not go on with the queue after a run that failed or timed out.',
    instead: {
      serveNext(core, session, after) {
        if (after !== 'error') inbox.serveNext(core, session, after);
      },
    },
  },
  'serves-newest-first': {
    incident: 'queue-order',
    trigger: [{ operation: 'send', while: 'queue' }],
    convictedBy: ['run/served'],
    words: /was sent after the ack of .* had come, and was at the model before it/,
    sentence: 'Of the messages that wait, the one that came last is served first.',
    instead: {
      serveNext(core, session, after) {
        session.queue.unshift(...session.queue.splice(-1));
        inbox.serveNext(core, session, after);
      },
    },
  },
  'fails-accepted-messages': {
    incident: '100058',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['run/served'],
    words: /was accepted and ended with error, and no model was ever asked/,
    sentence: 'Ends every message but the first of a session with an error of its own; no model is asked.',
    tamper({ timers }) {
      const used = new Set<string>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            const { run } = request;
            if (run === undefined || !used.has(run.sessionKey)) {
              if (run !== undefined) used.add(run.sessionKey);
              return provider.call(request, onEvent);
            }
            const message = 'reply session initialization conflicted';
            const failure = timers.set(seconds(8), () =>
              onEvent({ type: 'error', message, totalTokens: 0, ...run }),
            );
            return { cancel: () => timers.clear(failure) };
          },
        }),
      };
    },
  },
});
