/**
 * The disk: files that survive the process, as far as they were synced. Operations complete in the order they were
 * called, each after a drawn latency; a crash loses what was not synced and may tear it, a rename is atomic.
 * Model after what POSIX promises and what crash-consistency studies found (Pillai et al., OSDI 2014): a write is a
 * wish until the sync returns.
 */
import type { Lane } from '../kernel/loop.ts';
import type { RandomStream } from '../kernel/random.ts';
import type { Micros } from '../kernel/time.ts';
import type { Disk, DiskDone, DiskResult, OwnFileOperation } from '../gateway/port.ts';
import { utf8Length } from '../protocol/measure.ts';
import type { FaultReports } from '../execution/damaged-parts.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';

interface File {
  content: string;
  /** Length of the prefix that a crash cannot take; -1: not even the name is safe. */
  synced: number;
}

interface Change {
  readonly path: string;
  readonly text: string;
  readonly replaces: boolean;
}

type Run = <T>(
  op: DiskOp,
  path: string,
  act: () => DiskResult<T>,
  done: (result: DiskResult<T>) => void,
  /** What only some operations have. */
  more?: { readonly to?: string; readonly change?: Change },
) => void;

export type DiskOp = 'read' | 'list' | 'append' | 'write' | 'sync' | 'rename' | 'remove';

const OK: DiskResult<undefined> = { ok: true, value: undefined };
const FULL: DiskResult<undefined> = { ok: false, error: 'disk-full' };
const NOT_FOUND: DiskResult<undefined> = { ok: false, error: 'not-found' };

export class SimulatedDisk {
  /** Extra latency of every operation while the disk is slow. */
  extra: Micros = 0;
  full = false;
  /** Full before a change is written to its end: a part of it is there. */
  writesPart = false;
  /** The append under way, or else the next one, is torn: a part of it is written. */
  tears = false;
  readonly #world: WorldContext;
  readonly #faults: FaultReports;
  readonly #files = new Map<string, File>();
  readonly #lane: Lane;
  readonly #latency: RandomStream;
  readonly #tear: RandomStream;
  #readyAt: Micros = 0;
  /** Appends and writes that were called and have not completed: a crash may apply a part of them. */
  readonly #underway: Change[] = [];

  constructor(world: WorldContext, faults: FaultReports) {
    this.#world = world;
    this.#faults = faults;
    this.#lane = world.loop.lane('disk', true);
    this.#latency = world.random.stream('disk/latency');
    this.#tear = world.random.stream('disk/tear');
  }

  /** The disk as one incarnation sees it: calls of a dead one do nothing. `guard` defers callbacks to the process. */
  mount(alive: () => boolean, deliver: (callback: () => void) => void): Disk {
    const run: Run = (op, path, act, done, { to, change } = {}) => {
      if (!alive()) return;
      this.#faults.triggers.hit('before', `disk.${op}`, path, () => alive());
      if (!alive()) return;
      // a call that did not get this far never reached the disk, so no crash may apply a part of it
      if (change !== undefined) this.#underway.push(change);
      this.#schedule(() => {
        if (!alive()) return;
        const result = act();
        if (this.tears && op === 'append' && result.ok) return this.#faults.onTorn();
        this.#world.record({
          kind: 'disk',
          op,
          path,
          bytes: change === undefined ? 0 : utf8Length(change.text),
          ok: result.ok,
          ...(to === undefined ? {} : { to }),
        });
        this.#faults.triggers.hit('after', `disk.${op}`, path, () => alive());
        deliver(() => done(result));
      });
    };
    return {
      read: (path, done) => run('read', path, () => this.#read(path), done),
      list: (prefix, done) => run('list', prefix, () => this.#list(prefix), done),
      append: (path, text, done) => this.#change(run, 'append', path, text, done),
      write: (path, text, done) => this.#change(run, 'write', path, text, done),
      sync: (path, done) => run('sync', path, () => this.#sync(path), done),
      rename: (from, to, done) => run('rename', from, () => this.#rename(from, to), done, { to }),
      remove: (path, done) => run('remove', path, () => this.#remove(path), done),
    };
  }

  /** A file that is not on this disk is changed, or has been: see `OwnProcess` of the port. */
  ownFile(
    edge: 'before' | 'after',
    op: OwnFileOperation,
    path: string,
    bytes: number,
    alive: () => boolean,
  ): boolean {
    if (!alive()) return false;
    // what carries no bytes needs no room: a mode that is set, a folder that is made
    const isRefused = edge === 'before' && this.full && bytes > 0 && (op === 'append' || op === 'write');
    if (isRefused) this.#faults.onEffect('disk.full');
    if (isRefused || edge === 'after') this.#world.record({ kind: 'disk', op, path, bytes, ok: !isRefused });
    this.#faults.triggers.hit(edge, `disk.${op}`, path, alive);
    return !isRefused;
  }

  /** The process died: what was not synced is lost, torn at a drawn place, or with `entirely` all of it. */
  crash(entirely = false): void {
    for (const change of this.#underway.splice(0)) if (!this.full && !entirely) this.#apply(change);
    this.#readyAt = this.#world.now;
    for (const [path, file] of this.#files) {
      const kept = Math.max(0, file.synced);
      const loose = file.content.length - kept;
      if (loose > 0) file.content = file.content.slice(0, kept + (entirely ? 0 : this.#tear.int(0, loose)));
      if (file.content.length === 0 && file.synced < 0) this.#files.delete(path);
      else file.synced = file.content.length;
    }
  }

  /** The process exited in good order: what completed survives; only what was still under way may be torn. */
  exit(): void {
    for (const file of this.#files.values()) file.synced = file.content.length;
    this.crash();
  }

  #apply({ path, text, replaces }: Change): void {
    if (replaces) this.#files.set(path, { content: text, synced: -1 });
    else this.#open(path).content += text;
  }

  /** From its beginning, never all of it. */
  #partOf(text: string): string {
    return text.slice(0, this.#tear.int(0, Math.max(0, text.length - 1)));
  }

  /** A part of a change has reached the disk for good. */
  #applyPart({ path, text }: Change): void {
    const file = this.#open(path);
    file.content += this.#partOf(text);
    file.synced = file.content.length;
    // what was to follow never began
    this.#underway.length = 0;
  }

  #change(run: Run, op: 'append' | 'write', path: string, text: string, done: DiskDone): void {
    const change: Change = { path, text, replaces: op === 'write' };
    run(
      op,
      path,
      () => {
        const index = this.#underway.indexOf(change);
        if (index >= 0) this.#underway.splice(index, 1);
        if (this.full) {
          this.#faults.onEffect('disk.full');
          return FULL;
        }
        if (this.writesPart) {
          this.#faults.onEffect('disk.short');
          this.#apply({ ...change, text: this.#partOf(text) });
          return FULL;
        }
        if (this.tears && op === 'append') this.#applyPart(change);
        else this.#apply(change);
        return OK;
      },
      done,
      { change },
    );
  }

  #schedule(complete: () => void): void {
    const { now } = this.#world;
    if (this.extra > 0) this.#faults.onEffect('disk.slow');
    const latency = drawMicros(this.#latency, this.#world.plan.disk.latencyMs) + this.extra;
    this.#readyAt = Math.max(now, this.#readyAt) + latency;
    this.#world.loop.at(this.#readyAt, this.#lane, complete);
  }

  #open(path: string): File {
    const file = this.#files.get(path) ?? { content: '', synced: -1 };
    this.#files.set(path, file);
    return file;
  }

  #read(path: string): DiskResult<string> {
    const file = this.#files.get(path);
    return file === undefined ? { ok: false, error: 'not-found' } : { ok: true, value: file.content };
  }

  #list(prefix: string): DiskResult<readonly string[]> {
    const paths = [...this.#files.keys()].filter((path) => path.startsWith(prefix)).sort();
    return { ok: true, value: paths };
  }

  #sync(path: string): DiskResult<undefined> {
    const file = this.#files.get(path);
    if (file === undefined) return NOT_FOUND;
    file.synced = file.content.length;
    return OK;
  }

  #rename(from: string, to: string): DiskResult<undefined> {
    const file = this.#files.get(from);
    if (file === undefined) return NOT_FOUND;
    this.#files.delete(from);
    this.#files.set(to, file);
    file.synced = Math.max(0, file.synced);
    return OK;
  }

  #remove(path: string): DiskResult<undefined> {
    return this.#files.delete(path) ? OK : NOT_FOUND;
  }
}
