/**
 * A fleet as what executes the plans of a run: ranges are handed out, and merged in the order of their plans as chunks of
 * threads are, so the run says byte for byte what one machine would have said. After each merge everything is written down
 * on which the next coordinator goes on. Scenarios are few and executed here.
 */
import type { Campaign, CampaignPorts } from '../campaign/campaign.ts';
import type { ChunkResult } from '../campaign/chunk.ts';
import type { Ledger } from '../campaign/ledger.ts';
import { MergedPlans } from '../campaign/merged-plans.ts';
import type { Executions } from '../campaign/run.ts';
import { seedOf, type AnnouncedCampaign } from './announced-campaign.ts';
import { packedCheckpoint, unpackedCheckpoint, type Checkpoint, type PoisonedPlan } from './checkpoint.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Leadership } from './leadership.ts';
import type { FleetRange } from './plan-range.ts';
import { RangeFlow } from './range-flow.ts';
import type { RangeQueue } from './range-queue.ts';
import { unpackedResult } from './range-result.ts';

/** The campaign is over, and another coordinator says what came of it. */
export class OverElsewhereError extends Error {
  override readonly name = 'OverElsewhereError';
}

export interface FleetPorts {
  readonly store: FleetStore;
  readonly queue: RangeQueue;
  readonly leadership: Leadership;
  readonly signal: AbortSignal;
  readonly scenario: Executions['scenario'];
  /** Something for people, one line at a time. */
  readonly tell: (line: string) => void;
}

type Into = Pick<CampaignPorts, 'ledger' | 'target' | 'onProgress'>;

export class FleetExecutions implements Executions {
  readonly #campaign: AnnouncedCampaign;
  readonly #ports: FleetPorts;
  /** How it ended; undefined: it goes on. */
  #last: Omit<Checkpoint, 'ledger' | 'merged'> | undefined;

  constructor(campaign: AnnouncedCampaign, ports: FleetPorts) {
    this.#campaign = campaign;
    this.#ports = ports;
  }

  get scenario(): Executions['scenario'] {
    return this.#ports.scenario;
  }

  /** What the fleet found out beside the plans. */
  get found(): Pick<Checkpoint, 'noticedAt' | 'poisoned' | 'cuts'> {
    return this.#last ?? { noticedAt: null, poisoned: [], cuts: 0 };
  }

  /** CPU time of all ranges. */
  get coreMicros(): number {
    return this.#last?.coreMicros ?? 0;
  }

  async plans({ seed }: Campaign, into: Into): Promise<number> {
    const { leadership, signal, store, tell } = this.#ports;
    const { id } = this.#campaign;
    const scenarios = into.ledger.state;
    const before = JSON.stringify(scenarios);
    for (;;) {
      const leads = await leadership.await(signal, () => tell('another coordinator is at it: standing by'));
      const bytes = await store.checkpoint(id);
      const read = bytes === undefined ? undefined : unpackedCheckpoint(bytes);
      into.ledger.restore(read?.ledger ?? (JSON.parse(before) as Checkpoint['ledger']));
      const merged = new MergedPlans({ ...into, seed }, read?.merged);
      if (signal.aborted) return merged.done;
      if (!leads) throw new OverElsewhereError('the campaign is over');
      if (read !== undefined) tell(`goes on behind plan ${this.#campaign.from + merged.done - 1}`);
      const work = new Coordination(this.#campaign, this.#ports, into, merged, read);
      if (await work.run()) {
        this.#last = work.said;
        return merged.done;
      }
      tell('another coordinator took over');
    }
  }
}

/** From one checkpoint to the end, or to the loss of the leadership. */
class Coordination {
  readonly #campaign: AnnouncedCampaign;
  readonly #ports: FleetPorts;
  readonly #ledger: Ledger;
  readonly #merged: MergedPlans;
  readonly #plans: RangeFlow;
  readonly #canary: RangeFlow;
  readonly #poisoned: PoisonedPlan[];
  #noticedAt: number | null;
  #cuts: number;
  #coreMicros: number;
  #number: number;
  #isTold = false;

  constructor(
    campaign: AnnouncedCampaign,
    ports: FleetPorts,
    { ledger }: Into,
    merged: MergedPlans,
    read: Checkpoint | undefined,
  ) {
    this.#campaign = campaign;
    this.#ports = ports;
    this.#ledger = ledger;
    this.#merged = merged;
    const { from, to, size, window, canaryPlans } = campaign;
    const plans = { of: 'campaign', from, to, size, window } as const;
    const canary = { of: 'canary', from: 1, to: canaryPlans, size: Math.min(size, 50), window: 2 } as const;
    this.#plans = new RangeFlow(plans, read?.campaign ?? RangeFlow.beginning(plans));
    this.#canary = new RangeFlow(canary, read?.canary ?? RangeFlow.beginning(canary));
    this.#poisoned = [...(read?.poisoned ?? [])];
    this.#noticedAt = read?.noticedAt ?? null;
    this.#cuts = read?.cuts ?? 0;
    this.#coreMicros = read?.coreMicros ?? 0;
    this.#number = read?.number ?? 0;
  }

  get said(): Omit<Checkpoint, 'ledger' | 'merged'> {
    return {
      number: this.#number,
      campaign: this.#plans.state,
      canary: this.#canary.state,
      noticedAt: this.#noticedAt,
      poisoned: this.#poisoned,
      cuts: this.#cuts,
      coreMicros: this.#coreMicros,
    };
  }

  /** False: another one coordinates. */
  async run(): Promise<boolean> {
    const { queue, signal, tell } = this.#ports;
    // what a coordinator before this one did not come to
    await queue.add([...this.#canary.outstanding, ...this.#plans.outstanding]);
    while (!this.#isOver && !signal.aborted) {
      const filled = [...this.#canary.fill(), ...this.#plans.fill()];
      if (filled.length > 0) {
        if (!(await this.#commit())) return false;
        await queue.add(filled);
        const handed = filled.filter(({ of }) => of === 'campaign').length;
        if (!this.#isTold) tell(`handed out ${handed} ${handed === 1 ? 'range' : 'ranges'}`);
        this.#isTold = true;
      }
      const { changes } = queue;
      const steps = [await this.#step(this.#canary), await this.#step(this.#plans)];
      if (steps.includes('deposed')) return false;
      if (steps.every((one) => one === 'waits')) await queue.changedSince(changes, signal);
    }
    return true;
  }

  get #isOver(): boolean {
    return this.#merged.isOver || (this.#plans.isOver && this.#canary.isOver);
  }

  async #step(flow: RangeFlow): Promise<'went' | 'waits' | 'deposed'> {
    const { store, queue } = this.#ports;
    const { head } = flow;
    if (head === undefined) return 'waits';
    const bytes = await store.result(this.#campaign.id, head);
    if (bytes !== undefined) return this.#merge(flow, head, bytes);
    const state = await queue.stateOf(head);
    if (state === 'open') return 'waits';
    if (state === 'missing') {
      // executed in between, or lost with what Redis had not written when it ended
      if ((await store.result(this.#campaign.id, head)) === undefined) await queue.add([head]);
      return 'waits';
    }
    return this.#cut(flow, head, state.failed);
  }

  async #merge(flow: RangeFlow, head: FleetRange, bytes: Buffer): Promise<'went' | 'deposed'> {
    const { store, queue } = this.#ports;
    const { chunk, coreMicros } = unpackedResult(bytes, head);
    flow.merged();
    let dropped: readonly FleetRange[] = [];
    if (head.of === 'campaign') {
      this.#coreMicros += coreMicros;
      this.#merged.add(chunk);
      if (this.#merged.isOver) dropped = [...flow.end(), ...this.#canary.end()];
    } else dropped = this.#watch(chunk);
    if (!(await this.#commit())) return 'deposed';
    await store.dropResult(this.#campaign.id, head);
    await queue.remove(dropped);
    return 'went';
  }

  /** A canary that was noticed once needs no further plans. */
  #watch({ from, plans }: ChunkResult): readonly FleetRange[] {
    const at = plans.findIndex(({ findings }) => findings.length > 0);
    if (at === -1) return [];
    this.#noticedAt = from + at;
    return this.#canary.end();
  }

  async #cut(flow: RangeFlow, head: FleetRange, reason: string): Promise<'went' | 'deposed'> {
    const { queue, tell } = this.#ports;
    const cut = flow.failed(reason);
    if ('index' in cut) {
      this.#poisoned.push(cut);
      const seed = seedOf(this.#campaign, cut.of);
      tell(`plan ${cut.index} of seed '${seed}' is left out: nobody survives it: ${reason}`);
    } else this.#cuts++;
    if (!(await this.#commit())) return 'deposed';
    await queue.remove([head]);
    if (!('index' in cut)) await queue.add(cut);
    return 'went';
  }

  async #commit(): Promise<boolean> {
    const { store, leadership } = this.#ports;
    const number = this.#number + 1;
    const bytes = packedCheckpoint({ ledger: this.#ledger, merged: this.#merged }, { ...this.said, number });
    if (!(await store.commit(this.#campaign.id, leadership.coordinator, number, bytes))) return false;
    this.#number = number;
    return true;
  }
}
