/**
 * Targets: the gateway being judged, by catalogue name or as a module of its own behind the in-process port.
 * A reference is plain data, so that a worker or a failure file can name the same target again.
 */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Dialect } from '../dialect/dialect.ts';
import { dialectFor } from '../dialect/catalogue.ts';
import { REFERENCE } from '../dialect/reference.ts';
import { GATEWAYS, type GatewayEntry } from '../gateway/catalogue.ts';
import type { Gateway } from '../gateway/port.ts';
import { nearest } from '../input/nearest.ts';
import { InputError, messageOf, TargetError } from '../input/problem.ts';
import { describeThrown } from '../simulation/thrown.ts';
import { placeIn } from './place.ts';
import type { RemoteGateway } from './remote-gateway.ts';

export type TargetReference =
  | { readonly type: 'named'; readonly name: string }
  /** A path as the caller gave it, relative to the working directory. */
  | { readonly type: 'file'; readonly path: string };

export interface Target {
  readonly name: string;
  /** What the catalogue says of it; `file`: it is not in the catalogue. */
  readonly kind: GatewayEntry['kind'] | 'file';
  readonly gateway: Gateway | RemoteGateway;
  readonly dialect: Dialect;
  readonly reference: TargetReference;
}

/** A target whose code runs in this process. */
export interface LocalTarget extends Target {
  readonly gateway: Gateway;
}

const DEFAULT_DIALECT = REFERENCE.name;

/** What a person typed after `--gateway`: a catalogue name, else a file. Throws InputError when it is neither. */
export function parseTarget(text: string): TargetReference {
  if (GATEWAYS.some((entry) => entry.name === text)) return { type: 'named', name: text };
  if (existsSync(resolve(text))) return { type: 'file', path: text };
  if (/[\\/]|\.[cm]?[jt]s$/.test(text)) throw new InputError(`${text}: no such gateway file`);
  const names = GATEWAYS.map((entry) => entry.name);
  throw new InputError(`unknown gateway '${text}'${nearest(text, names)}; 'gauntlet list' shows them all`);
}

/**
 * Makes a target of what a reference names; a file is loaded in a process of its own, since its code may do anything to
 * the one it runs in. Throws as `loadTarget` does, and TargetError when that process does not survive the loading.
 * `signal`: how long it is wanted.
 */
export async function openTarget(reference: TargetReference, signal?: AbortSignal): Promise<Target> {
  if (reference.type === 'named') return namedTarget(reference.name);
  if (!existsSync(resolve(reference.path))) throw new InputError(`${reference.path}: no such gateway file`);
  const { ForeignGateway } = await import('./foreign/foreign-gateway.ts');
  const gateway = await ForeignGateway.open(reference, signal);
  return { name: gateway.name, kind: 'file', gateway, dialect: knownDialect(gateway.dialect), reference };
}

/** Loads what a reference names into this process. Throws InputError when it is not there or is no gateway. */
export async function loadTarget(reference: TargetReference): Promise<LocalTarget> {
  return reference.type === 'named' ? namedTarget(reference.name) : fileTarget(reference);
}

export function namedTarget(name: string): LocalTarget {
  const entry = GATEWAYS.find((each) => each.name === name);
  if (entry === undefined) throw new InputError(`unknown gateway '${name}'; 'gauntlet list' shows them all`);
  return {
    name,
    kind: entry.kind,
    gateway: entry.gateway,
    dialect: knownDialect(entry.dialect),
    reference: { type: 'named', name },
  };
}

export async function fileTarget(
  reference: Extract<TargetReference, { type: 'file' }>,
): Promise<LocalTarget> {
  const exported = await importModule(reference.path);
  const gateway = exported['gateway'] ?? exported['default'];
  if (!isGateway(gateway))
    throw new InputError(
      `${reference.path}: exports no gateway (export const gateway = { name, boot(host) { … } }, as src/gateway/port.ts says)`,
    );
  const dialect = exported['dialect'] ?? DEFAULT_DIALECT;
  if (typeof dialect !== 'string')
    throw new InputError(`${reference.path}: 'dialect' must be the name of a dialect`);
  return { name: gateway.name, kind: 'file', gateway, dialect: knownDialect(dialect), reference };
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(`${path}: no such gateway file`);
  if (!stats.isFile()) throw new InputError(`${path}: not a file, so no gateway`);
  try {
    return (await import(pathToFileURL(absolute).href)) as Record<string, unknown>;
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw new TargetError(loadedDead(path, thrown));
    throw new InputError(loadProblem(path, messageOf(thrown)));
  }
}

/** It cannot be compiled, or imports what is not there; otherwise its own code threw. */
function isUnreadable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return (
    thrown instanceof SyntaxError ||
    thrown.name === 'TransformError' ||
    code?.startsWith('ERR_') === true ||
    code === 'MODULE_NOT_FOUND'
  );
}

function loadedDead(path: string, thrown: unknown): string {
  const { name, detail } = describeThrown(thrown);
  const place = placeIn(detail);
  const at = place === undefined ? '' : ` at ${place}`;
  return `target/alive: ${path} threw ${name}: ${detail.split('\n', 1)[0] ?? ''}${at} while it was loaded (dead before hello)`;
}

/** The compiler's message names the place on a line of its own. */
function loadProblem(path: string, message: string): string {
  const place = /:(\d+:\d+): ERROR: (.+)/.exec(message);
  if (place !== null) return `${path}:${place[1] ?? ''}: ${place[2] ?? ''}`;
  return `${path}: cannot be loaded: ${message.split('\n', 1)[0] ?? ''}`;
}

function isGateway(value: unknown): value is Gateway {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Gateway, unknown>>;
  return typeof candidate.name === 'string' && candidate.name !== '' && typeof candidate.boot === 'function';
}

function knownDialect(name: string): Dialect {
  const dialect = dialectFor(name);
  if (dialect === undefined) throw new InputError(`unknown dialect '${name}'`);
  return dialect;
}
