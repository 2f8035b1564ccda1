/** What can be got wrong about why a run ended. */
import type { ChatPayload, SessionsChangedPayload } from '../../protocol/events.ts';
import { mistakes } from '../entry.ts';
import type { Provider, ProviderEvent } from '../port.ts';
import { payloadOf, withPayload } from '../tampering/frames.ts';
import { FAILED_RUNS, MODEL_FAILURES } from '../usual-triggers.ts';

export const BAD_RUN_ENDS = mistakes(null, {
  'says-final-despite-failure': {
    incident: '119554',
    trigger: MODEL_FAILURES,
    convictedBy: ['terminal/truthful'],
    words: /was told as final, and the model had failed: /,
    sentence: 'Takes the failure of the model for an end: the run is told as final, and its row as done.',
    tamper: () => ({
      provider: hearing((event) => (event.type === 'error' ? { ...event, type: 'end' } : event)),
    }),
  },
  'fails-without-a-word': {
    incident: '105593',
    trigger: FAILED_RUNS,
    convictedBy: ['terminal/truthful'],
    words: /was told as error, without a word of what went wrong/,
    sentence: 'Tells that a run failed, and not why.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        return chat?.state === 'error' ? [withPayload(frame, { ...chat, errorMessage: '' })] : undefined;
      },
    }),
  },
  'announces-every-end-as-good': {
    incident: '119554',
    trigger: MODEL_FAILURES,
    convictedBy: ['terminal/truthful'],
    words: /a row was pushed with phase end for run .*, which was told as error: the model had failed/,
    sentence: 'Pushes the row of a run that failed as that of one that ended well.',
    tamper: () => ({
      outgoing(frame) {
        const change = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
        return change?.phase === 'error' ? [withPayload(frame, { ...change, phase: 'end' })] : undefined;
      },
    }),
  },
  'fails-without-text': {
    incident: '74614',
    trigger: [{ turn: 'tool' }, { fault: ['payload.event', 'payload.burst', 'lifecycle.empty'] }],
    convictedBy: ['terminal/truthful'],
    words: /was told as error, and the model had ended it well/,
    sentence: 'Takes a reply that is only the results of tools for a failure of the model.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          let tools = 0;
          return provider.call(request, (event) => {
            if (event.type === 'tool') tools++;
            else if (event.type === 'delta') tools = -Infinity;
            const isTakenForFailed = event.type === 'end' && tools > 0;
            onEvent(isTakenForFailed ? { ...event, type: 'error', message: 'no text in the reply' } : event);
          });
        },
      }),
    }),
  },
  'fails-empty-replies': {
    incident: '74614',
    trigger: [{ turn: 'nothing' }, { fault: 'lifecycle.empty' }],
    convictedBy: ['terminal/truthful'],
    words: /was told as error, and the model had ended it well/,
    sentence: 'Takes a reply that says nothing for a failure of the model.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          let isEmpty = true;
          return provider.call(request, (event) => {
            if (event.type === 'delta' || event.type === 'tool') isEmpty = false;
            const isTakenForFailed = event.type === 'end' && isEmpty;
            onEvent(isTakenForFailed ? { ...event, type: 'error', message: 'empty reply' } : event);
          });
        },
      }),
    }),
  },
  'says-aborted-for-failed': {
    incident: '90999',
    trigger: [...FAILED_RUNS, { fault: 'process.restart' }],
    convictedBy: ['terminal/truthful'],
    words: /was told as aborted, and nobody asked to abort it/,
    sentence: 'Ends a run whose model failed as aborted, though nobody asked for that.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        if (chat?.state !== 'error') return undefined;
        const { errorMessage: _, ...rest } = chat;
        return [withPayload(frame, { ...rest, state: 'aborted', stopReason: 'aborted' })];
      },
    }),
  },
});

/** A model of which something else is heard. */
function hearing(heard: (event: ProviderEvent) => ProviderEvent): (provider: Provider) => Provider {
  return (provider) => ({
    call: (request, onEvent) => provider.call(request, (event) => onEvent(heard(event))),
  });
}
