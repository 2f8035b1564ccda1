/** The broadcaster: all connections, and who of them is sent what. Payloads are built once, cut to fit, and shared. */
import type { EventName } from '../../../protocol/events.ts';
import { allows, EVENT_SCOPE } from '../../../protocol/scopes.ts';
import type { Limits } from '../../../protocol/limits.ts';
import type { Connection } from './connection.ts';
import { fitting } from './fit.ts';

/** Type, name and number of an event frame, at their longest. */
const EVENT_ENVELOPE_BYTES = 128;

type Among = (connection: Connection) => boolean;

export class Broadcaster {
  readonly connections = new Set<Connection>();
  readonly #payloadBytes: number;

  constructor(limits: Limits) {
    this.#payloadBytes = limits.maxPayloadBytes - EVENT_ENVELOPE_BYTES;
  }

  /** Sends to everyone whose scopes allow it; `make` is handed the longest text it may put in. */
  send(event: EventName, make: (maxChars: number) => object, among: Among = () => true): void {
    let payload: object | undefined;
    for (const connection of this.connections) {
      if (connection.scopes === undefined || !connection.open || !among(connection)) continue;
      if (!allows(connection.scopes, EVENT_SCOPE.get(event))) continue;
      payload ??= fitting(this.#payloadBytes, make);
      connection.event(event, payload);
    }
  }

  /** Sends to those who follow the sessions. */
  sendToFollowers(event: EventName, make: () => object): void {
    this.send(event, make, (connection) => connection.followsSessions);
  }

  /** Sends to those who follow the messages of a session. */
  sendToReaders(key: string, event: EventName, make: (maxChars: number) => object): void {
    this.send(event, make, (connection) => connection.followed.has(key));
  }
}
