/**
 * The timeline of a provider call: what the provider emits in the first call of a send's run, and when, after the plan's
 * faults have been worked into the turn script. Pure; owns what each fault of a run does to a script. Must not know who
 * plays it.
 */
import type { RunFault } from './fault.ts';
import type { Letters, SendOperation } from './operation.ts';

/** One emission and its time. With a `fault` it is what that fault comes down to. */
export type TimedEmission = Emission & {
  /** Milliseconds since the call began. */
  readonly atMs: number;
  readonly fault?: RunFault;
};

/** One thing that a provider emits. */
export type Emission =
  | { readonly type: 'start' }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'tool'; readonly result: string }
  | { readonly type: 'end' }
  | { readonly type: 'error'; readonly message: string }
  /** Nothing comes, and nothing more will: the call goes on until somebody gives it up. */
  | { readonly type: 'silence' };

/** What is emitted although the run is over. */
export interface LateEmission {
  readonly fault: RunFault;
  /** Milliseconds since the run was over. */
  readonly delayMs: number;
  /** It does not say which session id it belongs to. */
  readonly anonymous: boolean;
  /** It follows only an end that was emitted, never a cancelled call. */
  readonly onlyAfterEnd: boolean;
  readonly emissions: readonly Exclude<Emission, { type: 'silence' }>[];
}

export interface ProviderTimeline {
  /** In order; the last one is an end, an error or silence. */
  readonly emissions: readonly TimedEmission[];
  readonly late: readonly LateEmission[];
}

/** A failing model gives up so long after its start. */
const FAILS_AFTER_MS = 10;
const LEFT_BEHIND_BYTES = 24;

/** What a fault makes of the call. */
export type RunEffect =
  /** So many models fail, each after its own start, before the script is played, or instead of it. */
  | { readonly type: 'models fail'; readonly failures: number; readonly recovers: boolean }
  /** Tool results of so many bytes before the end. */
  | { readonly type: 'results'; readonly bytes: readonly number[] }
  | { readonly type: 'no text' }
  | { readonly type: 'no end' }
  | ({ readonly type: 'late' } & Omit<LateEmission, 'fault'>);

/** What each kind of fault makes of a call; payload faults are relative to `maxPayloadBytes`. */
export const RUN_EFFECTS: {
  readonly [K in RunFault['kind']]: (
    fault: Extract<RunFault, { kind: K }>,
    maxPayloadBytes: number,
  ) => RunEffect;
} = {
  'payload.event': ({ overBytes }, limit) => ({ type: 'results', bytes: [limit + overBytes] }),
  'payload.burst': ({ count, overBytes, stepBytes }, limit) => ({
    type: 'results',
    bytes: Array.from({ length: count }, (_, k) => limit + overBytes + k * stepBytes),
  }),
  'lifecycle.late': (fault) => ({ ...lateEvent(fault), onlyAfterEnd: false }),
  'lifecycle.duplicate': (fault) => ({ ...lateEvent(fault), onlyAfterEnd: true }),
  'lifecycle.afterword': ({ id, delayMs }) => ({
    type: 'late',
    delayMs,
    anonymous: false,
    onlyAfterEnd: false,
    emissions: [
      { type: 'delta', text: `${id} afterwards ` },
      { type: 'tool', result: `${id} afterwards ` },
    ],
  }),
  'lifecycle.hang': () => ({ type: 'no end' }),
  'lifecycle.empty': () => ({ type: 'no text' }),
  'lifecycle.failover': ({ failures, recovers }) => ({ type: 'models fail', failures, recovers }),
};

function lateEvent({ event, delayMs, anonymous }: Extract<RunFault, { event: string }>) {
  const emission = event === 'error' ? { type: event, message: 'Request was aborted' } : { type: event };
  return { type: 'late', delayMs, anonymous, emissions: [emission] } as const;
}

type Worked = RunEffect & { readonly fault: RunFault };

/** The timeline of a send's run. `maxPayloadBytes` is what payload faults are relative to. */
export function timelineOf(
  operation: SendOperation,
  faults: readonly RunFault[],
  maxPayloadBytes: number,
): ProviderTimeline {
  const worked = faults.map((fault): Worked => {
    const effectOf = RUN_EFFECTS[fault.kind] as (fault: RunFault, maxPayloadBytes: number) => RunEffect;
    return { ...effectOf(fault, maxPayloadBytes), fault };
  });
  return { emissions: emissionsOf(operation, worked), late: worked.filter((one) => one.type === 'late') };
}

/** The same for a gateway that calls no tools: what they would give is said as text. */
export function withResultsAsText({ emissions, late }: ProviderTimeline): ProviderTimeline {
  return {
    emissions: emissions.map(asText),
    late: late.map((one) => ({ ...one, emissions: one.emissions.map(asText) })),
  };
}

function asText<T extends Emission>(
  emission: T,
): T | (Omit<T, 'type' | 'result'> & { type: 'delta'; text: string }) {
  if (emission.type !== 'tool') return emission;
  const { type: _type, result, ...rest } = emission;
  return { ...rest, type: 'delta', text: result };
}

function emissionsOf({ id, turn }: SendOperation, worked: readonly Worked[]): TimedEmission[] {
  const empty = worked.find((one) => one.type === 'no text');
  const hang = worked.find((one) => one.type === 'no end');
  if (turn.end.type === 'refused' && worked.every((one) => one.type === 'late' || one.type === 'results'))
    return [
      { type: 'error', atMs: turn.startAfterMs + turn.end.afterMs, message: 'the model is overloaded' },
    ];
  const emissions: TimedEmission[] = [{ type: 'start', atMs: turn.startAfterMs }];
  let at = turn.startAfterMs;
  const failover = worked.find((one) => one.type === 'models fail');
  if (failover !== undefined) {
    const { fault, failures, recovers } = failover;
    if (!recovers) {
      for (let k = 1; k < failures; k++) emissions.push({ type: 'start', atMs: (at += FAILS_AFTER_MS) });
      at += FAILS_AFTER_MS;
      return [...emissions, { type: 'error', atMs: at, message: 'all models failed', fault }];
    }
    for (let k = 1; k <= failures; k++) {
      const text = filler(`${id}.failed${k} `, LEFT_BEHIND_BYTES);
      if (empty === undefined) emissions.push({ type: 'delta', atMs: at, text });
      emissions.push({ type: 'start', atMs: (at += FAILS_AFTER_MS), fault });
    }
  }
  if (empty === undefined) {
    for (const [k, step] of turn.steps.entries()) {
      const text = filler(step.letters === 'same' ? `${id} ` : `${id}.${k} `, step.bytes, step.letters);
      at += step.afterMs;
      emissions.push(
        step.type === 'delta' ? { type: 'delta', atMs: at, text } : { type: 'tool', atMs: at, result: text },
      );
    }
    for (const one of worked) if (one.type === 'results') emissions.push(...largeResults(one, at));
  }
  at += turn.end.afterMs;
  if (hang !== undefined) return [...emissions, { type: 'silence', atMs: at, fault: hang.fault }];
  if (empty !== undefined) return [...emissions, { type: 'end', atMs: at, fault: empty.fault }];
  switch (turn.end.type) {
    case 'stop':
      return [...emissions, { type: 'end', atMs: at }];
    case 'error':
    case 'refused':
      return [...emissions, { type: 'error', atMs: at, message: 'the model failed' }];
    case 'never':
      return [...emissions, { type: 'silence', atMs: at }];
  }
}

/** The last one is what the fault comes down to. */
function largeResults({ fault, bytes }: Extract<Worked, { type: 'results' }>, atMs: number): TimedEmission[] {
  return bytes.map((size, k): TimedEmission => {
    const result = filler(`${fault.id}.${k} `, Math.max(0, size));
    return { type: 'tool', atMs, result, ...(k === bytes.length - 1 ? { fault } : {}) };
  });
}

/** What texts are made of, in pieces of so many UTF-8 bytes. */
const PIECES = {
  accents: ['é', 2],
  han: ['漢', 3],
  emoji: ['🙂', 4],
  combining: ['e\u0301', 3],
  marks: ['\\"<&', 4],
} as const;

/** Text of so many UTF-8 bytes that begins with `start`; only whole pieces, and as many of the wanted as fit. */
export function filler(start: string, bytes: number, letters?: Letters): string {
  if (letters === 'lines' && bytes >= 4) return `\n${filler(start, bytes - 2)}\n`;
  if (bytes <= start.length) return start.slice(0, bytes);
  const left = bytes - start.length;
  if (letters === undefined || letters === 'lines' || letters === 'same') return start + 'x'.repeat(left);
  const [piece, size] = PIECES[letters];
  return start + piece.repeat(Math.floor(left / size)) + 'x'.repeat(left % size);
}
