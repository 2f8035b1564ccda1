/**
 * A conversation: everything that happens behind one session key, through all its generations. Decisions are made in
 * its lane, one after the other: look at the memory, commit the changes, make them happen, announce them. Nothing
 * slow, no model call above all, is ever awaited in the lane.
 */
import type { TranscriptMessage } from '../../../protocol/methods.ts';
import type { Host } from '../../port.ts';
import type { Broadcaster } from './broadcaster.ts';
import type { Call } from './call.ts';
import type { Change, Draft } from './change.ts';
import type { Journal } from './journal.ts';
import { WorkLane } from './lane.ts';
import type { Memory } from './memory.ts';
import type { Session, Turn } from './session.ts';

/** What all conversations share. */
export interface App {
  readonly host: Host;
  readonly memory: Memory;
  readonly journal: Journal;
  readonly broadcaster: Broadcaster;
  /** The stop signal came: nothing new begins. */
  stopping: boolean;
}

/** A turn whose model call is going on. */
export interface ActiveRun {
  readonly turn: Turn;
  readonly call: Call;
  /** What the model has said so far. */
  text: string;
  /** The number of the run's latest event. */
  seq: number;
  /** While its end is being stored: what the model still says waits, and is heard if that fails. */
  storing: Promise<void> | undefined;
}

export class Conversation {
  readonly key: string;
  readonly app: App;
  readonly lane = new WorkLane();
  /** Its queue is being worked off. */
  working = false;
  activeRun: ActiveRun | undefined;
  /** The compaction under way, and its model call. */
  compacting: Promise<string | undefined> | undefined;
  summary: Call | undefined;

  constructor(app: App, key: string) {
    this.app = app;
    this.key = key;
  }

  get session(): Session | undefined {
    return this.app.memory.sessions.get(this.key);
  }

  get now(): number {
    return this.app.host.clock.wallMillis();
  }

  /** A fresh name for an entry, a session or an archive. */
  name(): string {
    return this.app.host.random.id();
  }

  draft(message: Omit<Draft, 'id' | 'timestamp'>): Draft {
    return { id: this.name(), timestamp: this.now, ...message };
  }

  /** Makes changes happen, all or none; gives the transcript entries they made. Throws StorageError. */
  async commit(changes: readonly Change[]): Promise<TranscriptMessage[]> {
    await this.app.journal.commit(changes);
    return changes.flatMap((change) => this.app.memory.apply(change) ?? []);
  }
}
