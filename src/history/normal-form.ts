/**
 * The parity normal form: what each client saw of a history, such that the same plan without races gives the same in
 * every world. Ids are renamed by first appearance, summaries reduced to their markers; times, counters, ticks, health
 * and presence are left out, as are reads that clients make by the clock; the pieces of a streamed text are joined. Per client and session key, because
 * sessions go on beside each other. Must not know worlds.
 */
import type { Micros } from '../kernel/time.ts';
import { isObject, type EventFrame, type JsonObject, type ResponseFrame } from '../protocol/frame.ts';
import type { FrameRecord, HistoryRecord } from './record.ts';

/** One thing that a client saw, and the record that shows it. */
export interface Seen {
  readonly record: number;
  readonly atMicros: Micros;
  /** The method that was answered, or the event. */
  readonly what: string;
  readonly value: unknown;
}

/** What one client saw of one session key, in order; the key is empty where none was named. */
export interface View {
  readonly client: string;
  readonly session: string;
  readonly seen: readonly Seen[];
}

const LEFT_OUT_EVENTS: ReadonlySet<string> = new Set(['tick', 'health', 'presence', 'connect.challenge']);
/** What clients ask by the clock. */
const READS: ReadonlySet<string> = new Set(['chat.history', 'sessions.list']);
/** Members that tell times, counters and what depends on how a text was cut. */
const LEFT_OUT_MEMBERS: ReadonlySet<string> = new Set([
  'ts',
  'timestamp',
  'startedAt',
  'endedAt',
  'runtimeMs',
  'updatedAt',
  'seq',
  'messageSeq',
  'stateVersion',
  'uptimeMs',
  'connId',
  'retryAfterMs',
]);
const ID = /^(?:[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** A summary for compaction; each world words its own around the marker. */
const SUMMARY = /\[\[summary-[^\]]*\]\]/;

export interface FormOptions {
  /** Show also what reads answer, which clients make by the clock: the same in two executions in virtual time alone. */
  readonly reads?: boolean;
}

/** In the order in which anything was seen of each. */
export function normalForm(
  records: Iterable<HistoryRecord>,
  clients: readonly string[],
  { reads = false }: FormOptions = {},
): readonly View[] {
  const form = new Form(new Set(clients), reads ? new Set() : READS);
  for (const record of records) if (record.kind === 'frame' && record.leg === 'client') form.add(record);
  return [...form.views.values()];
}

interface Asked {
  readonly method: string;
  readonly key: string;
}

class Form {
  readonly views = new Map<string, View & { readonly seen: Seen[] }>();
  readonly #clients: ReadonlySet<string>;
  /** Methods whose answers are not shown. */
  readonly #leftOut: ReadonlySet<string>;
  readonly #asked = new Map<string, Asked>();
  /** By client and session key: what its ids are called. */
  readonly #names = new Map<string, Map<string, string>>();
  /** By client and run: the text streamed so far. */
  readonly #texts = new Map<string, string>();

  constructor(clients: ReadonlySet<string>, leftOut: ReadonlySet<string>) {
    this.#clients = clients;
    this.#leftOut = leftOut;
  }

  add(record: FrameRecord): void {
    const { client, message } = record;
    if (!this.#clients.has(client)) return;
    const { frame } = message;
    if (frame?.type === 'req')
      this.#asked.set(`${client} ${frame.id}`, { method: frame.method, key: keyIn(frame.params) });
    else if (frame?.type === 'res') this.#response(record, frame);
    else if (frame?.type === 'event') this.#event(record, frame);
  }

  #response(record: FrameRecord, { id, ok, payload, error }: ResponseFrame): void {
    const { client } = record;
    const asked = this.#asked.get(`${client} ${id}`);
    if (asked === undefined || this.#leftOut.has(asked.method) || asked.method === 'connect') return;
    const { method, key } = asked;
    if (ok) this.#see(record, key, method, plain(payload, this.#namesAt(client, key)));
    else this.#see(record, key, `${method} refused`, error?.code ?? '');
  }

  #event(record: FrameRecord, { event, payload }: EventFrame): void {
    if (LEFT_OUT_EVENTS.has(event) || !isObject(payload)) return;
    const { client } = record;
    const key = keyIn(payload);
    const run = `${client} ${String(payload['runId'])}`;
    const delta = deltaOf(event, payload);
    if (delta !== undefined) {
      this.#texts.set(run, (this.#texts.get(run) ?? '') + delta);
      return;
    }
    if (event === 'chat') {
      const text = this.#texts.get(run) ?? '';
      this.#texts.delete(run);
      this.#see(record, key, `chat ${String(payload['state'])}`, { after: text });
      return;
    }
    this.#see(record, key, event, plain(payload, this.#namesAt(client, key)));
  }

  #see({ i, atMicros, client }: FrameRecord, session: string, what: string, value: unknown): void {
    const name = JSON.stringify([client, session]);
    let view = this.views.get(name);
    if (view === undefined) this.views.set(name, (view = { client, session, seen: [] }));
    view.seen.push({ record: i, atMicros, what, value });
  }

  #namesAt(client: string, key: string): Map<string, string> {
    const place = `${client} ${key}`;
    const names = this.#names.get(place) ?? new Map<string, string>();
    this.#names.set(place, names);
    return names;
  }
}

/** A value without what differs between two runs of one plan. */
function plain(value: unknown, names: Map<string, string>): unknown {
  if (typeof value === 'string') return plainText(value, names);
  if (Array.isArray(value)) return value.map((one) => plain(one, names));
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([member]) => !LEFT_OUT_MEMBERS.has(member));
  return Object.fromEntries(members.map(([member, one]) => [member, plain(one, names)]));
}

function plainText(text: string, names: Map<string, string>): string {
  const summary = SUMMARY.exec(text);
  if (summary !== null) return summary[0];
  if (!ID.test(text)) return text;
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `id-${names.size + 1}`));
  return name;
}

/** What a streamed event adds to its run's text; undefined: it is none. The two streams say the same. */
function deltaOf(event: string, payload: JsonObject): string | undefined {
  if (event === 'chat' && payload['state'] === 'delta') return '';
  if (event !== 'agent' || payload['stream'] !== 'assistant') return undefined;
  const { data } = payload;
  return isObject(data) && typeof data['delta'] === 'string' ? data['delta'] : '';
}

function keyIn(value: unknown): string {
  if (!isObject(value)) return '';
  const key = value['sessionKey'] ?? value['key'];
  return typeof key === 'string' ? key : '';
}
