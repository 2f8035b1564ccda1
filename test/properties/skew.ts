/**
 * Skew: of a simulated history, the one that a proxy between clients and gateway would have recorded. What the gateway
 * sent is recorded when the proxy has read it off that connection's socket, what a client sent when the proxy has
 * written it to the gateway's: exact per connection and direction, late or early beside everything else. That the
 * gateway has given up a call shows when its socket is seen to close. A pure function of history and seed. Clients, process
 * and all else of the provider are recorded where they are, so nothing of them moves.
 */
import type { ConnectionRecord, FrameRecord, HistoryRecord } from '../../src/history/record.ts';
import type { Micros } from '../../src/kernel/time.ts';
import { createStream, type RandomStream } from '../../src/kernel/random.ts';

/** A socket that is read at all is read within this long. */
const LONGEST_DELAY: Micros = 40_000;
/** A frame that never reached the gateway, sent so shortly before the end, had left the proxy. */
const LAST_WORDS: Micros = 200_000;

/** A record with its place in the new order: by time, and at one time by `order`. */
interface Placed {
  readonly record: HistoryRecord;
  readonly at: Micros;
  readonly order: number;
}

/** What one connection's client and gateway saw of it, and how the proxy keeps up with it. */
interface Leg {
  readonly random: RandomStream;
  readonly readsOn: (at: Micros) => Micros;
  /** When the client saw each frame of the gateway's, by its id. */
  readonly delivered: Map<number, Micros>;
  /** What the client sent, in order. */
  readonly said: FrameRecord[];
  openedAtClient: Micros;
  closedAtClient: Micros;
  /** The frame that the gateway's leg saw last, by its place among what the client sent. */
  heard: number;
  /** When the proxy had last read from the gateway, and last written to it; the order of what it wrote. */
  readUntil: Micros;
  writtenUntil: Micros;
  writtenOrder: number;
  /** When it was over at the gateway's leg. */
  over: Micros;
  /** How late it is read at the moment; `paused`: not before it reads on. */
  delay: Micros | 'paused';
  /** How much earlier than taken by the gateway it is written: not at all (0) to as it was sent (1). */
  haste: number;
}

/** The history as a proxy would have recorded it. No disk, and no buffers: nobody outside sees them. */
export function skewed(records: readonly HistoryRecord[], seed: string): HistoryRecord[] {
  const legs = legsOf(records, seed, unreadOf(records));
  const ends = endsOf(records);
  const cancels = createStream(`${seed}/skew/cancels`);
  const placed: Placed[] = [];
  for (const record of records) {
    if (record.kind === 'disk') continue;
    const leg = record.kind === 'frame' || record.kind === 'connection' ? legs.get(record.conn) : undefined;
    if (leg === undefined) placed.push({ record, at: seenAt(record, ends, cancels), order: record.i });
    else if (record.kind === 'frame') placeFrame(record, leg, ends, placed);
    else if (record.kind === 'connection') placeConnection(record, leg, ends, placed);
  }
  placed.sort((a, b) => a.at - b.at || a.order - b.order);
  return placed.map(({ record, at }, i) => ({ ...record, i, atMicros: at }));
}

/** When somebody beside the gateway sees it. */
function seenAt(
  record: HistoryRecord,
  ends: ReadonlyMap<number, HistoryRecord>,
  random: RandomStream,
): Micros {
  if (record.kind !== 'provider' || record.event !== 'cancel' || random.chance(0.3)) return record.atMicros;
  const end = ends.get(record.incarnation)?.atMicros ?? Infinity;
  return Math.min(record.atMicros + random.int(0, LONGEST_DELAY), Math.max(end, record.atMicros));
}

/** Of each client, when a reader of it that pauses at an instant reads on. */
type ReadsOn = (client: string, at: Micros) => Micros;

/** A slow reader is behind until its frames were delivered, any other only while something is wrong with its line. */
function unreadOf(records: readonly HistoryRecord[]): ReadsOn {
  const slow = new Set<string>();
  const landed = new Map<string, Micros>();
  const troubles: { client: string | undefined; from: Micros; to: Micros }[] = [];
  for (const record of records) {
    if (record.kind === 'plan')
      for (const { client, role } of record.clients) if (role === 'slow') slow.add(client);
    if (record.kind !== 'fault' || record.scope !== 'client') continue;
    const { atMicros: at, fault, client, event } = record;
    if (event === 'landed') landed.set(fault, at);
    else if (event === 'healed') troubles.push({ client, from: landed.get(fault) ?? at, to: at });
  }
  return (client, at) => {
    if (slow.has(client)) return Infinity;
    const meant = troubles.filter((one) => one.client === undefined || one.client === client);
    return Math.max(at, ...meant.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to));
  };
}

function legsOf(records: readonly HistoryRecord[], seed: string, readsOn: ReadsOn): Map<number, Leg> {
  const legs = new Map<number, Leg>();
  for (const record of records) {
    if (record.kind !== 'frame' && record.kind !== 'connection') continue;
    let leg = legs.get(record.conn);
    if (leg === undefined) {
      const { client } = record;
      leg = aLeg(createStream(`${seed}/skew/${record.conn}`), (at) => readsOn(client, at));
      legs.set(record.conn, leg);
    }
    if (record.leg !== 'client') continue;
    if (record.kind === 'connection') {
      if (record.event === 'opened') leg.openedAtClient = record.atMicros;
      else leg.closedAtClient = record.atMicros;
    } else if (record.from === 'client') leg.said.push(record);
    else leg.delivered.set(record.frameId, record.atMicros);
  }
  return legs;
}

function aLeg(random: RandomStream, readsOn: Leg['readsOn']): Leg {
  return {
    random,
    readsOn,
    delivered: new Map(),
    said: [],
    openedAtClient: Infinity,
    closedAtClient: Infinity,
    heard: -1,
    readUntil: 0,
    writtenUntil: 0,
    writtenOrder: -1,
    over: Infinity,
    delay: 0,
    haste: 0,
  };
}

/** The end of each incarnation. */
function endsOf(records: readonly HistoryRecord[]): Map<number, HistoryRecord> {
  const ends = new Map<number, HistoryRecord>();
  for (const record of records)
    if (record.kind === 'process' && (record.event === 'crashed' || record.event === 'exited'))
      ends.set(record.incarnation, record);
  return ends;
}

function placeFrame(
  record: FrameRecord,
  leg: Leg,
  ends: ReadonlyMap<number, HistoryRecord>,
  placed: Placed[],
): void {
  const { atMicros: at, i: order } = record;
  const { bufferedBytes: _, ...observed } = record;
  if (record.leg === 'client') placed.push({ record: observed, at, order });
  else if (record.from === 'client') {
    leg.heard = leg.said.findIndex(({ frameId }) => frameId === record.frameId);
    leg.writtenOrder = order;
    placed.push({ record: observed, at: written(leg, leg.said[leg.heard]?.atMicros ?? at, at), order });
  } else {
    const delivered = leg.delivered.get(record.frameId) ?? Infinity;
    const until = Math.min(delivered, ends.get(record.incarnation)?.atMicros ?? Infinity);
    const readAt = read(leg, at, until);
    // what nobody read before the connection was over was never recorded
    if (readAt < Infinity) placed.push({ record: observed, at: readAt, order });
  }
}

function placeConnection(
  record: ConnectionRecord,
  leg: Leg,
  ends: ReadonlyMap<number, HistoryRecord>,
  placed: Placed[],
): void {
  const { atMicros: at, i: order } = record;
  if (record.leg === 'client') {
    placed.push({ record, at, order });
    return;
  }
  if (record.event === 'opened') {
    const openedAt = read(leg, at, Math.min(leg.openedAtClient, at + LONGEST_DELAY));
    leg.writtenUntil = openedAt;
    placed.push({ record, at: openedAt, order });
    return;
  }
  const end = ends.get(record.incarnation);
  let over: Placed = { record, at, order };
  if (record.by === 'client') over = { record, at: written(leg, leg.closedAtClient, at), order };
  else if (record.by === 'gateway') {
    const until = leg.closedAtClient >= at ? leg.closedAtClient : Infinity;
    const readAt = Math.min(read(leg, at, until), end?.atMicros ?? Infinity);
    over = { record, at: readAt < Infinity ? readAt : at + LONGEST_DELAY, order };
  }
  // the process is over once what it had said was read
  else if (record.by === 'process' && end !== undefined)
    over = { record, at: end.atMicros, order: end.i - 0.5 };
  closeAt(over, leg, record.conn, placed);
}

/** Nothing the gateway sent is read after it, and what the client said last may have left the proxy. */
function closeAt(over: Placed, leg: Leg, conn: number, placed: Placed[]): void {
  for (let back = placed.length - 1; back >= 0; back--) {
    const { record, at } = placed[back] as Placed;
    if (record.kind !== 'frame' || record.conn !== conn) continue;
    if (record.leg === 'gateway' && record.from === 'gateway' && at > over.at) placed.splice(back, 1);
  }
  placed.push(over);
  for (let next = leg.heard + 1; next < leg.said.length; next++) {
    const last = leg.said[next] as FrameRecord;
    if (last.atMicros >= over.at || over.at - last.atMicros > LAST_WORDS || leg.random.chance(0.3)) return;
    const { bufferedBytes: _, ...said } = last;
    const at = written(leg, last.atMicros, over.at - 1);
    leg.writtenOrder = Math.max(leg.writtenOrder, last.i) + 0.01;
    const { incarnation } = over.record;
    placed.push({ record: { ...said, leg: 'gateway', incarnation }, at, order: leg.writtenOrder });
  }
}

/** When the proxy reads what left the gateway at `at`, and passes it on by `until`. */
function read(leg: Leg, at: Micros, until: Micros): Micros {
  const { random } = leg;
  if (random.chance(0.2)) {
    const kind = random.next();
    leg.delay = kind < 0.35 ? 0 : kind < 0.6 ? random.int(0, 2_000) : random.int(0, LONGEST_DELAY);
    // its client is not reading, so nobody does
    if (kind > 0.85) leg.delay = 'paused';
  }
  const readAt = leg.delay === 'paused' ? leg.readsOn(at) + random.int(0, LONGEST_DELAY) : at + leg.delay;
  leg.readUntil = Math.min(Math.max(leg.readUntil, readAt), until);
  return leg.readUntil;
}

/** When the proxy writes to the gateway's socket what left the client at `sent` and was taken at `taken`. */
function written(leg: Leg, sent: Micros, taken: Micros): Micros {
  const { random } = leg;
  if (random.chance(0.2)) leg.haste = random.chance(0.4) ? 1 : random.next();
  const at = Math.round(taken - (taken - sent) * leg.haste);
  leg.writtenUntil = Math.max(leg.writtenUntil, at);
  return leg.writtenUntil;
}
