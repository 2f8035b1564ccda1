/**
 * A chain: what is known of one session key, its generations, their ends and the requests for them. Shared by those
 * who keep it (generations, endings); decides nothing.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { Position } from './connections.ts';
import type { Ending, GenerationSpan, RotationRequest } from './rotations.ts';
import type { Session } from './sends.ts';

/** What is known of one session key. */
export interface GenerationChain {
  readonly key: string;
  readonly session: Session;
  /** Position among the chains of all keys. */
  readonly ordinal: number;
  readonly spans: Map<Generation, GenerationSpan>;
  /** Those of which no delivered answer says that they are over: all that live are among them. */
  readonly unconfirmed: Set<GenerationSpan>;
  readonly endings: Ending[];
  requests: RotationRequest[];
  /** Requests whose time is over and to which no ending was laid: an audit record may still tell of one. */
  readonly spent: RotationRequest[];
  readonly audited: Set<string>;
  /** Rotation requests that were not refused. */
  granted: number;
}

/** A session key of which nothing is known yet; `ordinal`: how many there were before. */
export function newChain(key: string, session: Session, ordinal: number): GenerationChain {
  return {
    key,
    session,
    ordinal,
    spans: new Map(),
    unconfirmed: new Set(),
    endings: [],
    requests: [],
    spent: [],
    audited: new Set(),
    granted: 0,
  };
}

/** What is known of a generation; nothing yet at its first mention. */
export function spanOf({ spans, unconfirmed }: GenerationChain, generation: Generation): GenerationSpan {
  let span = spans.get(generation);
  if (span === undefined) {
    span = {
      generation,
      seenBy: Infinity,
      lastFrom: -1,
      endedBy: Infinity,
      endedRecord: -1,
      endedIncarnation: 0,
      isConfirmed: false,
      origin: false,
      begunBy: undefined,
    };
    spans.set(generation, span);
    unconfirmed.add(span);
  }
  return span;
}

/** It was over by then, as this record showed first, in this life of the process. */
export function endSpan(span: GenerationSpan, by: Position, record: Position, incarnation: number): void {
  if (span.endedBy !== Infinity) return;
  span.endedBy = by;
  span.endedRecord = record;
  span.endedIncarnation = incarnation;
}

/** A delivered answer says that it is over. */
export function confirmEnd({ unconfirmed }: GenerationChain, span: GenerationSpan): void {
  span.isConfirmed = true;
  unconfirmed.delete(span);
}

/** As far as anything shows, nothing was behind the key at this instant; gives when that began, else undefined. */
export function emptySince({ spans, endings }: GenerationChain, at: Position): Position | undefined {
  for (const span of spans.values()) if (span.endedBy > at) return undefined;
  const last = endings.at(-1);
  return last === undefined ? -1 : last.reason === 'delete' ? last.latest : undefined;
}

/** A request to end the generation arrived after this instant, and was not refused. */
export function asksToEndAfter({ endings, requests, spent }: GenerationChain, since: Position): boolean {
  return (
    requests.some((one) => one.arrivedAt > since) ||
    spent.some((one) => one.arrivedAt > since) ||
    endings.some(({ request }) => request !== undefined && request.arrivedAt > since)
  );
}

/** The latest instant at which the key may have changed its generation; -1: it never may have. */
export function rotatedBy({ endings, requests }: GenerationChain): Position {
  let latest = endings.at(-1)?.latest ?? -1;
  for (const { ending, answeredAt } of requests)
    latest = Math.max(latest, ending === undefined ? Infinity : answeredAt);
  return latest;
}
