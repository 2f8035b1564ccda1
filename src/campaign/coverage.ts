/**
 * Coverage: which fault kinds landed in which protocol state. A cell counts only when the fault's effect was
 * observed; a campaign with an empty cell says so. The state is coarse, read from the history alone:
 *
 *   recovering   the process is down, booting, or booted again and no client was answered yet
 *   compacting   a compaction summary is outstanding
 *   running      a run's provider call is outstanding
 *   handshaking  a connection is open and was not answered yet
 *   idle         none of these
 *
 * A fault of the process changes the state itself, so it is credited where it was injected, all others where they landed.
 */
import type { HistoryRecord } from '../history/record.ts';
import { FAULT_KINDS, type FaultKind } from '../plan/fault.ts';

export const STATES = ['idle', 'handshaking', 'running', 'compacting', 'recovering'] as const;
export type ProtocolState = (typeof STATES)[number];

/** `link.cut × running`. */
export type Cell = string;

export interface Coverage {
  /** How many cells can be hit at all. */
  readonly cells: number;
  readonly hit: number;
  /** The cells that nothing landed in, in reading order. */
  readonly empty: readonly Cell[];
}

/** States a kind can land in, where that is fewer than all. */
const POSSIBLE: Partial<Record<FaultKind, readonly ProtocolState[]>> = {
  'summary.stall': ['compacting'],
  'summary.fail': ['compacting'],
  'summary.garbage': ['compacting'],
};

/** Every cell that can be hit, in reading order. */
export const CELLS: readonly Cell[] = (Object.keys(FAULT_KINDS) as FaultKind[]).flatMap((kind) =>
  (POSSIBLE[kind] ?? STATES).map((state) => cell(kind, state)),
);

export function coverageOf(hit: ReadonlySet<Cell>): Coverage {
  const empty = CELLS.filter((each) => !hit.has(each));
  return { cells: CELLS.length, hit: CELLS.length - empty.length, empty };
}

/** Watches one history. */
export class CoverageWatch {
  readonly #hit = new Set<Cell>();
  readonly #injectedIn = new Map<string, ProtocolState>();
  readonly #unanswered = new Set<number>();
  readonly #runs = new Set<number>();
  readonly #summaries = new Set<number>();
  #recovering = false;
  #answered = 0;

  /** Cells hit so far, in order of discovery. */
  get hit(): readonly Cell[] {
    return [...this.#hit];
  }

  /** Connections the gateway answered at least once. None at all: it never came up. */
  get answered(): number {
    return this.#answered;
  }

  observe(record: HistoryRecord): void {
    switch (record.kind) {
      case 'frame':
        if (record.from === 'gateway' && this.#unanswered.size > 0) this.#frame(record.conn, record.message);
        return;
      case 'connection':
        if (record.event === 'opened') this.#unanswered.add(record.conn);
        else this.#unanswered.delete(record.conn);
        return;
      case 'provider':
        this.#provider(record.event, record.call, record.purpose);
        return;
      case 'process':
        this.#process(record.event, record.incarnation);
        return;
      case 'fault':
        if (record.event === 'injected') this.#injectedIn.set(record.fault, this.#state());
        if (record.event === 'landed') this.#landed(record.fault, record.faultKind, record.scope);
        return;
      default:
    }
  }

  #frame(conn: number, message: Extract<HistoryRecord, { kind: 'frame' }>['message']): void {
    if (!this.#unanswered.has(conn)) return;
    const decoded = message.decode();
    if (!decoded.ok || decoded.value.type !== 'res' || !decoded.value.ok) return;
    this.#unanswered.delete(conn);
    this.#answered++;
    this.#recovering = false;
  }

  #provider(event: string, call: number, purpose: 'run' | 'summary'): void {
    const outstanding = purpose === 'run' ? this.#runs : this.#summaries;
    if (event === 'call') outstanding.add(call);
    else if (event === 'end' || event === 'error' || event === 'cancel') outstanding.delete(call);
  }

  #process(event: string, incarnation: number): void {
    if (event !== 'exited' && event !== 'crashed' && !(event === 'booting' && incarnation > 1)) return;
    this.#recovering = true;
    this.#unanswered.clear();
    this.#runs.clear();
    this.#summaries.clear();
  }

  #landed(fault: string, kind: string, scope: string): void {
    const state = scope === 'process' ? (this.#injectedIn.get(fault) ?? this.#state()) : this.#state();
    this.#hit.add(cell(kind, state));
  }

  #state(): ProtocolState {
    if (this.#recovering) return 'recovering';
    if (this.#summaries.size > 0) return 'compacting';
    if (this.#runs.size > 0) return 'running';
    return this.#unanswered.size > 0 ? 'handshaking' : 'idle';
  }
}

function cell(kind: string, state: ProtocolState): Cell {
  return `${kind} × ${state}`;
}
