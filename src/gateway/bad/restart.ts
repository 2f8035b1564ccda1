/** What can be got wrong about runs that the last incarnation left behind. */
import { seconds } from '../../kernel/time.ts';
import { mistakes } from '../entry.ts';
import { referenceGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';
import { runOf } from '../reference/run.ts';
import { sendTerminal } from '../reference/runs.ts';
import { NEW_PROCESS } from '../usual-triggers.ts';

export const BAD_RESTART = mistakes('restart', {
  'forgets-queue-at-restart': {
    incident: '51620',
    trigger: NEW_PROCESS,
    convictedBy: ['send/accounted'],
    words: /was accepted and never seen to end/,
    sentence: 'Keeps queued messages in the transcript but does not run them after a restart.',
    instead: {
      reopen: (core, session, runs, next) =>
        restart.reopen(
          core,
          session,
          runs.filter((run) => run.phase === 'running'),
          next,
        ),
    },
  },
  'takes-up-newest-first': {
    incident: '51620',
    trigger: NEW_PROCESS,
    convictedBy: ['run/served'],
    words: /was sent after the ack of .* had come, and was at the model before it/,
    sentence: 'Of the messages that waited before a restart, the one that came last is taken up first.',
    instead: {
      reopen: (core, session, runs, next) => restart.reopen(core, session, runs.toReversed(), next),
    },
  },
  'leaves-runs-running': {
    incident: '82382',
    trigger: NEW_PROCESS,
    convictedBy: ['status/coherent'],
    words: /status running without an active run/,
    sentence: 'After a restart a row says running for a run that does not exist any more.',
    instead: {
      reopen(core, session, runs, next) {
        const queued = runs.filter((run) => run.phase !== 'running');
        if (queued.length < runs.length) session.row = { ...session.row, status: 'running', endedAt: null };
        restart.reopen(core, session, queued, next);
      },
    },
  },
  'boots-slowly': {
    incident: '129354',
    trigger: 'none',
    convictedBy: ['service/available'],
    words: /^the process (listened|had not listened) \d+ s after its boot$/,
    sentence: 'Looks through its whole state for over a minute before it listens, at each boot.',
    tamper: () => ({
      gateway: {
        name: 'boots-slowly',
        boot: (host) => void host.timers.set(seconds(61), () => referenceGateway.boot(host)),
      },
    }),
  },
  'repeats-finals-after-restart': {
    incident: '121507',
    trigger: NEW_PROCESS,
    convictedBy: ['run/terminates'],
    words: /had its terminal before the restart, and another one after it/,
    sentence: 'Sends the last final of each session once more after a restart.',
    instead: {
      reopen(core, session, runs, next) {
        const last = session.entries.findLast((entry) => entry.stopReason === 'stop');
        if (last !== undefined)
          core.host.timers.set(seconds(2), () =>
            sendTerminal(
              core,
              { ...runOf(core, session, last), reply: last.text },
              { stopReason: 'stop', tokens: 0 },
            ),
          );
        restart.reopen(core, session, runs, next);
      },
    },
  },
});
