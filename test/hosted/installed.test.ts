import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { beginningsOf, onDeployment } from '../../src/hosted/hosted-gateway.ts';
import { VISIBLE_NODE } from '../../src/hosted/messages.ts';
import { describedProgram } from '../../src/hosted/programs/described.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { TOKEN } from '../../src/simulation/supervisor.ts';
import { NODE } from './launching.ts';

const SMALL = fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url));
const PLAN = planSchema.parse({ clients: [{ id: 'web', follows: ['agent:main:main'] }] });

it('reads what it was installed with as often as it likes: objects of its own each time, and of a narrowed folder what is shown', async () => {
  const described = describedProgram(SMALL, TOKEN, NODE);
  const folder = dirname(described.script);
  const shown = ['gateway.mjs', 'reads.mjs'];
  const program = { ...described, script: join(folder, 'reads.mjs'), narrowed: { [folder]: shown } };
  const beginnings = beginningsOf(program, [], { because: 'one life is enough' }, null);
  const { history = [] } = await onDeployment(program, beginnings, {}, (gateway) =>
    execute({
      plan: PLAN,
      gateway,
      dialect: program.dialect,
      profile: STANDARD_EXECUTOR.profile,
      keep: true,
    }),
  );
  beginnings.close();
  const said = history.flatMap((one) =>
    one.kind === 'log' && one.text.startsWith('reads ') ? [JSON.parse(one.text.slice(6)) as unknown] : [],
  );
  const absent = ['ENOENT', 'stat', true, true];
  const installed = Date.UTC(2025, 0, 1);
  expect(said).toEqual([
    {
      listed: [shown, shown],
      isFile: true,
      times: [installed, installed, true],
      failures: [absent, absent],
      node: [VISIBLE_NODE, VISIBLE_NODE, 'node', VISIBLE_NODE, '42\n'],
      there: [true, false, null],
    },
  ]);
}, 300_000);
