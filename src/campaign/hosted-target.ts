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
import { compiledAhead, compiledByNode } from '../hosted/compiled-ahead.ts';
import { modulesAhead } from '../hosted/modules-ahead.ts';
import { hostedMisfits, hostedPlan } from '../hosted/plans.ts';
import { describedProgram } from '../hosted/programs/described.ts';
import { openClawProgram } from '../hosted/programs/openclaw.ts';
import { TOKEN } from '../simulation/supervisor.ts';
import { InputError } from '../input/problem.ts';
import { planSchema } from '../plan/plan.ts';
import { execute, InterruptedError, type Outcome, type RemoteGateway, type Trial } from './execute.ts';
import type { Target } from './target.ts';

/** Opens `openclaw@VERSION`, `openclaw:PATH`, or what a YAML file describes. Throws InputError or TargetError when it cannot be hosted. */
export async function hostedTarget(text: string, signal: AbortSignal | undefined): Promise<Target> {
  const context = { tell, signal: signal ?? new AbortController().signal };
  const node = await hostedNode(context);
  const program = /^openclaw[@:]/.test(text)
    ? await openClawProgram(text, TOKEN, node, context)
    : describedProgram(text, TOKEN, node);
  // a tag means another release tomorrow
  const isPublished = text.startsWith('openclaw@');
  const reference = { type: 'hosted', text: isPublished ? program.name : text } as const;
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

/** Calls much of it. */
const MUCH = planSchema.parse({
  clients: [
    { id: 'somebody', follows: ['agent:main:main', 'agent:main:other'] },
    { id: 'other', follows: ['agent:main:main'] },
  ],
  operations: [
    { do: 'send', session: 'agent:main:main', atMs: 500 },
    { do: 'list', client: 'other', atMs: 700 },
    { do: 'send', session: 'agent:main:main', atMs: 900 },
    { do: 'history', session: 'agent:main:main', client: 'other', atMs: 3000 },
    { do: 'send', session: 'agent:main:other', atMs: 4000 },
    { do: 'reset', session: 'agent:main:main', atMs: 4500 },
    { do: 'send', session: 'agent:main:main', client: 'other', atMs: 6000 },
    { do: 'abort', session: 'agent:main:main', atMs: 6100 },
    { do: 'compact', session: 'agent:main:other', atMs: 8000 },
    { do: 'delete', session: 'agent:main:other', atMs: 9000 },
    { do: 'leave', client: 'other', atMs: 9500 },
    { do: 'list', atMs: 11_000 },
    { do: 'history', session: 'agent:main:main', atMs: 11_500 },
  ].map((one, at) => ({ id: `op-${at}`, client: 'somebody', ...one })),
});

class HostedGateway implements RemoteGateway {
  readonly name: string;
  readonly #program: HostedProgram;
  #beginnings: Promise<Beginnings> | undefined;
  #closed = false;
  /** What compiles is kept by the first execution alone, where nothing was compiled before. */
  #keepsCompiled: boolean;

  constructor(program: HostedProgram) {
    this.#program = program;
    this.name = program.name;
    this.#keepsCompiled = program.starters === undefined;
  }

  async executeThere(trial: Trial): Promise<Outcome> {
    if (this.#closed) throw new InterruptedError();
    const [misfit] = hostedMisfits(trial.plan);
    if (misfit !== undefined) throw new InputError(`${this.name} cannot execute this plan: ${misfit}`);
    const onTrace = trial.onDraw === undefined ? undefined : asDraws(trial.onDraw);
    const beginnings = await (this.#beginnings ??= beginningsFor(this.#program, trial));
    const keepsCompiled = this.#keepsCompiled;
    this.#keepsCompiled = false;
    return onDeployment(this.#program, beginnings, { onTrace, keepsCompiled }, (gateway) =>
      execute({ ...trial, gateway }),
    );
  }

  close(): void {
    this.#closed = true;
    void this.#beginnings?.then((beginnings) => beginnings.close());
  }
}

async function beginningsFor(program: HostedProgram, trial: Trial): Promise<Beginnings> {
  const addon = process.env['GAUNTLET_FORK'] === '0' ? { because: 'it was not wanted' } : await forkAddon();
  const { dialect, profile } = trial;
  if (program.starters === undefined) return beginningsOf(program, [], addon, compiledByNode(program));
  const modules = await modulesAhead(program, JSON.stringify(PLAIN), (beginnings, onTrace) =>
    onDeployment(program, beginnings, { onTrace }, (gateway) =>
      execute({ plan: PLAIN, gateway, dialect, profile }),
    ),
  );
  const compiled = await compiledAhead(program, modules, JSON.stringify(MUCH), (beginnings) =>
    onDeployment(program, beginnings, { keepsCompiled: true }, (gateway) =>
      execute({ plan: MUCH, gateway, dialect, profile }),
    ),
  );
  return beginningsOf(program, modules, addon, compiled);
}

/** What a process says of itself has no number of its own: it differs by its words, or by its place. */
function asDraws(onDraw: DrawObserver): (text: string) => void {
  let count = 0;
  return (text) => onDraw(`process: ${text}`, count++, 0);
}

function tell(line: string): void {
  process.stderr.write(`gauntlet: ${line}\n`);
}
