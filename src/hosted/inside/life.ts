/**
 * What the modules of a hosted process share: its agenda, how to put something on it, and how to say that something
 * cannot be hosted. Owns the context of asynchronous calls; must not know what is virtual.
 */
import { AsyncResource } from 'node:async_hooks';
import { SETTING, type Birth, type Setting } from '../messages.ts';
import { Agenda, type Happening, type Owner } from './agenda.ts';
import { lead, openChannel, receive, say } from './channel.ts';

export const agenda = new Agenda();

/** The wall clock while modules are loaded ahead: before all that a world may say. */
const AHEAD_MILLIS = Date.UTC(2025, 11, 31);

export const setting = JSON.parse(process.env[SETTING] ?? '') as Setting;
delete process.env[SETTING];

/**
 * How this life began. Until it has, modules are loaded ahead, which may be shared by many lives: what they see then is
 * the same for all of them.
 */
export const birth: Birth = {
  cwd: '',
  seed: [1, 2, 3, 4],
  pid: 1_000,
  nowMicros: 0,
  wallMillis: AHEAD_MILLIS,
  root: setting.scratch,
  inodes: '',
  traces: false,
  mostMicrosPerEvent: 0,
};
agenda.wallMillis = birth.wallMillis;

let born = false;

export function isBorn(): boolean {
  return born;
}

/** Waits for it. */
export function beBorn(): void {
  openChannel();
  Object.assign(birth, receive());
  born = true;
  agenda.beginAt(birth.nowMicros, birth.wallMillis);
  lead.heardMicros = birth.nowMicros;
}

/** Nobody is told when it is collected. */
const UNTOLD = { requireManualDestroy: true };

/** Runs `run` later, in the asynchronous context of whoever asks. */
export function later(delayMicros: number, run: () => void, holds = true): Happening {
  // as `AsyncResource.bind`, which describes each function anew, at twenty times the cost
  const context = new AsyncResource('hosted', UNTOLD);
  return agenda.add(delayMicros, () => context.runInAsyncScope(run), holds, ownership.current());
}

/** Whose code runs now. */
export const ownership: { current: () => Owner | undefined } = { current: () => undefined };

/** A promise of what `work` gives, done later. */
export function promiseLater<T>(delayMicros: number, work: () => T): Promise<T> {
  return new Promise<void>((resolve) => void later(delayMicros, resolve)).then(work);
}

export function trace(text: () => string): void {
  if (birth.traces) say({ type: 'trace', text: text() });
}

/** What cannot be hosted ends the run: our side kills this process before it goes on. */
export function refuse(what: string): never {
  if (!born) throw new Error(`cannot be loaded ahead: ${what}`);
  say({ type: 'unhostable', text: what });
  receive();
  throw new Error(`cannot be hosted: ${what}`);
}

/** A member of an object of Node's is replaced. Its other attributes stay. */
export function replace(owner: object, name: PropertyKey, value: unknown): void {
  const old = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: old?.enumerable ?? true,
  });
}

function ignored(_value: unknown): void {
  // what Node says of itself stays what we say
}

/** A getter of an object of Node's is replaced. */
export function replaceGetter(owner: object, name: PropertyKey, get: () => unknown): void {
  Object.defineProperty(owner, name, { get, set: ignored, configurable: true, enumerable: true });
}

export function replaceAll(owner: object, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) replace(owner, name, value);
}
