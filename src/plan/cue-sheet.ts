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

/** The sheet of a send's run. `maxPayloadBytes` is what payload faults are relative to. */
export function cueSheetOf(
  operation: SendOperation,
  faults: readonly RunFault[],
  maxPayloadBytes: number,
): CueSheet {
  return { cues: cuesOf(operation, faults, maxPayloadBytes), afterwords: faults.flatMap(afterwordOf) };
}

function cuesOf({ id, turn }: SendOperation, faults: readonly RunFault[], maxPayloadBytes: number): Cue[] {
  const empty = find(faults, 'lifecycle.empty');
  const failover = find(faults, 'lifecycle.failover');
  const hang = find(faults, 'lifecycle.hang');
  const cues: Cue[] = [{ type: 'start', atMs: turn.startAfterMs }];
  let at = turn.startAfterMs;
  if (failover?.recovers === false) {
    for (let k = 1; k < failover.failures; k++) cues.push({ type: 'start', atMs: (at += FAILS_AFTER_MS) });
    at += FAILS_AFTER_MS;
    return [...cues, { type: 'error', atMs: at, message: 'all models failed', fault: failover }];
  }
  for (let k = 1; k <= (failover?.failures ?? 0); k++) {
    const text = filler(`${id}.failed${k} `, LEFT_BEHIND_BYTES);
    if (empty === undefined) cues.push({ type: 'delta', atMs: at, text });
    at += FAILS_AFTER_MS;
    cues.push({ type: 'start', atMs: at, ...(failover === undefined ? {} : { fault: failover }) });
  }
  for (const [k, step] of (empty === undefined ? turn.steps : []).entries()) {
    at += step.afterMs;
    const text = filler(`${id}.${k} `, step.bytes);
    cues.push(
      step.type === 'delta' ? { type: 'delta', atMs: at, text } : { type: 'tool', atMs: at, result: text },
    );
  }
  if (empty === undefined) for (const fault of faults) cues.push(...largeResults(fault, at, maxPayloadBytes));
  at += turn.end.afterMs;
  if (hang !== undefined) return [...cues, { type: 'silence', atMs: at, fault: hang }];
  if (empty !== undefined) return [...cues, { type: 'end', atMs: at, fault: empty }];
  switch (turn.end.type) {
    case 'stop':
      return [...cues, { type: 'end', atMs: at }];
    case 'error':
      return [...cues, { type: 'error', atMs: at, message: 'the model failed' }];
    case 'never':
      return [...cues, { type: 'silence', atMs: at }];
  }
}

function largeResults(fault: RunFault, atMs: number, maxPayloadBytes: number): Cue[] {
  if (fault.kind !== 'payload.event' && fault.kind !== 'payload.burst') return [];
  const count = fault.kind === 'payload.burst' ? fault.count : 1;
  const step = fault.kind === 'payload.burst' ? fault.stepBytes : 0;
  return Array.from({ length: count }, (_, k): Cue => {
    const bytes = Math.max(0, maxPayloadBytes + fault.overBytes + k * step);
    const result = filler(`${fault.id}.${k} `, bytes);
    return k < count - 1 ? { type: 'tool', atMs, result } : { type: 'tool', atMs, result, fault };
  });
}

function afterwordOf(fault: RunFault): Afterword[] {
  switch (fault.kind) {
    case 'lifecycle.late':
    case 'lifecycle.duplicate': {
      const { event, delayMs, anonymous } = fault;
      const said = event === 'error' ? { type: event, message: 'Request was aborted' } : { type: event };
      return [
        { fault, delayMs, anonymous, onlyAfterEnd: fault.kind === 'lifecycle.duplicate', said: [said] },
      ];
    }
    case 'lifecycle.afterword': {
      const { delayMs } = fault;
      const said = [
        { type: 'delta', text: `${fault.id} afterwards ` },
        { type: 'tool', result: `${fault.id} afterwards ` },
      ] as const;
      return [{ fault, delayMs, anonymous: false, onlyAfterEnd: false, said }];
    }
    default:
      return [];
  }
}

function find<K extends RunFault['kind']>(
  faults: readonly RunFault[],
  kind: K,
): Extract<RunFault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<RunFault, { kind: K }> => fault.kind === kind);
}

/** Text of the given length that begins with `start`. */
export function filler(start: string, bytes: number): string {
  return bytes <= start.length ? start.slice(0, bytes) : start + 'x'.repeat(bytes - start.length);
}
