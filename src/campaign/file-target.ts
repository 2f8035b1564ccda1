/**
 * A gateway's module, loaded into this process: what it must export, and what is said when it cannot be loaded. Knows
 * no catalogue: the process of a foreign gateway loads little else.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { dialectFor } from '../dialect/catalogue.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { REFERENCE } from '../dialect/reference.ts';
import type { Gateway } from '../gateway/port.ts';
import { InputError, messageOf, TargetError } from '../input/problem.ts';
import { importUserModule } from '../input/user-module.ts';
import { describeThrown } from '../simulation/thrown.ts';
import { placeIn } from './place.ts';
import type { LocalTarget } from './target.ts';

/** Throws InputError when it is not there or is no gateway, TargetError when its own code threw. */
export async function fileTarget(path: string): Promise<LocalTarget> {
  const { gateway: named, default: unnamed, dialect = REFERENCE.name } = await importModule(path);
  const gateway = named ?? unnamed;
  if (!isGateway(gateway))
    throw new InputError(
      `${path}: exports no gateway (export const gateway = { name, boot(host) { … } }, as src/gateway/port.ts says)`,
    );
  if (typeof dialect !== 'string') throw new InputError(`${path}: 'dialect' must be the name of a dialect`);
  const { name } = gateway;
  return { name, kind: 'file', gateway, dialect: knownDialect(dialect), reference: { type: 'file', path } };
}

export function knownDialect(name: string): Dialect {
  const dialect = dialectFor(name);
  if (dialect === undefined) throw new InputError(`unknown dialect '${name}'`);
  return dialect;
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(`${path}: no such gateway file`);
  if (!stats.isFile()) throw new InputError(`${path}: not a file, so no gateway`);
  try {
    return await importUserModule(path);
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
export function loadProblem(path: string, message: string): string {
  const place = /:(\d+:\d+): ERROR: (.+)/.exec(message);
  if (place !== null) return `${path}:${place[1] ?? ''}: ${place[2] ?? ''}`;
  return `${path}: cannot be loaded: ${message.split('\n', 1)[0] ?? ''}`;
}

function isGateway(value: unknown): value is Gateway {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Gateway, unknown>>;
  return typeof candidate.name === 'string' && candidate.name !== '' && typeof candidate.boot === 'function';
}
