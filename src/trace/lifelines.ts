/** Lifelines: who there is in a history, in the order in which they come up, and on whose line a record stands. */
import type { HistoryRecord } from '../history/record.ts';
import type { Lifeline, LifelineKind } from './trace.ts';

interface Growing {
  readonly id: string;
  readonly kind: LifelineKind;
  readonly name: string;
  readonly connections: Set<number>;
  readonly first: number;
  last: number;
}

/** Clients stand before lives of the gateway, and these before what they use. */
const ORDER: readonly LifelineKind[] = ['client', 'gateway', 'provider', 'disk'];

export class Lifelines {
  readonly #all = new Map<string, Growing>();

  all(): readonly Lifeline[] {
    const lines = Array.from(this.#all.values(), (one): Lifeline => ({
      ...one,
      connections: [...one.connections],
    }));
    return lines.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  }

  /** The line that the record stands on; null where it concerns everybody. */
  of(record: HistoryRecord): string | null {
    switch (record.kind) {
      case 'frame':
      case 'connection': {
        const [client, gateway] = [this.client(record), this.gateway(record)];
        return record.leg === 'client' ? client : gateway;
      }
      case 'operation':
        return this.client(record);
      case 'provider':
        return this.#line('provider', 'provider', 'provider', record).id;
      case 'disk':
        return this.#line('disk', 'disk', 'disk', record).id;
      case 'process':
      case 'log':
      case 'clock':
        return this.gateway(record);
      case 'fault':
        return this.#damaged(record);
      case 'plan':
      case 'phase':
        return null;
    }
  }

  client(record: HistoryRecord & { readonly client: string }): string {
    const { client } = record;
    const line = this.#line(`client:${client}`, 'client', client, record);
    if ('conn' in record) line.connections.add(record.conn);
    return line.id;
  }

  /** The life of the process under way; what befalls it before the first one is said of that. */
  gateway(record: HistoryRecord): string {
    const life = Math.max(1, record.incarnation);
    const line = this.#line(`gateway:${life}`, 'gateway', `gateway ${life}`, record);
    if ('conn' in record) line.connections.add(record.conn);
    return line.id;
  }

  #damaged(record: Extract<HistoryRecord, { kind: 'fault' }>): string | null {
    const { scope, client } = record;
    switch (scope) {
      case 'client':
      case 'workload':
        return client === undefined ? null : this.client({ ...record, client });
      case 'process':
      case 'clock':
        return this.gateway(record);
      case 'disk':
      case 'provider':
        return this.#line(scope, scope, scope, record).id;
    }
  }

  #line(id: string, kind: LifelineKind, name: string, { i }: HistoryRecord): Growing {
    let line = this.#all.get(id);
    if (line === undefined) {
      line = { id, kind, name, connections: new Set(), first: i, last: i };
      this.#all.set(id, line);
    }
    line.last = i;
    return line;
  }
}
