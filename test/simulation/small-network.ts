/**
 * A network with one gateway's listener and clients that note what happens to them, without either of the two
 * behind it: tests play both sides by hand.
 */
import type { ServerSocket } from '../../src/gateway/port.ts';
import { Message } from '../../src/protocol/message.ts';
import { createLinkCondition, type LinkCondition } from '../../src/execution/link-condition.ts';
import type { ClientTransport } from '../../src/client/host.ts';
import { Network } from '../../src/simulation/network.ts';
import { smallContext, type LoosePlan, type SmallContext } from '../execution/small-context.ts';

export interface SmallNetwork extends SmallContext {
  readonly network: Network;
  readonly link: LinkCondition;
  /** The gateway's ends, in the order they were accepted. */
  readonly accepted: Accepted[];
  /** What callbacks of the dead or paused process are held in. */
  readonly process: { alive: boolean; paused: boolean; readonly backlog: (() => void)[] };
  listen(): void;
  connect(link?: LinkCondition): Connected;
  /** Runs everything that will come by itself. */
  rest(): void;
}

export interface Accepted {
  readonly socket: ServerSocket;
  /** Names of what arrived, and `closed CODE REASON` at the end. */
  readonly seen: string[];
}

export interface Connected {
  readonly socket: ClientTransport;
  /** `open`, names of what arrived, and `closed CODE REASON` at the end. */
  readonly seen: string[];
}

/** A link in good order whose latency is always one millisecond. */
export function quietLink(client = 'web'): LinkCondition & { readonly effects: string[] } {
  const effects: string[] = [];
  const link = createLinkCondition({ id: client, latencyMs: [1, 1] }, (effect) => effects.push(effect));
  return Object.assign(link, { effects });
}

/** A message with a name, padded to exactly `bytes` when that is given. */
export function named(name: string, bytes?: number): Message {
  const frame = (pad: string): Message => Message.of({ type: 'event', event: name, payload: { pad } });
  const bare = frame('').bytes;
  return frame('p'.repeat(Math.max(0, (bytes ?? bare) - bare)));
}

export function smallNetwork(plan: LoosePlan = {}): SmallNetwork {
  const small = smallContext(plan);
  const network = new Network(small.world, small.faults);
  const accepted: Accepted[] = [];
  const process: SmallNetwork['process'] = { alive: true, paused: false, backlog: [] };
  const link = quietLink();
  return Object.assign(small, {
    network,
    link,
    accepted,
    process,
    listen: () => {
      network.listener = {
        alive: () => process.alive,
        deliver: (callback: () => void) => {
          if (!process.alive) return;
          if (process.paused) process.backlog.push(callback);
          else callback();
        },
        accept: (socket: ServerSocket) => {
          const seen: string[] = [];
          accepted.push({ socket, seen });
          return {
            onMessage: (message: Message) => seen.push(nameOf(message)),
            onClose: (code: number, reason: string) => seen.push(`closed ${code} ${reason}`.trim()),
          };
        },
      };
    },
    connect: (on: LinkCondition = link) => {
      const seen: string[] = [];
      const socket = network.connect(on, {
        onOpen: () => seen.push('open'),
        onMessage: (message) => seen.push(nameOf(message)),
        onClose: (code, reason) => seen.push(`closed ${code} ${reason}`.trim()),
      });
      return { socket, seen };
    },
    rest: () => small.world.loop.runUntil(Infinity),
  });
}

function nameOf(message: Message): string {
  const decoded = message.decode();
  return decoded.ok && decoded.value.type === 'event' ? decoded.value.event : message.text();
}
