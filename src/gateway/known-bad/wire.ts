/** Known-bad gateways, first part: what goes wrong between a gateway and its connections (order, bounds, scopes, closes, places). */
import { bad, type GatewayEntry } from '../entry.ts';
import { answersPastLimit } from '../faulty/answers-past-limit.ts';
import { answersEveryone } from '../faulty/answers-everyone.ts';
import { buffersUnbounded } from '../faulty/buffers-unbounded.ts';
import { closesAllOnOversized } from '../faulty/closes-all-on-oversized.ts';
import { closesBelowLimit } from '../faulty/closes-below-limit.ts';
import { dropsOversizedEvents } from '../faulty/drops-oversized-events.ts';
import { forgetsFailedCompactions } from '../faulty/forgets-failed-compactions.ts';
import { keepsDeadPlaces } from '../faulty/keeps-dead-places.ts';
import { notifiesEveryone } from '../faulty/notifies-everyone.ts';
import { numbersBeforeScopeFilter } from '../faulty/numbers-before-scope-filter.ts';
import { numbersPerProcess } from '../faulty/numbers-per-process.ts';
import { pushesForeignIds } from '../faulty/pushes-foreign-ids.ts';
import { restartsRunSeq } from '../faulty/restarts-run-seq.ts';
import { sendsOversizedEvents } from '../faulty/sends-oversized-events.ts';
import { skipsSlowReaders } from '../faulty/skips-slow-readers.ts';
import { tellsSenderOnly } from '../faulty/tells-sender-only.ts';

export const BAD_ON_THE_WIRE: readonly GatewayEntry[] = [
  bad(
    dropsOversizedEvents,
    '7442',
    ['seq/contiguous'],
    'Leaves out an event above maxPayload after its number was taken, and says nothing.',
  ),
  bad(
    skipsSlowReaders,
    '7442',
    ['seq/contiguous'],
    'Skips droppable events for a connection above its buffer limit after their numbers were taken (#12895).',
  ),
  bad(
    numbersBeforeScopeFilter,
    '7442',
    ['seq/contiguous'],
    'Takes a number for every event, then leaves the event out for connections without the scope.',
  ),
  bad(
    numbersPerProcess,
    '7442',
    ['seq/contiguous'],
    'One counter for all connections, as OpenClaw 2026.2.1 had.',
  ),
  bad(
    restartsRunSeq,
    '43751',
    ['seq/run-order'],
    'Counts a run from 1 again for the terminal of an abort, as OpenClaw 2026.5.28 does.',
  ),
  bad(
    tellsSenderOnly,
    '74614',
    ['gap/announced'],
    'Sends the terminal of a run to who sent the message; everybody else who follows the session streams for ever.',
  ),
  bad(
    pushesForeignIds,
    '105593',
    ['view/converges'],
    'Pushes a reply under an id of its own, which the stored transcript does not know.',
  ),
  bad(
    sendsOversizedEvents,
    '7442',
    ['payload/bounded'],
    'Sends events above the announced maxPayload; the client closes with 1009 and misses them.',
  ),
  bad(
    answersPastLimit,
    '84387',
    ['buffer/bounded'],
    'Bounds what events pile up on a connection, and sends responses whatever is buffered.',
  ),
  bad(
    buffersUnbounded,
    '7442',
    ['buffer/bounded'],
    'Sends to a connection that does not read, however much is buffered.',
  ),
  bad(
    answersEveryone,
    '63374',
    ['scope/isolated'],
    'Does for every connection what it asks, whatever it was granted.',
  ),
  bad(
    notifiesEveryone,
    '63374',
    ['scope/isolated'],
    'Sends eviction notices to every connection, scoped and subscribed or not.',
  ),
  bad(
    closesBelowLimit,
    '4014',
    ['close/explained'],
    'Closes a connection as a slow consumer long before its buffer is at the announced limit.',
  ),
  bad(
    closesAllOnOversized,
    '14284',
    ['close/explained'],
    'Closes every connection when one of them sends a frame above the limit.',
  ),
  bad(
    forgetsFailedCompactions,
    '91492',
    ['progress/after-heal'],
    'Never answers a compact request whose summary fails.',
  ),
  bad(
    keepsDeadPlaces,
    '129354',
    ['progress/after-heal'],
    'Keeps the place of a client that went without a closing handshake, until nobody can connect any more.',
  ),
];
