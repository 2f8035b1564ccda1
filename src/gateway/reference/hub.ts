/**
 * The hub: who is connected, who follows what, and the one way an event goes out. Owns receivers and the scope
 * filter; must not know what events mean.
 */
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Host } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Policies } from './policies.ts';

export class Hub {
  readonly #connections = new Map<number, Connection>();
  readonly #host: Host;
  readonly #policies: Policies;
  readonly #followers = new Map<string, Set<Connection>>();
  readonly #subscribers = new Set<Connection>();
  /** Clients that show chats to people. */
  readonly #showing = new Set<Connection>();
  /** Whom a run's events concern, by its session key and its sender; forgotten when somebody follows, or leaves. */
  readonly #concerned = new Map<string, Map<number | undefined, readonly Connection[]>>();

  constructor(host: Host, policies: Policies) {
    this.#host = host;
    this.#policies = policies;
  }

  add(connection: Connection): void {
    this.#connections.set(connection.id, connection);
  }

  remove(connection: Connection): void {
    this.#connections.delete(connection.id);
    this.#concerned.clear();
    this.#subscribers.delete(connection);
    this.#showing.delete(connection);
    for (const key of connection.follows) this.#followers.get(key)?.delete(connection);
  }

  subscribeSessions(connection: Connection): void {
    this.#concerned.clear();
    this.#subscribers.add(connection);
  }

  show(connection: Connection): void {
    this.#showing.add(connection);
  }

  showing(): ReadonlySet<Connection> {
    return this.#showing;
  }

  follow(connection: Connection, key: string): void {
    connection.follows.add(key);
    this.#concerned.delete(key);
    const followers = this.#followers.get(key);
    if (followers === undefined) this.#followers.set(key, new Set([connection]));
    else followers.add(connection);
  }

  followers(key: string): ReadonlySet<Connection> {
    return this.#followers.get(key) ?? NOBODY;
  }

  subscribers(): ReadonlySet<Connection> {
    return this.#subscribers;
  }

  /** Everybody whom a run's events concern: followers of its session, session subscribers, and its sender. */
  concernedBy(key: string, sender: number | undefined): readonly Connection[] {
    let ofKey = this.#concerned.get(key);
    if (ofKey === undefined) this.#concerned.set(key, (ofKey = new Map<number | undefined, Connection[]>()));
    let receivers = ofKey.get(sender);
    if (receivers === undefined) {
      const concerned = new Set([...this.followers(key), ...this.#subscribers]);
      // if it is still there
      const from = sender === undefined ? undefined : this.#connections.get(sender);
      if (from !== undefined) concerned.add(from);
      ofKey.set(sender, (receivers = [...concerned]));
    }
    return receivers;
  }

  everyone(): Iterable<Connection> {
    return this.#connections.values();
  }

  /** Sends an event to those of its receivers whose scopes allow it. */
  broadcast(event: string, payload: object, receivers: Iterable<Connection>): void {
    const { scopes } = this.#policies;
    const fitted = this.#policies.payload.fit(event, payload, this.#host.settings.limits.maxPayloadBytes);
    for (const connection of receivers) {
      if (!connection.greeted || !scopes.mayReceive(event, connection.scopes ?? [])) continue;
      if ('send' in fitted) connection.sendEvent(event, fitted.send);
      else connection.close(CLOSE.policyViolation, fitted.close);
    }
  }
}

const NOBODY: ReadonlySet<Connection> = new Set();
