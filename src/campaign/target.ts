/**
 * Targets: the gateway being judged, by catalogue name or as a module of its own behind the in-process port.
 * A reference is plain data, so that a worker or a failure file can name the same target again.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Dialect } from '../dialect/dialect.ts';
import { GATEWAYS, type GatewayEntry } from '../gateway/catalogue.ts';
import type { Gateway } from '../gateway/port.ts';
import type { Plan } from '../plan/plan.ts';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import type { RemoteGateway } from './execute.ts';
import { fileTarget, knownDialect } from './file-target.ts';

export type TargetReference =
  | { readonly type: 'named'; readonly name: string }
  /** A path as the caller gave it, relative to the working directory. */
  | { readonly type: 'file'; readonly path: string }
  /** A program that is hosted: `openclaw@VERSION`, `openclaw:PATH`, or the path of a YAML file that describes it. */
  | { readonly type: 'hosted'; readonly text: string };

export interface Target {
  readonly name: string;
  /** What the catalogue says of it; `file`, `hosted`: it is not in the catalogue. */
  readonly kind: GatewayEntry['kind'] | 'file' | 'hosted';
  readonly gateway: Gateway | RemoteGateway;
  readonly dialect: Dialect;
  readonly reference: TargetReference;
  /** The plan of a seed, for a target that not every plan fits. Default: as for all. */
  readonly planOf?: (seed: string) => Plan;
  /** Why a plan cannot be executed on it; nothing: it can. Default: every plan can. */
  readonly misfits?: (plan: Plan) => readonly string[];
}

/** A target whose code runs in this process. */
export interface LocalTarget extends Target {
  readonly gateway: Gateway;
}

/** What a person typed after `--gateway`: a catalogue name, else a file. Throws InputError when it is neither. */
export function parseTarget(text: string): TargetReference {
  if (GATEWAYS.some((entry) => entry.name === text)) return { type: 'named', name: text };
  const hosted = hostedIn(text);
  if (hosted !== undefined) return { type: 'hosted', text: hosted };
  if (existsSync(resolve(text))) return { type: 'file', path: text };
  if (/[\\/]|\.[cm]?[jt]s$/.test(text)) throw new InputError(`${text}: no such gateway file`);
  const names = GATEWAYS.map((entry) => entry.name);
  throw new InputError(`unknown gateway '${text}'${nearest(text, names)}; 'gauntlet list' shows them all`);
}

/** A release, or a description; `host:` before either says the same. */
function hostedIn(text: string): string | undefined {
  const named = text.replace(/^host:/, '');
  return /^openclaw[@:].|\.ya?ml$/i.test(named) ? named : undefined;
}

/**
 * Makes a target of what a reference names; a file is loaded in a process of its own, since its code may do anything to
 * the one it runs in. Throws as `loadTarget` does, and TargetError when that process does not survive the loading.
 * `signal`: how long it is wanted.
 */
export async function openTarget(reference: TargetReference, signal?: AbortSignal): Promise<Target> {
  if (reference.type === 'named') return namedTarget(reference.name);
  if (reference.type === 'hosted') {
    const { hostedTarget } = await import('./hosted-target.ts');
    return hostedTarget(reference.text, signal);
  }
  const { ForeignGateway } = await import('./foreign/foreign-gateway.ts');
  const gateway = await ForeignGateway.open(reference.path, signal);
  return { name: gateway.name, kind: 'file', gateway, dialect: knownDialect(gateway.dialect), reference };
}

/** Ends the process it runs in, if that is one of its own. */
export function closeTarget({ gateway }: Target): void {
  if ('close' in gateway) gateway.close();
}

/** Loads what a reference names into this process. Throws as `fileTarget` does. */
export async function loadTarget(reference: TargetReference): Promise<LocalTarget> {
  if (reference.type === 'hosted')
    throw new InputError(`${reference.text}: a hosted program has no code that could be loaded here`);
  return reference.type === 'named' ? namedTarget(reference.name) : fileTarget(reference.path);
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
