/**
 * A program that is hosted, as a campaign has it: executed here, in virtual time, while it runs in processes of its own.
 * Of an execution that is compared with another, each of its file operations and draws is told as a draw.
 */
import type { DrawObserver } from '../kernel/random.ts';
import type { Beginnings } from '../hosted/beginnings.ts';
import { beginningsOf, onDeployment } from '../hosted/hosted-gateway.ts';
import type { HostedProgram } from '../hosted/hosted-program.ts';
import { hostedNode } from '../hosted/hosted-node.ts';
import { forkAddon } from '../hosted/zygote/build-addon.ts';
import { modulesAhead } from '../hosted/modules-ahead.ts';
import { hostedMisfits, hostedPlan } from '../hosted/plans.ts';
import { describedProgram } from '../hosted/programs/described.ts';
import { openClawProgram } from '../hosted/programs/openclaw.ts';
import { TOKEN } from '../simulation/supervisor.ts';
import { InputError } from '../input/problem.ts';
import { planSchema } from '../plan/plan.ts';
import { execute, InterruptedError, type Outcome, type RemoteGateway, type Trial } from './execute.ts';
import type { Target } from './target.ts';

/** Opens `openclaw@VERSION`, or what a YAML file describes. Throws InputError or TargetError when it cannot be hosted. */
export async function hostedTarget(text: string, signal: AbortSignal | undefined): Promise<Target> {
  const context = { tell, signal: signal ?? new AbortController().signal };
  const node = await hostedNode(context);
  const release = /^openclaw@(.+)$/.exec(text)?.[1];
  const program =
    release === undefined
      ? describedProgram(text, TOKEN, node)
      : await openClawProgram(release, TOKEN, node, context);
  const reference = { type: 'hosted', text: release === undefined ? text : program.name } as const;
  const { name, dialect } = program;
  return {
    name,
    kind: 'hosted',
    gateway: new HostedGateway(program),
    dialect,
    reference,
    planOf: hostedPlan,
    misfits: hostedMisfits,
  };
}

/** What every program does: it answers, stops, and begins again on what it has written. */
const PLAIN = planSchema.parse({
  clients: [{ id: 'somebody', follows: ['agent:main:main'] }],
  operations: [{ id: 'one', do: 'send', client: 'somebody', session: 'agent:main:main', atMs: 1000 }],
  faults: [{ id: 'again', kind: 'process.restart', atMs: 10_000, downMs: 200 }],
});

class HostedGateway implements RemoteGateway {
  readonly name: string;
  readonly #program: HostedProgram;
  #beginnings: Promise<Beginnings> | undefined;
  #closed = false;

  constructor(program: HostedProgram) {
    this.#program = program;
    this.name = program.name;
  }

  async executeThere(trial: Trial): Promise<Outcome> {
    if (this.#closed) throw new InterruptedError();
    const [misfit] = hostedMisfits(trial.plan);
    if (misfit !== undefined) throw new InputError(`${this.name} cannot execute this plan: ${misfit}`);
    const onTrace = trial.onDraw === undefined ? undefined : asDraws(trial.onDraw);
    const beginnings = await (this.#beginnings ??= beginningsFor(this.#program, trial));
    return onDeployment(this.#program, beginnings, onTrace, (gateway) => execute({ ...trial, gateway }));
  }

  close(): void {
    this.#closed = true;
    void this.#beginnings?.then((beginnings) => beginnings.close());
  }
}

async function beginningsFor(program: HostedProgram, trial: Trial): Promise<Beginnings> {
  const addon = process.env['GAUNTLET_FORK'] === '0' ? { because: 'it was not wanted' } : await forkAddon();
  const { dialect, profile } = trial;
  const modules = await modulesAhead(program, JSON.stringify(PLAIN), (beginnings, onTrace) =>
    onDeployment(program, beginnings, onTrace, (gateway) =>
      execute({ plan: PLAIN, gateway, dialect, profile }),
    ),
  );
  return beginningsOf(program, modules, addon);
}

/** What a process says of itself has no number of its own: it differs by its words, or by its place. */
function asDraws(onDraw: DrawObserver): (text: string) => void {
  let count = 0;
  return (text) => onDraw(`process: ${text}`, count++, 0);
}

function tell(line: string): void {
  process.stderr.write(`gauntlet: ${line}\n`);
}
