/**
 * The protocol state over a whole history, so that a violation found later can say what was going on at its first
 * record. Keeps only where the state changed; must not know how a state is read from records.
 */
import type { HistoryRecord } from '../history/record.ts';
import type { ProtocolState } from './protocol-state.ts';

export class StateTimeline {
  readonly #since: number[] = [];
  readonly #states: ProtocolState[] = [];
  #last: ProtocolState | undefined;

  /** The state from this record on. Records come in order. */
  add(record: Pick<HistoryRecord, 'i'>, state: ProtocolState): void {
    if (this.#last === state) return;
    this.#last = state;
    // asked for only now: records have many shapes, and states change seldom
    this.#since.push(record.i);
    this.#states.push(state);
  }

  /** The state once this record was made. */
  at(record: number): ProtocolState {
    const change = this.#since.findLastIndex((since) => since <= record);
    return this.#states[change] ?? 'idle';
  }
}
