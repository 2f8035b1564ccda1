/**
 * The selftest: is the verdict to be trusted? Every known-bad gateway is hunted until the property meant for it
 * convicts it, the canary until anything does, and gateways that are right must pass everything. The story of
 * `gauntlet selftest`; everything it touches is handed in. Interrupted, it sums up the hunts and sweeps that ended.
 */
import type { SelftestReport } from '../report/published.ts';
import {
  runCampaign,
  type Campaign,
  type CampaignPorts,
  type CampaignProgress,
  type ChunkPool,
} from './campaign.ts';
import type { Executor } from './chunk.ts';
import type { DeterminismCheck } from './determinism.ts';
import { Ledger } from './ledger.ts';
import type { OutFolder } from './out-folder.ts';
import { recordGroups, type RecordingPorts } from './record-failures.ts';
import { hunt, type HuntRequest, type Quarry, type Round, type SelftestPool } from './selftest-hunt.ts';
import { selftestReport, type Hunted, type Sweep } from './selftest-summary.ts';
import type { Target } from './target.ts';

export interface SelftestRequest {
  /** The known-bad gateways. */
  readonly bad: readonly Quarry[];
  /** They are all there are: every property must be needed by one of them. */
  readonly whole: boolean;
  readonly canary: Quarry;
  /** Gateways that are right, each with how many plans it must pass. */
  readonly right: readonly RightGateway[];
  /** The properties that judge, in the order of the catalogue, and those that were left out. */
  readonly properties: readonly string[];
  readonly without: readonly string[];
  readonly seed: string;
  /** Most plans of one round. */
  readonly budget: number;
  /** Rounds of each known-bad gateway. */
  readonly rounds: number;
  /** Most executions to spend on shrinking one failure; null: shrink nothing. */
  readonly shrinkExecutions: number | null;
  readonly check: DeterminismCheck;
  readonly workers: number;
  /** The folder to write to. */
  readonly out: OutFolder;
}

export interface RightGateway {
  readonly target: Target;
  readonly kind: Sweep['kind'];
  readonly plans: number;
}

export interface SelftestPorts {
  /** Executes what failed once more, to write it down. */
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CampaignProgress) => void;
  readonly startPool: (threads: number) => SelftestPool;
}

/** Who plays the rounds and executes the plans of a selftest, or did so before. */
export interface SelftestExecutions {
  /** All of them, in the order in which they are asked for; undefined: an interrupt cut that one off. */
  rounds(asked: readonly RoundToPlay[]): Promise<readonly (Round | undefined)[]>;
  /** Adds them in their order to the ledger. Gateways that are right come in their order. */
  plans(campaign: Campaign, into: Pick<CampaignPorts, 'ledger' | 'target' | 'onProgress'>): Promise<unknown>;
  close(): Promise<void>;
}

/** Plays and executes them here. */
function executing({ workers }: SelftestRequest, ports: SelftestPorts): SelftestExecutions {
  const { executor, signal } = ports;
  const pool = ports.startPool(workers);
  return {
    rounds: (asked) => playAll(asked, workers * 2, pool, ports),
    plans: (campaign, into) =>
      runCampaign(campaign, { ...into, executor, signal, startPool: () => lent(pool, into.target) }),
    close: () => pool.close(),
  };
}

/** The pool as one of a campaign on this target, which leaves it open. */
export function lent(pool: SelftestPool, target: Target): ChunkPool {
  return { run: (chunk) => pool.run(target, chunk), close: () => Promise.resolve() };
}

export async function selftest(
  request: SelftestRequest,
  ports: SelftestPorts,
  executions: SelftestExecutions = executing(request, ports),
): Promise<SelftestReport> {
  try {
    const hunts = await huntAll(request, executions);
    const sweeps: Sweep[] = [];
    for (const gateway of request.right)
      if (!ports.signal.aborted) sweeps.push(await sweep(gateway, request, ports, executions));
    const { seed, budget, without, properties, whole } = request;
    const interrupted = ports.signal.aborted;
    return selftestReport({ ...hunts, whole, seed, budget, without, properties, sweeps, interrupted });
  } finally {
    await executions.close();
  }
}

export interface RoundToPlay {
  readonly quarry: Quarry;
  readonly request: HuntRequest;
}

/** Every round there is to play; the canary's first, because it takes longest. */
export function roundsOf(request: SelftestRequest): readonly RoundToPlay[] {
  const { bad, canary, seed, budget, check } = request;
  const first = { seed: `${seed}/canary`, budget, check, shrinkExecutions: null };
  return [{ quarry: canary, request: first }, ...bad.flatMap((quarry) => roundsOn(quarry, request))];
}

async function huntAll(
  request: SelftestRequest,
  executions: SelftestExecutions,
): Promise<{ readonly hunted: readonly Hunted[]; readonly canary: Hunted }> {
  const asked = roundsOf(request);
  const played = await executions.rounds(asked);
  const hunted = (quarry: Quarry): Hunted => ({
    quarry,
    rounds: played.filter((_, at) => asked[at]?.quarry === quarry),
  });
  return { hunted: request.bad.map(hunted), canary: hunted(request.canary) };
}

function roundsOn(quarry: Quarry, request: SelftestRequest): readonly RoundToPlay[] {
  const { rounds, budget, check } = request;
  return Array.from({ length: rounds }, (_, at) => {
    const shrinkExecutions = at === 0 ? request.shrinkExecutions : null;
    return { quarry, request: { seed: `${request.seed}/r${at + 1}`, budget, check, shrinkExecutions } };
  });
}

/** Starts them in order, so many at a time; a round that an interrupt cut off is undefined. */
export async function playAll(
  asked: readonly RoundToPlay[],
  atATime: number,
  pool: SelftestPool,
  { signal, onProgress }: Pick<SelftestPorts, 'signal' | 'onProgress'>,
): Promise<readonly (Round | undefined)[]> {
  const played = asked.map((): Round | undefined => undefined);
  let [next, done] = [0, 0];
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const at = next++;
      const round = asked[at];
      if (round === undefined) return;
      played[at] = await hunt(round.quarry, round.request, pool);
      onProgress({ counted: 'rounds on known-bad gateways', done: ++done, total: asked.length });
    }
  };
  const lanes = Promise.all(Array.from({ length: atATime }, lane));
  lanes.catch(() => undefined); // after an interrupt nobody waits for them
  await Promise.race([lanes, whenAborted(signal)]);
  return [...played];
}

/** The plans that a gateway which is right must pass. */
export function sweepOf({ plans }: RightGateway, { seed, workers, check }: SelftestRequest): Campaign {
  return { seed: `${seed}/right`, from: 1, to: plans, budgetMs: null, workers, threads: 'at-once', check };
}

/** On all threads. */
async function sweep(
  gateway: RightGateway,
  request: SelftestRequest,
  { executor, onProgress }: SelftestPorts,
  executions: SelftestExecutions,
): Promise<Sweep> {
  const { target, kind, plans } = gateway;
  const campaign = sweepOf(gateway, request);
  const ledger = new Ledger();
  await executions.plans(campaign, {
    target,
    ledger,
    onProgress: (done) => onProgress({ counted: target.name, done, total: plans }),
  });
  const recording: RecordingPorts = { executor, out: request.out, onMismatch: ledger.addMismatch };
  const found = await recordGroups(recording, ledger.groups, campaign.seed, target);
  const violated = ledger.properties.filter(({ violations }) => violations > 0);
  return {
    name: target.name,
    kind,
    plans: ledger.plans,
    violations: violated.reduce((total, one) => total + one.violations, 0),
    by: violated.map(({ property }) => property),
    found,
    ...ledger.determinism,
  };
}

/** Settles when the signal aborts, with undefined. */
function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
