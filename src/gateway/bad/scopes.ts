/** What can be got wrong about who may do what. */
import { ALL_SCOPES, allows, SCOPE } from '../../protocol/scopes.ts';
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
  'tells-readers-that-it-stops': {
    incident: '7442',
    trigger: [{ fault: 'process.restart' }, { client: ['unscoped'] }],
    convictedBy: ['close/explained'],
    words: /with 1012 for its shutdown, and never sent it the shutdown event that it sent to others/,
    sentence: 'Tells of its shutdown those who may read chats; the others are closed without a word.',
    instead: {
      mayReceive: (event, granted) =>
        event === 'shutdown' ? allows(granted, SCOPE.read) : scopes.mayReceive(event, granted),
    },
  },
  'lets-readers-administrate': {
    incident: '63374',
    trigger: [{ operation: 'any', by: ['reader'] }],
    convictedBy: ['scope/isolated'],
    words: /got an answer to [\w.]+ without operator\.(?:write|admin)/,
    sentence: 'Guards its methods against who may do nothing: who may read may do everything.',
    instead: {
      mayCall: (method, granted) =>
        scopes.mayCall(
          method,
          allows(granted, SCOPE.read) && !allows(granted, SCOPE.write) ? ALL_SCOPES : granted,
        ),
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
