/**
 * Isolation: the same plan with names of its own, so that executions on a gateway that lives on (one that we did not
 * start) do not meet each other's sessions, messages and idempotency keys. Pure; changes names and nothing else.
 */
import type { Plan } from '../plan/plan.ts';

/** Members of an operation or fault that name a session or an operation. */
const NAMES = new Set(['id', 'session', 'operation', 'run', 'replayOf', 'keyOf']);

/** `suffix` ends every session key and every operation's id: letters and digits, a few. */
export function isolated(plan: Plan, suffix: string): Plan {
  const named = (name: string): string => `${name}-${suffix}`;
  const renamed = <T extends object>(entry: T): T => {
    const members = Object.entries(entry).map(([name, value]: [string, unknown]) => [
      name,
      NAMES.has(name) && typeof value === 'string' ? named(value) : value,
    ]);
    return Object.fromEntries(members) as T;
  };
  return {
    ...plan,
    clients: plan.clients.map((client) => ({ ...client, follows: client.follows.map(named) })),
    operations: plan.operations.map((operation) => {
      const { after } = operation;
      return renamed(after === undefined ? operation : { ...operation, after: renamed(after) });
    }),
    faults: plan.faults.map(renamed),
  };
}
