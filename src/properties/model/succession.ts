/**
 * A succession: what is known of one session key, its generations, their ends and the requests for them. Shared by those
 * who keep it (generations, endings); decides nothing.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { Position } from './connections.ts';
import type { Ending, Life, RotationRequest } from './rotations.ts';
import type { Session } from './sends.ts';

/** What is known of one session key. */
export interface Succession {
  readonly key: string;
  readonly session: Session;
  /** Position among the successions of all keys. */
  readonly ordinal: number;
  readonly lives: Map<Generation, Life>;
  /** Those of which no delivered answer says that they are over: all that live are among them. */
  readonly unsealed: Set<Life>;
  readonly endings: Ending[];
  requests: RotationRequest[];
  /** Requests whose time is over and to which no ending was laid: an audit record may still tell of one. */
  readonly spent: RotationRequest[];
  readonly audited: Set<string>;
  /** Rotation requests that were not refused. */
  granted: number;
}

/** A session key of which nothing is known yet; `ordinal`: how many there were before. */
export function beginSuccession(key: string, session: Session, ordinal: number): Succession {
  return {
    key,
    session,
    ordinal,
    lives: new Map(),
    unsealed: new Set(),
    endings: [],
    requests: [],
    spent: [],
    audited: new Set(),
    granted: 0,
  };
}

/** What is known of a generation; nothing yet at its first mention. */
export function lifeOf({ lives, unsealed }: Succession, generation: Generation): Life {
  let life = lives.get(generation);
  if (life === undefined) {
    life = {
      generation,
      seenBy: Infinity,
      lastFrom: -1,
      endedBy: Infinity,
      endedRecord: -1,
      endedIncarnation: 0,
      final: false,
      origin: false,
      begunBy: undefined,
    };
    lives.set(generation, life);
    unsealed.add(life);
  }
  return life;
}

/** It was over by then, as this record showed first, in this life of the process. */
export function endLife(life: Life, by: Position, record: Position, incarnation: number): void {
  if (life.endedBy !== Infinity) return;
  life.endedBy = by;
  life.endedRecord = record;
  life.endedIncarnation = incarnation;
}

/** A delivered answer says that it is over. */
export function sealLife({ unsealed }: Succession, life: Life): void {
  life.final = true;
  unsealed.delete(life);
}

/** As far as anything shows, nothing was behind the key at this instant; gives when that began, else undefined. */
export function emptySince({ lives, endings }: Succession, at: Position): Position | undefined {
  for (const life of lives.values()) if (life.endedBy > at) return undefined;
  const last = endings.at(-1);
  return last === undefined ? -1 : last.reason === 'delete' ? last.latest : undefined;
}

/** A request to end the generation arrived after this instant, and was not refused. */
export function asksToEndAfter({ endings, requests, spent }: Succession, since: Position): boolean {
  return (
    requests.some((one) => one.arrivedAt > since) ||
    spent.some((one) => one.arrivedAt > since) ||
    endings.some(({ request }) => request !== undefined && request.arrivedAt > since)
  );
}

/** The latest instant at which the key may have changed its generation; -1: it never may have. */
export function rotatedBy({ endings, requests }: Succession): Position {
  let latest = endings.at(-1)?.latest ?? -1;
  for (const { ending, answeredAt } of requests)
    latest = Math.max(latest, ending === undefined ? Infinity : answeredAt);
  return latest;
}
