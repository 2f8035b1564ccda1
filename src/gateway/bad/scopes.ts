/** What can be got wrong about who may do what. */
import { mistakes } from '../entry.ts';

export const BAD_SCOPES = mistakes('scopes', {
  'answers-everyone': {
    incident: '63374',
    convictedBy: ['scope/isolated'],
    words: /got an answer to [\w.]+ without operator\.\w+/,
    sentence: 'Does for every connection what it asks, whatever it was granted.',
    instead: { mayCall: () => true },
  },
});
