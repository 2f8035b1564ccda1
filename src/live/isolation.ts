/**
 * Isolation: the same plan with names of its own, so that executions on a gateway that lives on (one that we did not
 * start) do not meet each other's sessions, messages and idempotency keys. Pure; changes names and nothing else.
 */
import type { Fault } from '../plan/fault.ts';
import type { Operation } from '../plan/operation.ts';
import type { Plan } from '../plan/plan.ts';

/** `suffix` ends every session key and every operation's id: letters and digits, a few. */
export function isolated(plan: Plan, suffix: string): Plan {
  const named = (name: string): string => `${name}-${suffix}`;
  return {
    ...plan,
    clients: plan.clients.map((client) => ({ ...client, follows: client.follows.map(named) })),
    operations: plan.operations.map((operation) => isolatedOperation(operation, named)),
    faults: plan.faults.map((fault) => isolatedFault(fault, named)),
  };
}

function isolatedOperation(operation: Operation, named: (name: string) => string): Operation {
  const { id, after } = operation;
  return {
    ...operation,
    id: named(id),
    ...(after === undefined ? {} : { after: { ...after, operation: named(after.operation) } }),
    ...('session' in operation ? { session: named(operation.session) } : {}),
    ...('replayOf' in operation && operation.replayOf !== undefined
      ? { replayOf: named(operation.replayOf) }
      : {}),
    ...('keyOf' in operation && operation.keyOf !== undefined ? { keyOf: named(operation.keyOf) } : {}),
    ...('run' in operation && operation.run !== undefined ? { run: named(operation.run) } : {}),
  };
}

function isolatedFault(fault: Fault, named: (name: string) => string): Fault {
  return {
    ...fault,
    ...('run' in fault ? { run: named(fault.run) } : {}),
    ...('operation' in fault ? { operation: named(fault.operation) } : {}),
    ...('session' in fault ? { session: named(fault.session) } : {}),
  };
}
