/**
 * The state of the protocol while a history grows: coarse, one word, read from the records alone and so the same for
 * every gateway. Where several hold, the first of this list names the state:
 *
 *   recovering   the process is down, booting again, or up again and no connection was answered yet
 *   draining     the stop signal came and the process is still up
 *   resetting    a reset, a delete or a slash command reached the gateway and was not answered yet
 *   compacting   a compaction summary is outstanding
 *   running      a run's provider call is outstanding
 *   handshaking  a connection is open and was not answered yet
 *   idle         none of these
 *
 * Constant work per record. Must not know: properties, dialects, who asks.
 */
import type { ConnectionRecord, FrameRecord, HistoryRecord, ProviderRecord } from '../history/record.ts';
import { isObject, type RequestFrame } from '../protocol/frame.ts';
import { parseSessionControl } from '../protocol/session-control.ts';

/** In the order in which people read them. */
export const STATES = [
  'idle',
  'handshaking',
  'running',
  'compacting',
  'resetting',
  'recovering',
  'draining',
] as const;
export type ProtocolState = (typeof STATES)[number];

/** Watches one history from its beginning. */
export class ProtocolStates {
  /** Open connections that were not answered yet. */
  readonly #unanswered = new Set<number>();
  /** Rotations asked for and not answered, by connection and request id. */
  readonly #rotations = new Map<number, Set<string>>();
  readonly #runs = new Set<number>();
  readonly #summaries = new Set<number>();
  #recovering = false;
  #draining = false;
  #answered = 0;

  #state: ProtocolState = 'idle';

  /** The state after the records so far. */
  get state(): ProtocolState {
    return this.#state;
  }

  /** Connections the gateway answered at least once. None at all: it never came up. */
  get answered(): number {
    return this.#answered;
  }

  observe(record: HistoryRecord): void {
    switch (record.kind) {
      case 'frame':
        this.observeFrame(record);
        return;
      case 'connection':
        this.#connection(record);
        break;
      case 'provider':
        this.#provider(record);
        break;
      case 'process':
        this.#process(record.event, record.incarnation);
        break;
      default:
        return;
    }
    this.#state = this.#named();
  }

  observeFrame(record: FrameRecord): void {
    if (record.from === 'gateway') {
      // as long as everybody was answered, nothing that the gateway sends changes the state
      if (this.#unanswered.size === 0 && this.#rotations.size === 0) return;
      this.#fromGateway(record);
    } else {
      if (record.leg !== 'gateway') return;
      this.#fromClient(record);
    }
    this.#state = this.#named();
  }

  #named(): ProtocolState {
    if (this.#recovering) return 'recovering';
    if (this.#draining) return 'draining';
    if (this.#rotations.size > 0) return 'resetting';
    if (this.#summaries.size > 0) return 'compacting';
    if (this.#runs.size > 0) return 'running';
    return this.#unanswered.size > 0 ? 'handshaking' : 'idle';
  }

  #fromGateway({ conn, message }: FrameRecord): void {
    const isNew = this.#unanswered.has(conn);
    const rotations = this.#rotations.get(conn);
    if (!isNew && rotations === undefined) return;
    const decoded = message.decode();
    if (!decoded.ok || decoded.value.type !== 'res') return;
    if (rotations?.delete(decoded.value.id) && rotations.size === 0) this.#rotations.delete(conn);
    if (!isNew || !decoded.value.ok) return;
    this.#unanswered.delete(conn);
    this.#answered++;
    this.#recovering = false;
  }

  #fromClient({ conn, message }: FrameRecord): void {
    const decoded = message.decode();
    if (!decoded.ok || decoded.value.type !== 'req' || !rotates(decoded.value)) return;
    const { id } = decoded.value;
    const rotations = this.#rotations.get(conn);
    if (rotations === undefined) this.#rotations.set(conn, new Set([id]));
    else rotations.add(id);
  }

  #connection({ event, conn }: ConnectionRecord): void {
    if (event === 'opened') {
      this.#unanswered.add(conn);
      return;
    }
    this.#unanswered.delete(conn);
    // nobody will be answered there any more
    this.#rotations.delete(conn);
  }

  #provider({ event, call, purpose }: ProviderRecord): void {
    const outstanding = purpose === 'run' ? this.#runs : this.#summaries;
    if (event === 'call') outstanding.add(call);
    else if (event === 'end' || event === 'error' || event === 'cancel') outstanding.delete(call);
  }

  #process(event: string, incarnation: number): void {
    if (event === 'stopping') this.#draining = true;
    const isDown = event === 'exited' || event === 'crashed';
    if (!isDown && !(event === 'booting' && incarnation > 1)) return;
    this.#recovering = true;
    this.#draining = false;
    this.#unanswered.clear();
    this.#rotations.clear();
    this.#runs.clear();
    this.#summaries.clear();
  }
}

/** The request ends a generation, or would in a release that honours slash commands. */
function rotates({ method, params }: RequestFrame): boolean {
  if (method === 'sessions.reset' || method === 'sessions.delete') return true;
  if (method !== 'chat.send' || !isObject(params)) return false;
  const text = params['message'];
  return typeof text === 'string' && parseSessionControl(text) !== undefined;
}
