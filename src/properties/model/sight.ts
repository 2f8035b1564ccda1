/** A sight of an ending: what an answer, a notice, a read or an audit record says of it, and which ending that can be. */
import type { Generation } from '../../dialect/observation.ts';
import type { Position } from './connections.ts';
import { differ, type Ending, type GenerationSpan, type RotationRequest } from './rotations.ts';

/** What something says about an ending. */
export interface Sight {
  readonly reason: Ending['reason'];
  readonly ended?: Generation | undefined;
  readonly next?: Generation | undefined;
  readonly request?: RotationRequest | undefined;
  readonly earliest?: Position;
  /** It was over by then; default: as it is seen. */
  readonly latest?: Position;
  /** It is an audit record: they come oldest first, and may tell of something long past. */
  readonly isAudit?: boolean;
  /** The connection that was sent it. */
  readonly conn?: number;
}

/** It is the ending that says just what is seen. */
export function isNamed(one: Ending, { ended, next, request }: Sight): boolean {
  if (ended !== undefined && one.ended === ended && !one.refuted && !differ(next, one.next)) return true;
  if (next !== undefined && one.next === next && one.reason !== 'delete') return true;
  return request !== undefined && one.request === request;
}

/** What was over before, or lived or began after, was not ended by this one. */
export function couldEnd(
  one: Ending,
  { begunBy, endedBy, lastFrom, seenBy }: GenerationSpan,
  reason: Sight['reason'],
): boolean {
  if (endedBy <= one.earliest || lastFrom >= one.latest) return false;
  // reads alone name it: what was never seen until after the end began later, most likely
  if (reason === 'unknown' && seenBy > one.latest) return false;
  return begunBy === undefined || (begunBy !== one && begunBy.earliest < one.latest);
}
