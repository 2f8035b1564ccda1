/**
 * Makes a sequence of faults happen to a served gateway and its clients, each at its time, and says each in one line.
 * A fault that finds nobody, or no gateway, says so and is over; the sequence goes on by its own times.
 */
import type { BuiltInRuntime } from './built-in-runtime.ts';
import type { ServedConnection } from './connection.ts';
import { describeFault, type ServedFault } from './fault-sequence.ts';
import type { Served } from './served.ts';

export interface FaultTargets {
  readonly served: Served;
  /** The session that is reset. */
  readonly mainSession: string;
  readonly maxPayloadBytes: number;
  /** Absent: no fault of the sequence needs it. */
  readonly runtime?: BuiltInRuntime;
  readonly say: (line: string) => void;
}

/** Begins now, and goes on as long as the sequence does; the answer ends it. */
export function startFaults(sequence: Iterator<ServedFault, unknown>, targets: FaultTargets): () => void {
  const began = performance.now();
  const timeouts = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): void => {
    const timeout = setTimeout(() => {
      timeouts.delete(timeout);
      act();
    }, ms);
    timeouts.add(timeout);
  };
  const next = (): void => {
    const { done, value: fault } = sequence.next();
    if (done === true) return;
    later(Math.max(0, began + fault.atMs - performance.now()), () => {
      next();
      happen(fault, targets, later);
    });
  };
  next();
  return () => {
    for (const timeout of timeouts) clearTimeout(timeout);
    timeouts.clear();
  };
}

function happen(
  fault: ServedFault,
  targets: FaultTargets,
  later: (ms: number, act: () => void) => void,
): void {
  const { served, say } = targets;
  const line = (met: string): void => say(`fault ${describeFault(fault)} (${met})`);
  switch (fault.type) {
    case 'cut':
      return meet(served, fault.pick, line, (connection) => connection.reset());
    case 'stall':
      return meet(served, fault.pick, line, (connection) => {
        connection.hold();
        later(fault.forMs, () => connection.release());
      });
    case 'restart': {
      const { length } = served.connections;
      return line(served.restart(fault.downMs) ? people(length) : 'the gateway is already down');
    }
    case 'reset':
      void served.ask('sessions.reset', { key: targets.mainSession }).then((answer) => line(answer));
      return;
    case 'large-result':
      targets.runtime?.enlargeNext(targets.maxPayloadBytes + fault.overBytes);
      return line('in the next run');
  }
}

function meet(
  { connections }: Served,
  pick: number,
  line: (met: string) => void,
  act: (connection: ServedConnection) => void,
): void {
  const connection = connections[pick % Math.max(1, connections.length)];
  if (connection === undefined) return line('nobody is connected');
  line(`connection ${connection.number}`);
  act(connection);
}

function people(count: number): string {
  return count === 1 ? '1 connection' : `${count} connections`;
}
