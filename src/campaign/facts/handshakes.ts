/** Facts about handshakes: what a connection was refused for, who was greeted beside whom, and who may not do all. */
import type { FaultKind } from '../../plan/fault.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import { allows, SCOPE } from '../../protocol/scopes.ts';
import type { Fact } from './fact.ts';

export const HANDSHAKE_FACTS: readonly Fact[] = [
  refused('handshake.no-token', CLOSE.policyViolation, 'a connect without a token was refused'),
  refused('handshake.wrong-token', CLOSE.policyViolation, 'a connect with a wrong token was refused'),
  refused('handshake.protocol', CLOSE.protocolError, 'a protocol range that does not fit was refused'),
  refused('handshake.unconnected', CLOSE.policyViolation, 'a first frame that is not connect was refused'),
  refused('handshake.silence', CLOSE.normal, 'who said nothing was closed when the time for it was over'),
  {
    id: 'protocols-mixed',
    sentence: 'clients that speak different ranges of protocol versions were connected',
    watches: [{ type: 'response', says: ['hello'] }],
    start: () => {
      const ranges = new Set<string>();
      return (seen, about) => {
        if (seen.type !== 'response' || seen.answer?.type !== 'hello') return false;
        if (about.type === 'response' && about.pending.ask.type === 'connect')
          ranges.add(String(about.pending.ask.protocols));
        return ranges.size > 1;
      };
    },
  },
  {
    id: 'admin-refused-to-writer',
    sentence: 'who may write was refused what only an administrator may do',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: () => (seen, about) => {
      if (seen.type !== 'response' || about.type !== 'response') return false;
      const { scopes } = about.connection;
      if (seen.refusal === undefined || scopes === undefined || !allows(scopes, SCOPE.write)) return false;
      const { type } = about.pending.ask;
      return !scopes.includes(SCOPE.admin) && (type === 'reset' || type === 'delete' || type === 'compact');
    },
  },
];

/** The gateway closed the stranger of such a fault with this code. */
function refused(kind: FaultKind, code: number, sentence: string): Fact {
  return {
    id: `${kind.replace('handshake.', '')}-refused`,
    sentence,
    watches: ['fault', { type: 'connection', says: ['closed'] }],
    start: () => {
      const strangers = new Set<string>();
      return (seen) => {
        if (seen.type === 'fault' && seen.record.faultKind === kind && seen.record.client !== undefined)
          strangers.add(seen.record.client);
        if (seen.type !== 'connection' || !strangers.has(seen.record.client)) return false;
        return seen.record.by === 'gateway' && seen.record.code === code;
      };
    },
  };
}
