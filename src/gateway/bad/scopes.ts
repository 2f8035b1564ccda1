/** What can be got wrong about who may do what. */
import { ALL_SCOPES, SCOPE } from '../../protocol/scopes.ts';
import { mistakes } from '../entry.ts';
import { scopes } from '../reference/policy/scopes.ts';

export const BAD_SCOPES = mistakes('scopes', {
  'answers-everyone': {
    incident: '63374',
    trigger: [{ operation: 'any', by: ['unscoped', 'reader', 'writer'] }],
    convictedBy: ['scope/isolated'],
    words: /got an answer to [\w.]+ without operator\.\w+/,
    sentence: 'Does for every connection what it asks, whatever it was granted.',
    instead: { mayCall: () => true },
  },
  'guards-no-archives': {
    incident: '63374',
    trigger: [{ operation: 'try-all', by: ['unscoped'] }],
    convictedBy: ['scope/isolated'],
    words: /got an answer to sessions\.archives\.list without operator\.read/,
    sentence: 'Asks for no scope where it lists archives: the method came later than the table.',
    instead: {
      mayCall: (method, granted) => method === 'sessions.archives.list' || scopes.mayCall(method, granted),
    },
  },
  'takes-write-for-admin': {
    incident: '63374',
    trigger: [{ operation: ['reset', 'delete', 'compact', 'try-all'], by: ['writer'] }],
    convictedBy: ['scope/isolated'],
    words: /got an answer to sessions\.\w+ without operator\.admin/,
    sentence: 'Lets who may write do what only an administrator may: reset, delete and compact.',
    instead: {
      mayCall: (method, granted) =>
        scopes.mayCall(method, granted.includes(SCOPE.write) ? ALL_SCOPES : granted),
    },
  },
});
