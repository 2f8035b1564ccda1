/**
 * What runs in the process of a foreign gateway: loads its module and executes what it is asked to, one after the
 * other. The module may do anything to this process; who asked watches from outside. Here only what can be said better
 * from inside is said: errors that nobody caught, built-ins that were replaced, words that were meant for the log.
 */
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { recordLine, headerLine } from '../../history/jsonl.ts';
import type { HistoryRecord } from '../../history/record.ts';
import { InputError, TargetError } from '../../input/problem.ts';
import type { StatesAt } from '../../properties/target-alive.ts';
import { describeThrown } from '../../simulation/thrown.ts';
import { STANDARD_BENCH } from '../bench.ts';
import { runChunk, type Bench } from '../chunk.ts';
import { CrashWatch } from '../crash-watch.ts';
import { compareAgain } from '../determinism.ts';
import { tuneEngine } from '../engine.ts';
import { execute, type Outcome, type Trial } from '../execute.ts';
import { fileTarget, type LocalTarget } from '../target.ts';
import { TripwireError } from '../tripwire.ts';
import { behindPort } from '../behind-port.ts';
import { BuiltIns } from './built-ins.ts';
import { divertConsole } from './console-log.ts';
import {
  packHistory,
  RECORDED,
  type Fault,
  type ForeignAnswer,
  type ForeignRequest,
  type PackedOutcome,
} from './messages.ts';

/** A sign of life at most so often, looked for after so many dispatches. */
const [SIGN_MS, SIGN_DISPATCHES] = [1000, 256];

const send = process.send?.bind(process) as (answer: ForeignAnswer) => boolean;
const leave = process.exit.bind(process);
const now = performance.now.bind(performance);
const builtIns = new BuiltIns();
/** Thrown where no guard is: in a timer of the module, behind an `await` of a gateway that does not say so. */
const strays: unknown[] = [];
/** What is going on when an execution is over. */
const AFTERWARDS: StatesAt = { at: () => 'idle' };
const KINDS: readonly (readonly [new (...args: never[]) => Error, Fault])[] = [
  [InputError, 'input'],
  [TargetError, 'dead'],
  [TripwireError, 'unrepeatable'],
];
let dispatches = 0;
let signAt = 0;

function sign(): void {
  if (++dispatches % SIGN_DISPATCHES !== 0 || now() - signAt < SIGN_MS) return;
  signAt = now();
  send({ type: 'alive' });
}

const output = divertConsole();
const path = process.argv[2] ?? '';
tuneEngine();
endWithParent();
for (const name of ['send', 'disconnect']) Reflect.deleteProperty(process, name);
process.on('disconnect', () => leave(0));
// Ctrl-C reaches the whole group, and whoever asked decides what becomes of it
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (thrown) => strays.push(thrown));
process.on('unhandledRejection', (thrown) => strays.push(thrown));

let target: LocalTarget;
try {
  send({ type: 'alive' });
  const loaded = await fileTarget({ type: 'file', path });
  target = {
    ...loaded,
    gateway: behindPort(loaded.gateway, { entered: sign, booted: (host) => (output.host = host) }),
  };
  let last: Promise<unknown> = Promise.resolve();
  process.on('message', (request: ForeignRequest) => {
    last = last.then(() => answer(request));
  });
  send({ type: 'loaded', name: target.name, dialect: target.dialect.name });
} catch (thrown) {
  fail(thrown);
}

async function answer(request: ForeignRequest): Promise<void> {
  const bench: Bench = { ...STANDARD_BENCH, execute: executeHere, profile: request.profile };
  try {
    send({ type: 'done', value: await valueOf(request, bench) });
  } catch (thrown) {
    fail(thrown);
  }
}

async function valueOf(request: ForeignRequest, bench: Bench): Promise<unknown> {
  if (request.type === 'chunk') {
    const { from, to } = request.request;
    for (let index = from; index <= to; index++) {
      const chunk = await runChunk(bench, target, { ...request.request, from: index, to: index });
      send({ type: 'part', value: chunk });
      if (chunk.broken !== null) break;
    }
    return undefined;
  }
  const { gateway, dialect } = target;
  const trial: Trial = { plan: request.plan, gateway, dialect, profile: request.profile };
  if (request.type === 'compare') return compareAgain(executeHere, trial, request.expected, request.name);
  const { keep, recordTo } = request;
  const onRecord = recordTo === null ? {} : { onRecord: recorderTo(recordTo) };
  return packed(await executeHere({ ...trial, keep, ...onRecord }));
}

/** Whatever went wrong: built-ins that were replaced come first. */
async function executeHere(trial: Trial): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await executeWhole(trial);
  } catch (thrown) {
    throw replacedBuiltIn() ?? thrown;
  }
  const replaced = replacedBuiltIn();
  if (replaced !== undefined) throw replaced;
  return outcome;
}

function replacedBuiltIn(): TripwireError | undefined {
  const name = builtIns.changed();
  return name === undefined
    ? undefined
    : new TripwireError(`it replaces ${name}, which the world it runs in uses as well`);
}

/** Executes, and waits for what the gateway left behind: a rejection is reported when the thread turns. */
async function executeWhole(trial: Trial): Promise<Outcome> {
  const outcome = await execute(trial);
  output.host = undefined;
  await nextTurn();
  if (strays.length === 0) return outcome;
  const crashes = new CrashWatch();
  for (const thrown of strays.splice(0)) {
    const { name, detail } = describeThrown(thrown);
    crashes.add(name, detail, outcome.records - 1);
  }
  return { ...outcome, verdicts: [...crashes.verdicts(AFTERWARDS), ...outcome.verdicts] };
}

/** Writes each record before the gateway goes on, so that the last one is known whatever it does then. */
function recorderTo(folder: string): (record: HistoryRecord) => void {
  const file = openSync(join(folder, RECORDED), 'w');
  writeSync(file, `${headerLine()}\n`);
  return (record) => {
    writeSync(file, `${recordLine(record, ({ name, text }) => writeFileSync(join(folder, name), text))}\n`);
    send({ type: 'alive' });
  };
}

function packed({ history, ...outcome }: Outcome): PackedOutcome {
  return { ...outcome, history: history === undefined ? null : packHistory(history) };
}

function fail(thrown: unknown): void {
  const { message, stack } = thrown instanceof Error ? thrown : new Error(describeThrown(thrown).detail);
  const kind = KINDS.find(([type]) => thrown instanceof type)?.[1] ?? 'bug';
  send({ type: 'failed', kind, message, stack });
}

/** In a thread of its own, which a loop without end does not stop. */
function endWithParent(): void {
  const code = `const parent = ${process.ppid};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(code, { eval: true, stdout: false, stderr: false }).unref();
}
