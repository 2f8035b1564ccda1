/** The audience: all connections, and who of them is told what. Payloads are built once, cut to fit, and shared. */
import type { EventName } from '../../../protocol/events.ts';
import { allows, EVENT_SCOPE } from '../../../protocol/scopes.ts';
import type { Limits } from '../../../protocol/limits.ts';
import type { Connection } from './connection.ts';
import { fitting } from './fit.ts';

/** Type, name and number of an event frame, at their longest. */
const EVENT_ENVELOPE_BYTES = 128;

type Among = (connection: Connection) => boolean;

export class Audience {
  readonly connections = new Set<Connection>();
  readonly #payloadBytes: number;

  constructor(limits: Limits) {
    this.#payloadBytes = limits.maxPayloadBytes - EVENT_ENVELOPE_BYTES;
  }

  /** Tells everyone whose scopes allow it; `make` is handed the longest text it may put in. */
  tell(event: EventName, make: (maxChars: number) => object, among: Among = () => true): void {
    let payload: object | undefined;
    for (const connection of this.connections) {
      if (connection.scopes === undefined || !connection.open || !among(connection)) continue;
      if (!allows(connection.scopes, EVENT_SCOPE[event])) continue;
      payload ??= fitting(this.#payloadBytes, make);
      connection.event(event, payload);
    }
  }

  /** Tells those who follow the sessions. */
  tellFollowers(event: EventName, make: () => object): void {
    this.tell(event, make, (connection) => connection.followsSessions);
  }

  /** Tells those who follow the messages of a session. */
  tellReaders(key: string, event: EventName, make: (maxChars: number) => object): void {
    this.tell(event, make, (connection) => connection.followed.has(key));
  }
}
