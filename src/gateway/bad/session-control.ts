/** What can be got wrong about `/new` and `/reset` inside a message. */
import { mistakes } from '../entry.ts';
import { rotation } from '../reference/policy/rotation.ts';
import { sessionControl } from '../reference/policy/session-control.ts';
import { accept } from '../reference/send.ts';
import { silentOn } from './notice.ts';

export const BAD_SESSION_CONTROL = mistakes('sessionControl', {
  'honours-replayed-resets': {
    incident: '70330',
    trigger: [{ operation: 'send', says: 'command' }],
    convictedBy: ['rotation/explicit'],
    words: /changed from generation .*, and no permitted request asked for it/,
    sentence: 'Honours every `/reset` in a message, also one that a reconnect replayed.',
    instead: { decide: () => 'rotate' },
  },
  'strips-slash-commands': {
    incident: '70330',
    trigger: [{ operation: 'send', says: 'command' }],
    convictedBy: ['rotation/audited'],
    words: /began by a slash command, and its transcript does not show it/,
    sentence: 'Takes `/reset text` off a message, rotates, and keeps neither an audit record nor a marker.',
    instead: {
      decide: () => 'rotate',
      begin(sending, control) {
        if (control.rest === '') sessionControl.begin(sending, control);
        else accept(sending, control.rest);
      },
    },
    also: {
      rotation: {
        ...rotation,
        audit(records, record) {
          if (record.trigger !== 'slash-command') rotation.audit(records, record);
        },
      },
      notice: silentOn('slash-command'),
    },
  },
});
