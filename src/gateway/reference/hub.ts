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
    this.#subscribers.delete(connection);
    for (const key of connection.follows) this.#followers.get(key)?.delete(connection);
  }

  subscribeSessions(connection: Connection): void {
    connection.subscribesSessions = true;
    this.#subscribers.add(connection);
  }

  follow(connection: Connection, key: string): void {
    connection.follows.add(key);
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
  runAudience(key: string, sender: number | undefined): ReadonlySet<Connection> {
    const followers = this.followers(key);
    const [from] = this.sender(sender);
    const extra = from !== undefined && !followers.has(from) && !this.#subscribers.has(from);
    if (!extra && this.#subscribers.size === 0) return followers;
    if (!extra && followers.size === 0) return this.#subscribers;
    const audience = new Set(followers);
    for (const connection of this.#subscribers) audience.add(connection);
    if (extra) audience.add(from);
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
  broadcast(event: string, payload: unknown, audience: Iterable<Connection>, unfiltered = false): void {
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
