/**
 * Coverage: how often a fault of each kind landed in each protocol state. A cell counts only when the fault's effect
 * was observed; a campaign with an empty cell says so. A fault of the process lands before the state changes for it.
 */
import type { Observation } from '../dialect/observation.ts';
import { FAULT_KINDS } from '../plan/fault.ts';
import type { FaultSummary } from '../plan/fault-kinds.ts';
import { STATES, type ProtocolState, type ProtocolStates } from '../properties/protocol-state.ts';
import type { RunReport } from '../report/published.ts';
import type { Ledger } from './ledger.ts';
import { FACTS } from './facts/catalogue.ts';

/** `link.cut × running`. */
export type Cell = string;

/** A run is at the provider; what else goes on may give the state its name. */
const DURING_RUN: readonly ProtocolState[] = ['running', 'compacting', 'resetting', 'recovering', 'draining'];

/** The states a fault can land in, by what goes on while its effect can be observed. */
const POSSIBLE: Readonly<Record<FaultSummary['landsIn'], readonly ProtocolState[]>> = {
  anything: STATES,
  run: DURING_RUN,
  // whoever is there and was not answered yet is what makes it one
  handshake: STATES.filter((state) => state !== 'idle'),
  // a boot is what gets slow, and from the second on nobody is answered before it is over
  boot: ['recovering'],
  // these are what a summary meets when its call begins; a reset of another session may be waiting meanwhile
  summary: ['compacting', 'resetting'],
};

/** Every cell that can be hit, in reading order. */
export const CELLS: readonly Cell[] = Object.entries(FAULT_KINDS).flatMap(([kind, { landsIn }]) =>
  POSSIBLE[landsIn].map((state) => cell(kind, state)),
);

/** `required`: every cell must be hit and every fact must have happened. */
export function coverageOf(
  { cells, facts }: Pick<Ledger, 'cells' | 'facts'>,
  required: boolean,
): RunReport['coverage'] {
  const empty = CELLS.filter((each) => !cells.has(each));
  const sometimes = FACTS.map(({ id, sentence }) => ({ id, sentence, plans: facts.get(id) ?? 0 }));
  const never = sometimes.filter(({ plans }) => plans === 0);
  const missing = [
    ...empty.map((each) => `no fault landed in cell ${each}`),
    ...never.map(({ id, sentence }) => `it never happened that ${sentence} (${id})`),
  ];
  return {
    cells: CELLS.length,
    hit: CELLS.length - empty.length,
    empty,
    counts: Object.fromEntries(CELLS.map((each) => [each, cells.get(each) ?? 0])),
    sometimes,
    missing: required ? missing : [],
  };
}

/** Watches one history, of which `states` knows what is going on. */
export class CoverageWatch {
  readonly #states: Pick<ProtocolStates, 'state'>;
  readonly #hits: Cell[] = [];

  constructor(states: Pick<ProtocolStates, 'state'>) {
    this.#states = states;
  }

  /** One cell for each fault that landed so far, in order. */
  get hits(): readonly Cell[] {
    return this.#hits;
  }

  observe(observation: Observation): void {
    if (observation.type !== 'fault' || observation.record.event !== 'landed') return;
    this.#hits.push(cell(observation.record.faultKind, this.#states.state));
  }
}

function cell(kind: string, state: ProtocolState): Cell {
  return `${kind} × ${state}`;
}
