/**
 * What runs in the process of a foreign gateway: loads its module and executes the plans it is asked to. The module
 * may do anything to this process; who asked watches from outside. Here only what can be said better from inside is
 * said: errors that nobody caught, built-ins that were replaced, words that were meant for the log.
 */
import { openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { recordLine, headerLine } from '../../history/jsonl.ts';
import type { DrawObserver } from '../../kernel/random.ts';
import { describeThrown } from '../../simulation/thrown.ts';
import { behindPort } from '../behind-port.ts';
import { CrashWatch } from '../crash-watch.ts';
import { execute, type Outcome, type Trial } from '../execute.ts';
import { fileTarget } from '../file-target.ts';
import { placeIn } from '../place.ts';
import { TripwireError } from '../tripwire.ts';
import { changedBuiltIn } from './built-ins.ts';
import { divertConsole } from './console-log.ts';
import {
  ERRORS,
  RECORDED,
  type ForeignAnswer,
  type ForeignOutcome,
  type ForeignRequest,
} from './messages.ts';

/** A sign of life at most so often, looked for after so many dispatches. */
const [SIGN_MS, SIGN_DISPATCHES] = [1000, 256];

const send = process.send?.bind(process) as (answer: ForeignAnswer) => boolean;
const leave = process.exit.bind(process);
const now = performance.now.bind(performance);
const cpuUsage = process.cpuUsage.bind(process);
/** Thrown where no guard is: in a timer of the module, behind an `await` of a gateway that does not say so. */
const strays: unknown[] = [];
let toldMicros = 0;
let dispatches = 0;
let signAt = 0;

function sign(): void {
  if (++dispatches % SIGN_DISPATCHES !== 0 || now() - signAt < SIGN_MS) return;
  signAt = now();
  send({ type: 'alive' });
}

const output = divertConsole();
endWithParent();
for (const name of ['send', 'disconnect']) Reflect.deleteProperty(process, name);
process.on('disconnect', () => leave(0));
// Ctrl-C reaches the whole group, and whoever asked decides what becomes of it
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (thrown) => strays.push(thrown));
process.on('unhandledRejection', (thrown) => strays.push(thrown));

await answer(async () => {
  send({ type: 'alive' });
  const { name, dialect, gateway } = await fileTarget(process.argv[2] ?? '');
  const supervised = behindPort(gateway, { entered: sign, booted: (host) => (output.host = host) });
  process.on('message', ({ plan, profile, recordTo, withDraws }: ForeignRequest) => {
    void answer(() => outcomeOf({ plan, profile, dialect, gateway: supervised }, recordTo, withDraws));
  });
  return { name, dialect: dialect.name };
});

async function answer(work: () => Promise<Extract<ForeignAnswer, { type: 'done' }>['value']>): Promise<void> {
  try {
    send({ type: 'done', value: await work(), coreMicros: spentMicros() });
  } catch (thrown) {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(describeThrown(thrown).detail);
    const error = [...ERRORS].find(([, type]) => thrown instanceof type)?.[0] ?? 'Error';
    send({ type: 'failed', error, message, stack });
  }
}

/** Since it was last told. */
function spentMicros(): number {
  const { user, system } = cpuUsage();
  const spent = user + system - toldMicros;
  toldMicros += spent;
  return spent;
}

async function outcomeOf(trial: Trial, recordTo: string | null, withDraws: boolean): Promise<ForeignOutcome> {
  const draws: Parameters<DrawObserver>[] = [];
  const drawn: Partial<Trial> = withDraws ? { onDraw: (...draw) => draws.push(draw) } : {};
  if (recordTo === null) return { outcome: await executeHere({ ...trial, ...drawn }), draws };
  const file = openSync(join(recordTo, RECORDED), 'w');
  const write = (line: string): number => writeSync(file, `${line}\n`);
  write(headerLine());
  // before the gateway goes on, so that the last one is known whatever it does then
  const onRecord: Trial['onRecord'] = (record) => {
    write(recordLine(record, ({ name, text }) => writeFileSync(join(recordTo, name), text)));
    sign();
  };
  try {
    return { outcome: await executeHere({ ...trial, ...drawn, onRecord }), draws };
  } finally {
    closeSync(file);
  }
}

/** Whatever went wrong: built-ins that were replaced come first. */
async function executeHere(trial: Trial): Promise<Outcome> {
  try {
    return await executeWhole(trial);
  } finally {
    refuseReplacements();
  }
}

function refuseReplacements(): void {
  const name = changedBuiltIn();
  if (name !== undefined)
    throw new TripwireError(`it replaces ${name}, which the world it runs in uses as well`);
}

/** Executes, and waits for what the gateway left behind: a rejection is reported when the thread turns. */
async function executeWhole(trial: Trial): Promise<Outcome> {
  const outcome = await execute(trial);
  output.host = undefined;
  await nextTurn();
  if (strays.length === 0) return outcome;
  const crashes = new CrashWatch(placeIn);
  for (const thrown of strays.splice(0)) {
    const { name, detail } = describeThrown(thrown);
    crashes.add(name, detail, outcome.records - 1);
  }
  return { ...outcome, verdicts: [...crashes.verdicts({ at: () => 'idle' }), ...outcome.verdicts] };
}

/** In a thread of its own, which a loop without end does not stop. */
function endWithParent(): void {
  const code = `const parent = ${Number(process.argv[3])};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(code, { eval: true, stdout: false, stderr: false }).unref();
}
