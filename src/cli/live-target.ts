/** What a person typed after `certify`, as a target of the live world. */
import { loadTarget, parseTarget as parseGateway } from '../campaign/target.ts';
import { DIALECTS, dialectFor } from '../dialect/catalogue.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import type { LiveTarget } from '../live/target.ts';
import { createCommandTarget } from '../live/targets/command.ts';
import { createOpenClawTarget } from '../live/targets/openclaw.ts';
import { parseTarget } from '../live/targets/parse-target.ts';
import { createServedTarget } from '../live/targets/served.ts';
import { createUrlTarget, type UrlTargetOptions } from '../live/targets/url.ts';
import { UsageError } from './problem.ts';

/** What a configuration says of the target. */
export interface ConfiguredTarget {
  readonly target?: string;
  readonly gateway?: string;
}

/** The target that the command line names, else the configuration. */
export function targetNamed(verb: string, named: string | undefined, configured: ConfiguredTarget): string {
  const text = named ?? configured.target ?? configured.gateway;
  if (text !== undefined) return text;
  throw new UsageError(
    `name a target: gauntlet ${verb} TARGET, or 'target' in gauntlet.config.yaml ('gauntlet init' writes one)`,
  );
}

/** Throws InputError when the text names no target. */
export async function liveTarget(text: string, { token, dialect }: UrlTargetOptions): Promise<LiveTarget> {
  const parsed = parseTarget(text, isGateway);
  if (token !== undefined && parsed.type !== 'url')
    throw new UsageError(
      `--token is for a gateway that is running already, at an address; '${text}' is none`,
    );
  switch (parsed.type) {
    case 'openclaw':
      return createOpenClawTarget(parsed.text);
    case 'command':
      return createCommandTarget(parsed.text);
    case 'url':
      return createUrlTarget(parsed.text, { token, dialect });
    case 'served': {
      const { name, dialect: own } = await loadTarget(parseGateway(parsed.text));
      return createServedTarget(parsed.text, dialect ?? own, name);
    }
  }
}

/** The dialect of this name; undefined where none was named. */
export function namedDialect(name: string | undefined): Dialect | undefined {
  if (name === undefined) return undefined;
  const dialect = dialectFor(name);
  if (dialect !== undefined) return dialect;
  const names = DIALECTS.map((one) => one.name);
  throw new UsageError(`unknown dialect '${name}'${nearest(name, names)}; 'gauntlet list' has all`);
}

/** It names a gateway behind the in-process port, and not a description, an address or a release. */
export function isBehindPort(text: string): boolean {
  return parseTarget(text, isGateway).type === 'served';
}

function isGateway(text: string): boolean {
  try {
    parseGateway(text);
    return true;
  } catch (thrown) {
    if (thrown instanceof InputError) return false;
    throw thrown;
  }
}
