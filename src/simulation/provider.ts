/**
 * The model provider and agent runtime: plays the turn script that the plan wrote for a send, found by the marker in
 * the prompt, and summaries for compaction. Faults make it late, false, silent or failing. Knows the plan; must not
 * know what a gateway makes of its events.
 */
import type { Lane } from '../kernel/loop.ts';
import { ms } from '../kernel/time.ts';
import type { Provider, ProviderCall, ProviderEvent, ProviderRequest } from '../gateway/port.ts';
import type { Fault } from '../plan/fault.ts';
import type { SendOperation, TurnScript } from '../plan/operation.ts';
import { markerOf, markersIn } from '../protocol/marker.ts';
import type { Stage } from './stage.ts';
import type { Triggers } from './triggers.ts';

export type SummaryMood = 'ok' | 'stall' | 'fail' | 'garbage';

type LateFault = Extract<Fault, { kind: 'lifecycle.late' }>;

/** Marks a summary's own marker, so that later prompts can be searched for it. */
const SUMMARY = 'summary-';

export class SimulatedProvider {
  /** What summaries that begin now will do. */
  mood: SummaryMood = 'ok';
  /** Told when a late lifecycle event came, or a summary misbehaved. */
  onEffect: (kind: Fault['kind'], fault?: LateFault) => void = () => {};
  readonly #stage: Stage;
  readonly #triggers: Triggers;
  readonly #scripts = new Map<string, SendOperation>();
  readonly #late = new Map<string, LateFault[]>();
  readonly #stalled: (() => void)[] = [];
  #calls = 0;
  #active = 0;
  #summaries = 0;
  /** Late lifecycle events that are still to come. */
  pendingLate = 0;

  constructor(stage: Stage, triggers: Triggers) {
    this.#stage = stage;
    this.#triggers = triggers;
    for (const operation of stage.plan.operations)
      if (operation.do === 'send') this.#scripts.set(operation.replayOf ?? operation.id, operation);
    for (const operation of stage.plan.operations)
      if (operation.do === 'send' && operation.replayOf === undefined)
        this.#scripts.set(operation.id, operation);
    for (const fault of stage.plan.faults) {
      if (fault.kind !== 'lifecycle.late') continue;
      const faults = this.#late.get(fault.run);
      if (faults === undefined) this.#late.set(fault.run, [fault]);
      else faults.push(fault);
    }
  }

  /** Calls that have neither ended nor been cancelled, but for those whose script never ends. */
  get active(): number {
    return this.#active;
  }

  /** Lets stalled summaries answer. */
  release(): void {
    for (const answer of this.#stalled.splice(0)) answer();
  }

  /** The provider as one incarnation sees it. */
  mount(alive: () => boolean, deliver: (callback: () => void) => void): Provider {
    return {
      call: (request, onEvent) => {
        if (!alive()) return { cancel: () => {} };
        this.#triggers.hit('before', 'provider.call', request.purpose, alive);
        if (!alive()) return { cancel: () => {} };
        const call = this.#call(request, alive, (event) => deliver(() => onEvent(event)));
        this.#triggers.hit('after', 'provider.call', request.purpose, alive);
        return call;
      },
    };
  }

  #call(request: ProviderRequest, alive: () => boolean, tell: (event: ProviderEvent) => void): ProviderCall {
    const call = ++this.#calls;
    const { purpose } = request;
    const promptMarkers = request.messages.flatMap((message) => markersIn(message.text));
    const promptTexts = request.messages
      .filter(({ text }) => text.includes(`[[${SUMMARY}`))
      .map(({ text }) => text);
    this.#stage.record({ kind: 'provider', event: 'call', call, purpose, promptMarkers, promptTexts });
    const performance = new Performance(this.#stage, call, purpose, alive, (change) => {
      this.#active += change;
    });
    if (purpose === 'summary') this.#summarise(performance, tell);
    else this.#perform(performance, request, this.#scriptFor(request), tell);
    return { cancel: () => performance.cancel() };
  }

  /** The script of the last marker among the last messages; recent releases append an internal message of their own. */
  #scriptFor(request: ProviderRequest): SendOperation | undefined {
    for (const message of request.messages.slice(-3).reverse()) {
      const name = markersIn(message.text).findLast((marker) => !marker.startsWith(SUMMARY));
      if (name !== undefined) return this.#scripts.get(name);
    }
    return undefined;
  }

  #perform(
    performance: Performance,
    request: ProviderRequest,
    operation: SendOperation | undefined,
    tell: (event: ProviderEvent) => void,
  ): void {
    const script: TurnScript = operation?.turn ?? DEFAULT_SCRIPT;
    const name = operation?.id ?? 'reply';
    const identity = {
      runId: request.run?.runId,
      sessionKey: request.run?.sessionKey,
      sessionId: request.run?.sessionId,
    };
    performance.onOver = () => this.#scheduleLate(performance, operation, identity, script, tell);
    performance.after(script.startAfterMs, 'start', () => tell({ ...identity, type: 'start' }));
    let at = script.startAfterMs;
    for (const [k, step] of script.steps.entries()) {
      at += step.afterMs;
      if (step.type === 'delta')
        performance.after(at, 'delta', () =>
          tell({ ...identity, type: 'delta', text: filler(`${name}.${k} `, step.bytes) }),
        );
      else
        performance.after(at, 'tool', () =>
          tell({ ...identity, type: 'tool', name: 'browser', result: filler(`${name}.${k} `, step.bytes) }),
        );
    }
    at += script.end.afterMs;
    if (script.end.type === 'stop')
      performance.end(at, 'end', () => tell({ ...identity, type: 'end', totalTokens: script.tokens }));
    else if (script.end.type === 'error')
      performance.end(at, 'error', () =>
        tell({ ...identity, type: 'error', message: 'the model failed', totalTokens: script.tokens }),
      );
    else performance.never();
  }

  #summarise(performance: Performance, tell: (event: ProviderEvent) => void): void {
    const identity = { runId: undefined, sessionKey: undefined, sessionId: undefined };
    const { mood } = this;
    const text = `Summary ${markerOf(`${SUMMARY}${++this.#summaries}`)} of the conversation so far.`;
    const answer = (): void => {
      const takes = this.#stage.plan.summaryMs;
      if (mood === 'fail') {
        this.onEffect('summary.fail');
        performance.end(takes, 'error', () =>
          tell({ ...identity, type: 'error', message: 'overloaded', totalTokens: 0 }),
        );
        return;
      }
      if (mood === 'garbage') this.onEffect('summary.garbage');
      const returned = mood === 'garbage' ? '' : text;
      performance.text = returned;
      performance.end(takes, 'end', () => {
        if (returned !== '') tell({ ...identity, type: 'delta', text: returned });
        tell({ ...identity, type: 'end', totalTokens: 0 });
      });
    };
    if (mood !== 'stall') return answer();
    this.onEffect('summary.stall');
    this.#stalled.push(answer);
  }

  #scheduleLate(
    performance: Performance,
    operation: SendOperation | undefined,
    identity: Pick<ProviderEvent, 'runId' | 'sessionKey' | 'sessionId'>,
    script: TurnScript,
    tell: (event: ProviderEvent) => void,
  ): void {
    const faults = this.#late.get(operation?.id ?? '');
    if (faults === undefined) return;
    this.#late.delete(operation?.id ?? '');
    for (const fault of faults) {
      const who = fault.anonymous ? { ...identity, sessionId: undefined } : identity;
      this.pendingLate++;
      const settled = (): void => {
        this.pendingLate--;
      };
      performance.late(fault.delayMs, fault.event, settled, () => {
        this.onEffect('lifecycle.late', fault);
        if (fault.event === 'start') tell({ ...who, type: 'start' });
        else if (fault.event === 'end') tell({ ...who, type: 'end', totalTokens: script.tokens });
        else tell({ ...who, type: 'error', message: 'Request was aborted', totalTokens: script.tokens });
      });
    }
  }
}

const DEFAULT_SCRIPT: TurnScript = {
  startAfterMs: 5,
  steps: [{ type: 'delta', afterMs: 10, bytes: 24 }],
  end: { type: 'stop', afterMs: 5 },
  tokens: 100,
};

/** Text of the given length that begins with `start`. */
function filler(start: string, bytes: number): string {
  return bytes <= start.length ? start.slice(0, bytes) : start + 'x'.repeat(bytes - start.length);
}

type Step = 'start' | 'delta' | 'tool' | 'end' | 'error';

/** One call being played: what it still has to say, and whether it is over. */
class Performance {
  onOver: () => void = () => {};
  text: string | undefined;
  readonly #stage: Stage;
  readonly #call: number;
  readonly #purpose: 'run' | 'summary';
  readonly #alive: () => boolean;
  readonly #count: (change: number) => void;
  #over = false;
  #counted = true;

  constructor(
    stage: Stage,
    call: number,
    purpose: 'run' | 'summary',
    alive: () => boolean,
    count: (change: number) => void,
  ) {
    this.#stage = stage;
    this.#call = call;
    this.#purpose = purpose;
    this.#alive = alive;
    this.#count = count;
    count(1);
  }

  after(delayMs: number, step: Step, act: () => void): void {
    this.#later(delayMs, () => {
      if (this.#over) return;
      this.#record(step, false);
      act();
    });
  }

  end(delayMs: number, step: Step, act: () => void): void {
    this.#later(delayMs, () => {
      if (this.#over) return;
      this.#record(step, false);
      this.#finish();
      act();
    });
  }

  /** The script says that this call does not end by itself. */
  never(): void {
    this.#uncount();
  }

  /** Said although the call is over. `settled` is called also when the process that asked is gone by then. */
  late(delayMs: number, step: Step, settled: () => void, act: () => void): void {
    this.#stage.loop.after(ms(delayMs), this.#lane(), () => {
      settled();
      if (!this.#alive()) return;
      this.#record(step, true);
      act();
    });
  }

  cancel(): void {
    if (this.#over || !this.#alive()) return;
    this.#stage.record({ kind: 'provider', event: 'cancel', call: this.#call, purpose: this.#purpose });
    this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#uncount();
    this.onOver();
  }

  #uncount(): void {
    if (this.#counted) this.#count(-1);
    this.#counted = false;
  }

  #later(delayMs: number, act: () => void): void {
    this.#stage.loop.after(ms(delayMs), this.#lane(), () => {
      if (this.#alive()) act();
      else this.#uncount();
    });
  }

  #lane(): Lane {
    return this.#stage.loop.lane(`provider/${this.#call}`);
  }

  #record(step: Step, injected: boolean): void {
    const text = step === 'end' && this.#purpose === 'summary' ? this.text : undefined;
    this.#stage.record({
      kind: 'provider',
      event: step,
      call: this.#call,
      purpose: this.#purpose,
      ...(text === undefined ? {} : { text }),
      ...(injected ? { injected: true } : {}),
    });
  }
}
