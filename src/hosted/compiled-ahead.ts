/**
 * What V8 compiled of a hosted program, kept for all its lives: made by one execution that calls much of it, at its end,
 * so that functions are there which are compiled when they are first called. Compiled code changes nothing that the
 * program could see. Must not know what is executed.
 */
import { join } from 'node:path';
import { sha256 } from '../input/canonical.ts';
import { cached, cacheFolder } from '../live/targets/cache.ts';
import type { Beginnings } from './beginnings.ts';
import { beginningsOf } from './hosted-gateway.ts';
import type { HostedProgram } from './hosted-program.ts';
import { FLAGS } from './zygote/zygote.ts';

const FORMAT = '1';
const NOT_FORKED = { because: 'code is compiled' };

/**
 * The folder of it. `execute` executes something on lives that begin like this, and has its last life keep what it
 * compiled; `plan`: what, as a text.
 */
export async function compiledAhead(
  program: HostedProgram,
  modules: readonly string[],
  plan: string,
  execute: (beginnings: Beginnings) => Promise<unknown>,
): Promise<string> {
  const { name, node, script } = program;
  const key = sha256([FORMAT, name, node, script, ...FLAGS, ...modules, plan].join('\n')).slice(0, 16);
  return cached('compiled', key, async (draft) => {
    const beginnings = beginningsOf(program, modules, NOT_FORKED, draft);
    try {
      await execute(beginnings);
    } finally {
      beginnings.close();
    }
  });
}

/** The folder of programs for which nothing is executed before: what one Node has compiled is of no use to another. */
export function compiledByNode({ node }: HostedProgram): string {
  return join(cacheFolder(), 'compiled', `node-${sha256(node).slice(0, 16)}`);
}
