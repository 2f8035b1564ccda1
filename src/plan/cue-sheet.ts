/**
 * The cue sheet: what a provider says in the first call of a send's run, and when, after the plan's faults have been
 * worked into the turn script. Pure; owns what each fault of a run does to a script. Must not know who plays it.
 */
import type { RunFault } from './fault.ts';
import type { SendOperation } from './operation.ts';

/** One thing the provider says. A cue with a `fault` is what that fault comes down to. */
export type Cue = Said & {
  /** Milliseconds since the call began. */
  readonly atMs: number;
  readonly fault?: RunFault;
};

type Said =
  | { readonly type: 'start' }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'tool'; readonly result: string }
  | { readonly type: 'end' }
  | { readonly type: 'error'; readonly message: string }
  /** Nothing is said, and nothing more will be: the call goes on until somebody gives it up. */
  | { readonly type: 'silence' };

/** Something said although the run is over. */
export interface Afterword {
  readonly fault: RunFault;
  /** Milliseconds since the run was over. */
  readonly delayMs: number;
  /** It does not say which session id it belongs to. */
  readonly anonymous: boolean;
  /** It follows only an end that was told, never a cancelled call. */
  readonly onlyAfterEnd: boolean;
  readonly said: readonly Exclude<Said, { type: 'silence' }>[];
}

export interface CueSheet {
  /** In order; the last one is an end, an error or silence. */
  readonly cues: readonly Cue[];
  readonly afterwords: readonly Afterword[];
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
  | ({ readonly type: 'late' } & Omit<Afterword, 'fault'>);

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
    said: [
      { type: 'delta', text: `${id} afterwards ` },
      { type: 'tool', result: `${id} afterwards ` },
    ],
  }),
  'lifecycle.hang': () => ({ type: 'no end' }),
  'lifecycle.empty': () => ({ type: 'no text' }),
  'lifecycle.failover': ({ failures, recovers }) => ({ type: 'models fail', failures, recovers }),
};

function lateEvent({ event, delayMs, anonymous }: Extract<RunFault, { event: string }>) {
  const said = event === 'error' ? { type: event, message: 'Request was aborted' } : { type: event };
  return { type: 'late', delayMs, anonymous, said: [said] } as const;
}

interface Worked {
  readonly fault: RunFault;
  readonly effect: RunEffect;
}

/** The sheet of a send's run. `maxPayloadBytes` is what payload faults are relative to. */
export function cueSheetOf(
  operation: SendOperation,
  faults: readonly RunFault[],
  maxPayloadBytes: number,
): CueSheet {
  const worked = faults.map((fault): Worked => {
    const effectOf = RUN_EFFECTS[fault.kind] as (fault: RunFault, maxPayloadBytes: number) => RunEffect;
    return { fault, effect: effectOf(fault, maxPayloadBytes) };
  });
  const afterwords = worked.flatMap(({ fault, effect }) =>
    effect.type === 'late' ? [{ ...effect, fault }] : [],
  );
  return { cues: cuesOf(operation, worked), afterwords };
}

function cuesOf({ id, turn }: SendOperation, worked: readonly Worked[]): Cue[] {
  const empty = worked.find(({ effect }) => effect.type === 'no text');
  const hang = worked.find(({ effect }) => effect.type === 'no end');
  const cues: Cue[] = [{ type: 'start', atMs: turn.startAfterMs }];
  let at = turn.startAfterMs;
  const failover = worked.find(({ effect }) => effect.type === 'models fail');
  if (failover?.effect.type === 'models fail') {
    const { fault, effect } = failover;
    if (!effect.recovers) {
      for (let k = 1; k < effect.failures; k++) cues.push({ type: 'start', atMs: (at += FAILS_AFTER_MS) });
      at += FAILS_AFTER_MS;
      return [...cues, { type: 'error', atMs: at, message: 'all models failed', fault }];
    }
    for (let k = 1; k <= effect.failures; k++) {
      const text = filler(`${id}.failed${k} `, LEFT_BEHIND_BYTES);
      if (empty === undefined) cues.push({ type: 'delta', atMs: at, text });
      cues.push({ type: 'start', atMs: (at += FAILS_AFTER_MS), fault });
    }
  }
  if (empty === undefined) {
    for (const [k, step] of turn.steps.entries()) {
      const text = filler(`${id}.${k} `, step.bytes);
      at += step.afterMs;
      cues.push(
        step.type === 'delta' ? { type: 'delta', atMs: at, text } : { type: 'tool', atMs: at, result: text },
      );
    }
    for (const one of worked) cues.push(...largeResults(one, at));
  }
  at += turn.end.afterMs;
  if (hang !== undefined) return [...cues, { type: 'silence', atMs: at, fault: hang.fault }];
  if (empty !== undefined) return [...cues, { type: 'end', atMs: at, fault: empty.fault }];
  switch (turn.end.type) {
    case 'stop':
      return [...cues, { type: 'end', atMs: at }];
    case 'error':
      return [...cues, { type: 'error', atMs: at, message: 'the model failed' }];
    case 'never':
      return [...cues, { type: 'silence', atMs: at }];
  }
}

/** The last one is what the fault comes down to. */
function largeResults({ fault, effect }: Worked, atMs: number): Cue[] {
  if (effect.type !== 'results') return [];
  return effect.bytes.map((bytes, k): Cue => {
    const result = filler(`${fault.id}.${k} `, Math.max(0, bytes));
    return { type: 'tool', atMs, result, ...(k === effect.bytes.length - 1 ? { fault } : {}) };
  });
}

/** Text of the given length that begins with `start`. */
export function filler(start: string, bytes: number): string {
  return bytes <= start.length ? start.slice(0, bytes) : start + 'x'.repeat(bytes - start.length);
}
