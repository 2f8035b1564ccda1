/**
 * The reference gateway: a readable, correct model of the protocol, sans-IO behind the in-process port. This file
 * puts one incarnation together: recover, listen, answer, tick, stop.
 */
import { ms, seconds } from '../../kernel/time.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { ShutdownPayload } from '../../protocol/events.ts';
import type { Message } from '../../protocol/message.ts';
import type { Gateway, Host, ServerSocket, SocketHandler } from '../port.ts';
import { Connection } from './connection.ts';
import type { Core } from './core.ts';
import { challenge, handleConnect } from './handshake.ts';
import { Hub } from './hub.ts';
import { handleRequest } from './methods.ts';
import { REFERENCE_POLICIES, type Policies } from './policies.ts';
import { recover, resumeRuns } from './recovery.ts';
import { settle } from './runs.ts';
import { Store } from './store.ts';

/** Runs that are cut short by a stop get this long to leave their last words. */
const DRAIN_BUDGET = seconds(2);

/** A gateway that follows `policies` where they differ from the reference. */
export function createGateway(name: string, changes: Partial<Policies> = {}): Gateway {
  const policies: Policies = { ...REFERENCE_POLICIES, ...changes };
  return { name, neverMutates: true, boot: (host) => boot(host, policies) };
}

export const referenceGateway: Gateway = createGateway('reference');

function boot(host: Host, policies: Policies): void {
  const core: Core = {
    host,
    policies,
    store: new Store(host.disk, host.timers),
    hub: new Hub(host, policies),
    sessions: new Map(),
    remembered: new Map(),
    rotatedBy: new Set(),
    honoured: new Map(),
    audit: [],
    archives: [],
    draining: false,
  };
  host.onStop(() => stop(core));
  recover(core, () => {
    if (core.draining) return;
    let connections = 0;
    host.listen((socket) => accept(core, ++connections, socket));
    tick(core);
    resumeRuns(core);
  });
}

function accept(core: Core, id: number, socket: ServerSocket): SocketHandler {
  const connection = new Connection(id, socket, core.host, core.policies);
  core.hub.add(connection);
  challenge(core, connection);
  return {
    onMessage(message) {
      receive(core, connection, message);
    },
    onClose(code) {
      connection.closing = true;
      core.hub.remove(connection);
      core.host.log('info', `connection ${id} closed: ${code}`);
    },
  };
}

function receive(core: Core, connection: Connection, message: Message): void {
  if (connection.closing) return;
  const decoded = message.decode();
  if (!decoded.ok || decoded.value.type !== 'req') {
    // after hello, what is no request is ignored, as on the measured releases
    if (connection.scopes === undefined) connection.close(CLOSE.policyViolation, 'connect first');
    return;
  }
  if (connection.scopes === undefined) handleConnect(core, connection, decoded.value);
  else handleRequest(core, connection, decoded.value);
}

function tick(core: Core): void {
  core.host.timers.set(ms(core.host.settings.limits.tickIntervalMs), () => {
    core.hub.broadcast('tick', { ts: core.host.clock.wallMillis() }, core.hub.everyone());
    tick(core);
  });
}

/**
 * SIGTERM: refuse what is new, settle what runs as interrupted unless the next incarnation resumes it, say goodbye,
 * exit. Queued sends stay durable.
 */
function stop(core: Core): void {
  if (core.draining) return;
  const { policies } = core;
  core.draining = true;
  let left = 1;
  const part = (): void => {
    if (--left === 0) leave(core);
  };
  core.host.timers.set(DRAIN_BUDGET, () => {
    if (left > 0) leave(core);
    left = 0;
  });
  for (const session of core.sessions.values()) {
    const run = session.active;
    if (run === undefined && session.lane.idle) continue;
    left++;
    session.lane.run((release) => {
      const cutShort = run !== undefined && run.phase !== 'starting' && !policies.restart.resumes;
      const started = cutShort ? [run] : [];
      settle(
        core,
        session,
        started,
        { stopReason: 'interrupted', tokens: 0, errorMessage: 'the gateway is stopping' },
        () => {
          release();
          part();
        },
      );
    });
  }
  part();
}

function leave(core: Core): void {
  const goodbye: ShutdownPayload = { reason: 'gateway stopping' };
  core.hub.broadcast('shutdown', goodbye, core.hub.everyone());
  for (const connection of core.hub.everyone()) connection.close(CLOSE.serviceRestart, 'service restart');
  core.host.timers.set(ms(50), () => core.host.exit());
}
