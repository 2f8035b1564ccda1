/**
 * The model provider and agent runtime: plays the turn script that the plan wrote for a send, found by the marker in
 * the prompt, and summaries for compaction. Faults make it late, false, silent or failing. Knows the plan; must not
 * know what a gateway makes of its events.
 */
import { groupBy } from '../kernel/group-by.ts';
import type { Provider, ProviderCall, ProviderEvent, ProviderRequest } from '../gateway/port.ts';
import {
  timelineOf,
  withResultsAsText,
  type Emission,
  type LateEmission,
} from '../plan/provider-timeline.ts';
import type { RunFault } from '../plan/fault.ts';
import { turnScript, type SendOperation } from '../plan/operation.ts';
import { PromptWriter } from '../history/recorded-prompt.ts';
import { markerOf, markersIn, SUMMARY_MARKER } from '../protocol/marker.ts';
import type { FaultReports } from './damaged-parts.ts';
import { ProviderPlayback } from './provider-playback.ts';
import type { WorldContext } from './world-context.ts';

export type SummaryBehaviour = 'ok' | 'stall' | 'timeout' | 'fail' | 'garbage' | 'gibberish';

type Identity = Pick<ProviderEvent, 'runId' | 'sessionKey' | 'sessionId'>;

/** Who is behind the port, in particular. */
export interface CallOptions {
  /** Called when the call has nothing more to say, not even late. */
  readonly onSilent?: () => void;
  /**
   * It is a chat completion: tool results are said as text, for the gateway does not call tools or nobody can tell it
   * their results, and a failure does not say what it took.
   */
  readonly isCompletion?: boolean;
}

export interface MountedProvider extends Provider {
  call(
    request: ProviderRequest,
    onEvent: (event: ProviderEvent) => void,
    options?: CallOptions,
  ): ProviderCall;
}

export class ScriptedProvider {
  /** What summaries that begin now will do. */
  summaryBehaviour: SummaryBehaviour = 'ok';
  readonly #summaryOf: (marker: string) => string;
  readonly #world: WorldContext;
  readonly #faults: FaultReports;
  readonly #scripts = new Map<string, SendOperation>();
  /** Faults of runs that have not begun, by send. */
  readonly #runFaults: Map<string, RunFault[]>;
  readonly #stalled: (() => void)[] = [];
  readonly #prompts = new PromptWriter();
  #calls = 0;
  /** What each call under way is for. */
  readonly #active = new Map<number, string>();
  #summaries = 0;
  /** Things still to be said by calls that are over. */
  pendingLate = 0;

  /** `summaryOf` words a summary around its marker. */
  constructor(
    world: WorldContext,
    faults: FaultReports,
    summaryOf: (marker: string) => string = plainSummary,
  ) {
    this.#summaryOf = summaryOf;
    this.#world = world;
    this.#faults = faults;
    for (const operation of world.plan.operations)
      if (operation.do === 'send') this.#scripts.set(operation.id, operation);
    const runFaults = world.plan.faults.filter((fault) => 'run' in fault);
    this.#runFaults = groupBy(runFaults, ({ run }) => run);
  }

  /** Calls that have neither ended nor been cancelled, but for those whose script never ends. */
  get active(): number {
    return this.#active.size;
  }

  /** What the calls under way are for, in words. */
  pending(): string[] {
    return [...this.#active.values()].map((what) => `the model works on ${what}`);
  }

  /** Lets stalled summaries answer. */
  release(): void {
    for (const answer of this.#stalled.splice(0)) answer();
  }

  /** The provider as one incarnation sees it; `usually`: who calls when nothing is said. */
  mount(
    alive: () => boolean,
    deliver: (callback: () => void) => void,
    usually: CallOptions = {},
  ): MountedProvider {
    return {
      call: (request, onEvent, options = usually) => {
        if (!alive()) return { cancel: () => {} };
        this.#faults.triggers.hit('before', 'provider.call', request.purpose, alive);
        if (!alive()) return { cancel: () => {} };
        const call = this.#call(request, alive, (event) => deliver(() => onEvent(event)), options);
        this.#faults.triggers.hit('after', 'provider.call', request.purpose, alive);
        return call;
      },
    };
  }

  #call(
    request: ProviderRequest,
    alive: () => boolean,
    tell: (event: ProviderEvent) => void,
    { onSilent, isCompletion = false }: CallOptions,
  ): ProviderCall {
    const call = ++this.#calls;
    const { purpose } = request;
    const messages = request.messages.map(({ role, text }) => ({ role, text: this.#world.masked(text) }));
    const prompt = this.#prompts.record(call, messages);
    this.#world.record({ kind: 'provider', event: 'call', call, purpose, prompt });
    const operation = purpose === 'run' ? (this.#scriptFor(request) ?? UNKNOWN) : undefined;
    const playback = new ProviderPlayback(this.#world, call, purpose, alive, onSilent, (goesOn) => {
      if (goesOn)
        this.#active.set(call, operation === undefined ? 'a summary' : `the run of ${operation.id}`);
      else this.#active.delete(call);
    });
    if (operation === undefined) this.#summarise(playback, tell);
    else this.#perform(playback, request, operation, tell, isCompletion);
    return {
      cancel() {
        playback.cancel();
      },
    };
  }

  /** The script of the last marker among the last messages; recent releases append an internal message of their own. */
  #scriptFor(request: ProviderRequest): SendOperation | undefined {
    for (const message of request.messages.slice(-3).reverse()) {
      const name = markersIn(message.text).findLast((marker) => !marker.startsWith(SUMMARY_MARKER));
      if (name !== undefined) return this.#scripts.get(name);
    }
    return undefined;
  }

  /** Plays the script. Its faults happen in the first call of the send's run, once. */
  #perform(
    playback: ProviderPlayback,
    request: ProviderRequest,
    operation: SendOperation,
    tell: (event: ProviderEvent) => void,
    isCompletion: boolean,
  ): void {
    const faults = this.#runFaults.get(operation.id) ?? [];
    this.#runFaults.delete(operation.id);
    const scripted = timelineOf(operation, faults, this.#world.plan.limits.maxPayloadBytes);
    const timeline = isCompletion ? withResultsAsText(scripted) : scripted;
    const identity = {
      runId: request.run?.runId,
      sessionKey: request.run?.sessionKey,
      sessionId: request.run?.sessionId,
    };
    const { tokens } = operation.turn;
    playback.tokens = { end: tokens, error: isCompletion ? undefined : tokens };
    for (const fault of faults) this.#faults.onRun('injected', fault);
    playback.play(
      timeline.emissions,
      (emission) => {
        this.#land(emission.fault);
        if (emission.type !== 'silence') tell(eventOf(emission, identity, tokens));
      },
      (end) => {
        if (end === 'ended') this.#land(timeline.emissions.at(-1)?.fault);
        const coming = timeline.late.filter(
          (emission) => end === 'ended' || (end === 'cancelled' && !emission.onlyAfterEnd),
        );
        for (const emission of coming) this.#sayLate(playback, emission, identity, tokens, tell);
        for (const fault of faults)
          if (!coming.some((emission) => emission.fault === fault)) this.#faults.onRun('healed', fault);
      },
    );
  }

  #summarise(playback: ProviderPlayback, tell: (event: ProviderEvent) => void): void {
    const identity = { runId: undefined, sessionKey: undefined, sessionId: undefined };
    const { summaryBehaviour } = this;
    const text = this.#summaryOf(markerOf(`${SUMMARY_MARKER}${++this.#summaries}`));
    const answer = (): void => {
      const takes = this.#world.plan.summaryMs;
      if (summaryBehaviour === 'fail') {
        this.#faults.onEffect('summary.fail');
        const message = 'overloaded';
        playback.end(takes, { type: 'error', message }, () =>
          tell({ ...identity, type: 'error', message, totalTokens: 0 }),
        );
        return;
      }
      if (summaryBehaviour === 'garbage' || summaryBehaviour === 'gibberish')
        this.#faults.onEffect(`summary.${summaryBehaviour}`);
      const returned = worded(text, summaryBehaviour);
      playback.text = returned;
      playback.end(takes, { type: 'end' }, () => {
        if (returned !== '') tell({ ...identity, type: 'delta', text: returned });
        tell({ ...identity, type: 'end', totalTokens: 0 });
      });
    };
    if (summaryBehaviour === 'timeout') {
      this.#faults.onEffect('summary.timeout');
      return playback.uncount();
    }
    if (summaryBehaviour !== 'stall') return answer();
    this.#faults.onEffect('summary.stall');
    this.#stalled.push(answer);
  }

  #land(fault: RunFault | undefined): void {
    if (fault === undefined) return;
    this.#faults.onRun('landed', fault);
    this.#faults.onRun('healed', fault);
  }

  #sayLate(
    playback: ProviderPlayback,
    { delayMs, anonymous, emissions, fault }: LateEmission,
    identity: Identity,
    tokens: number,
    tell: (event: ProviderEvent) => void,
  ): void {
    const who = anonymous ? { ...identity, sessionId: undefined } : identity;
    this.pendingLate++;
    const settled = (): void => {
      this.pendingLate--;
      this.#faults.onRun('healed', fault);
    };
    playback.late(delayMs, emissions, settled, (emission) => {
      this.#land(fault);
      tell(eventOf(emission, who, tokens));
    });
  }
}

/** What comes back instead of this summary. */
function worded(summary: string, behaviour: SummaryBehaviour): string {
  if (behaviour === 'garbage') return '';
  return behaviour === 'gibberish' ? 'No prior history.' : summary;
}

function plainSummary(marker: string): string {
  return `Summary ${marker} of the conversation so far.`;
}

/** The send of a prompt without any marker we know. */
const UNKNOWN: SendOperation = {
  do: 'send',
  id: 'reply',
  client: '',
  session: '',
  text: '',
  sameKey: false,
  turn: turnScript.parse({}),
};

// members in full: a spread costs ten times the rest of what happens here
function eventOf(
  emission: Exclude<Emission, { type: 'silence' }>,
  { runId, sessionKey, sessionId }: Identity,
  totalTokens: number,
): ProviderEvent {
  const { type } = emission;
  switch (type) {
    case 'start':
      return { runId, sessionKey, sessionId, type };
    case 'delta':
      return { runId, sessionKey, sessionId, type, text: emission.text };
    case 'tool':
      return { runId, sessionKey, sessionId, type, name: 'browser', result: emission.result };
    case 'end':
      return { runId, sessionKey, sessionId, type, totalTokens };
    case 'error':
      return { runId, sessionKey, sessionId, type, message: emission.message, totalTokens };
  }
}
