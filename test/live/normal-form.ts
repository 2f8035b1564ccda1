/**
 * The parity normal form: what each client saw of a history, such that the same plan without races gives the same in
 * every world. Ids are renamed by first appearance, summaries reduced to their markers; times, counters, ticks, health and presence are left out, as are
 * reads that clients make by the clock; the pieces of a streamed text are joined. Per client and session key, because
 * sessions go on beside each other. Must not know worlds.
 */
import { isObject, type EventFrame, type JsonObject, type ResponseFrame } from '../../src/protocol/frame.ts';
import type { FrameRecord, HistoryRecord } from '../../src/history/record.ts';

/** By `client session`: what was seen, in order, one line each. */
export type NormalForm = ReadonlyMap<string, readonly string[]>;

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
const ID = /^[0-9a-f]{8,}$/;
/** A summary for compaction; each world words its own around the marker. */
const SUMMARY = /\[\[summary-[^\]]*\]\]/;

export function normalForm(records: Iterable<HistoryRecord>, clients: readonly string[]): NormalForm {
  const form = new Form(new Set(clients));
  for (const record of records) if (record.kind === 'frame' && record.leg === 'client') form.add(record);
  return form.lines;
}

class Form {
  readonly lines = new Map<string, string[]>();
  readonly #clients: ReadonlySet<string>;
  readonly #asked = new Map<string, { readonly method: string; readonly key: string }>();
  /** By client and session key: what its ids are called. */
  readonly #names = new Map<string, Map<string, string>>();
  /** By client and run: the text streamed so far. */
  readonly #texts = new Map<string, string>();

  constructor(clients: ReadonlySet<string>) {
    this.#clients = clients;
  }

  add({ client, message }: FrameRecord): void {
    const { frame } = message;
    if (frame === undefined || !this.#clients.has(client)) return;
    switch (frame.type) {
      case 'req':
        this.#asked.set(frame.id, { method: frame.method, key: keyIn(frame.params) });
        return;
      case 'res':
        return this.#response(client, frame);
      case 'event':
        return this.#event(client, frame);
    }
  }

  #response(client: string, { id, ok, payload, error }: ResponseFrame): void {
    const asked = this.#asked.get(id);
    if (asked === undefined || READS.has(asked.method) || asked.method === 'connect') return;
    const said = ok ? plain(payload, this.#namesAt(client, asked.key)) : `refused ${error?.code ?? ''}`;
    this.#say(client, asked.key, `${asked.method}: ${JSON.stringify(said)}`);
  }

  #event(client: string, { event, payload }: EventFrame): void {
    if (LEFT_OUT_EVENTS.has(event) || !isObject(payload)) return;
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
      this.#say(client, key, `chat ${String(payload['state'])} after ${JSON.stringify(text)}`);
      return;
    }
    this.#say(client, key, `${event}: ${JSON.stringify(plain(payload, this.#namesAt(client, key)))}`);
  }

  #say(client: string, key: string, line: string): void {
    const name = `${client} ${key}`;
    const lines = this.lines.get(name);
    if (lines === undefined) this.lines.set(name, [line]);
    else lines.push(line);
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
