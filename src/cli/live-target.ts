/** What a person typed after `certify`, as a target of the live world. */
import { loadTarget, parseTarget as parseGateway } from '../campaign/target.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { InputError } from '../input/problem.ts';
import type { Target } from '../live/target.ts';
import { createCommandTarget } from '../live/targets/command.ts';
import { createOpenClawTarget } from '../live/targets/openclaw.ts';
import { parseTarget } from '../live/targets/parse-target.ts';
import { createServedTarget } from '../live/targets/served.ts';
import { createUrlTarget } from '../live/targets/url.ts';
import { UsageError } from './problem.ts';

export interface LiveTargetOptions {
  /** What clients present to a gateway that is running already. */
  readonly token: string | undefined;
  readonly dialect: Dialect | undefined;
}

/** Throws InputError when the text names no target. */
export async function liveTarget(text: string, { token, dialect }: LiveTargetOptions): Promise<Target> {
  const parsed = parseTarget(text, isGateway);
  if (token !== undefined && parsed.type !== 'url')
    throw new UsageError(
      `--token is for a gateway that is running already, at an address; '${text}' is none`,
    );
  switch (parsed.type) {
    case 'openclaw':
      return createOpenClawTarget(parsed.version);
    case 'command':
      return createCommandTarget(parsed.file);
    case 'url':
      return createUrlTarget(parsed.url, { token, dialect });
    case 'served': {
      const gateway = await loadTarget(parseGateway(parsed.gateway));
      const { name } = gateway;
      return createServedTarget({
        gateway: parsed.gateway,
        name,
        dialect: dialect ?? gateway.dialect,
      });
    }
  }
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
