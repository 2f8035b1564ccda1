/**
 * Where the world's time goes: the share of each room of src, by the sampling profiler of V8 in this process. A sample
 * belongs to the room whose function was on top; what V8 and Node do themselves, and packages, stand beside the rooms.
 */
import type { Profiler, Runtime } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import type { Subject } from './subject.ts';

const SAMPLE_MICROS = 200;

export interface RoomShare {
  /** A folder of src, a package, or what is no code of anybody: `(garbage collector)`. */
  readonly room: string;
  /** Of all samples but those in which nothing ran; 0 to 1. */
  readonly share: number;
}

/** Runs a subject, which should be warm, for some time. The largest share comes first. */
export async function roomShares(subject: Subject, forMs: number): Promise<readonly RoomShare[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
  await session.post('Profiler.start');
  const startedAt = performance.now();
  while (performance.now() - startedAt < forMs) await subject.portion();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(profile);
}

export function sharesOf({ nodes }: Pick<Profiler.Profile, 'nodes'>): readonly RoomShare[] {
  const hits = new Map<string, number>();
  let all = 0;
  for (const { callFrame, hitCount = 0 } of nodes) {
    if (callFrame.functionName === '(idle)' || hitCount === 0) continue;
    const room = roomOf(callFrame);
    hits.set(room, (hits.get(room) ?? 0) + hitCount);
    all += hitCount;
  }
  return [...hits].map(([room, count]) => ({ room, share: count / all })).sort((a, b) => b.share - a.share);
}

function roomOf({ url, functionName }: Runtime.CallFrame): string {
  const inPackage = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (inPackage !== null) return inPackage[1] as string;
  const inRoom = /\/(src\/[^/?]+|test\/bench)\//.exec(url);
  if (inRoom !== null) return inRoom[1] as string;
  if (/^\(.+\)$/.test(functionName)) return functionName;
  return 'node';
}
