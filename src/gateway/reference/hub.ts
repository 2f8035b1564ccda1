/**
 * The hub: who is connected, who follows what, and the one way an event goes out. Owns audiences and the scope
 * filter; must not know what events mean.
 */
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Host } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Policies } from './policies.ts';

export class Hub {
  readonly connections = new Map<number, Connection>();
  readonly #host: Host;
  readonly #policies: Policies;
  readonly #followers = new Map<string, Set<Connection>>();
  readonly #subscribers = new Set<Connection>();
  /** Whom a run's events concern, by its session key and its sender; forgotten when somebody follows, or leaves. */
  readonly #audiences = new Map<string, Map<number | undefined, readonly Connection[]>>();
  #broadcasts = 0;

  constructor(host: Host, policies: Policies) {
    this.#host = host;
    this.#policies = policies;
  }

  add(connection: Connection): void {
    this.connections.set(connection.id, connection);
  }

  remove(connection: Connection): void {
    this.connections.delete(connection.id);
    this.#audiences.clear();
    this.#subscribers.delete(connection);
    for (const key of connection.follows) this.#followers.get(key)?.delete(connection);
  }

  subscribeSessions(connection: Connection): void {
    connection.subscribesSessions = true;
    this.#audiences.clear();
    this.#subscribers.add(connection);
  }

  follow(connection: Connection, key: string): void {
    connection.follows.add(key);
    this.#audiences.delete(key);
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
  runAudience(key: string, sender: number | undefined): readonly Connection[] {
    let ofKey = this.#audiences.get(key);
    if (ofKey === undefined) this.#audiences.set(key, (ofKey = new Map<number | undefined, Connection[]>()));
    let audience = ofKey.get(sender);
    if (audience === undefined) {
      audience = [...new Set([...this.followers(key), ...this.#subscribers, ...this.sender(sender)])];
      ofKey.set(sender, audience);
    }
    return audience;
  }

  /** The connection a run's message came on, if it is still there. */
  sender(id: number | undefined): readonly Connection[] {
    const connection = id === undefined ? undefined : this.connections.get(id);
    return connection === undefined ? [] : [connection];
  }

  everyone(): Iterable<Connection> {
    return this.connections.values();
  }

  /** Sends an event to an audience, filtered by scope unless `unfiltered`. */
  broadcast(event: string, payload: object, audience: Iterable<Connection>, unfiltered = false): void {
    const process = ++this.#broadcasts;
    const { scopes, numbering } = this.#policies;
    const fitted = this.#policies.payload.fit(event, payload, this.#host.settings.limits.maxPayloadBytes);
    const reached = numbering.countsSkipped ? new Set<Connection>() : undefined;
    for (const connection of audience) {
      if (!connection.greeted) continue;
      if (!unfiltered && !scopes.mayReceive(event, connection.scopes ?? [])) continue;
      reached?.add(connection);
      if ('send' in fitted) connection.sendEvent(event, fitted.send, process);
      else if ('burn' in fitted) connection.burn(process);
      else connection.close(CLOSE.policyViolation, fitted.close);
    }
    if (reached === undefined) return;
    for (const connection of this.connections.values())
      if (connection.greeted && !reached.has(connection)) numbering.skipped(connection);
  }
}

const NOBODY: ReadonlySet<Connection> = new Set();
