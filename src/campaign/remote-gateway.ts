/**
 * A gateway whose code runs in a process of its own: it takes whole executions and gives back what became of them. To
 * a campaign it is a gateway like any other; src/campaign/foreign says how it is done.
 */
import type { Gateway } from '../gateway/port.ts';
import type { Bench, ChunkRequest, ChunkResult } from './chunk.ts';
import type { Mismatch } from './determinism.ts';
import type { Outcome, Trial } from './execute.ts';
import type { Target } from './target.ts';

export interface RemoteGateway {
  readonly name: string;
  executeThere(trial: Trial): Promise<Outcome>;
  runChunkThere(bench: Bench, target: Target, request: ChunkRequest): Promise<ChunkResult>;
  compareAgainThere(trial: Trial, expected: string, plan: string): Promise<Mismatch | undefined>;
  /** Ends its process; it is nobody's from then on. */
  close(): void;
}

export function isRemote(gateway: Gateway | RemoteGateway): gateway is RemoteGateway {
  return 'executeThere' in gateway;
}
