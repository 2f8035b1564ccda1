/**
 * `gauntlet serve`: a gateway of the catalogue, or one of your own, on a real socket with real files, until it is
 * told to stop. For authors of clients, and how the live world starts what lies behind the in-process port.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTarget, parseTarget } from '../campaign/target.ts';
import { printable } from '../input/printable.ts';
import { InputError, messageOf } from '../input/problem.ts';
import { builtInRuntime, type BuiltInRuntime } from '../serve/built-in-runtime.ts';
import { DEFAULT_EVERY_MS, faultSequence, SERVED_FAULTS, type ServedFault } from '../serve/fault-sequence.ts';
import { ServedRecording } from '../serve/recording.ts';
import { remoteRuntime } from '../serve/remote-runtime.ts';
import { Served, type ServedEnd } from '../serve/served.ts';
import { bringIn, readContent } from '../serve/served-content.ts';
import { startFaults, type FaultTargets } from '../serve/served-faults.ts';
import { readServedPlan } from '../serve/served-plan.ts';
import { DEFAULT_SETTINGS, readSettings } from '../serve/settings.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { tokenIn, type TokenOptions } from './option-values.ts';
import { UsageError } from './problem.ts';

export interface ServeOptions extends TokenOptions {
  readonly gateway: string;
  readonly port: number;
  readonly state?: string;
  /** Where the agent runtime is; the built-in one without. */
  readonly provider?: string;
  readonly settings?: string;
  /** Milliseconds. */
  readonly wallOffset: number;
  readonly seed: string;
  readonly faults: boolean;
  /** What the built-in runtime says, and what fails when. */
  readonly plan?: string;
  /** Sessions to begin with. */
  readonly content?: string;
  /** Where the session is written as a history. */
  readonly record?: string;
  /** Milliseconds between two faults, on average. */
  readonly every?: number;
  /** Show where the exception came from that the gateway died of. */
  readonly debug?: boolean;
}

/** The gateway died of an exception, or had to be ended (EX_SOFTWARE of sysexits.h). */
const DIED = 70;
/** What a session that nobody planned can be judged by. */
const RECORDED_PROFILE = 'ordered';
/** A shorter one stands in what everybody says, and would be starred there. */
const SHORTEST_SECRET = 8;
/** What a gateway left running does not keep the process. */
const LEFTOVERS_MS = 500;

export async function serveVerb(options: ServeOptions): Promise<ExitCode> {
  process.on('exit', endedItself);
  let end: ServedEnd;
  try {
    end = await serve(options);
  } finally {
    process.off('exit', endedItself);
  }
  return exitOf(end, options.debug === true);
}

/** The gateway's code ends the process it is served from: whatever it says, nobody told it to stop. */
function endedItself(code: number): void {
  writeSync(process.stderr.fd, `gauntlet: the gateway ended its own process with exit code ${code}\n`);
  process.exitCode = DIED;
}

async function serve(options: ServeOptions): Promise<ServedEnd> {
  refuseContradictions(options);
  const plan = options.plan === undefined ? undefined : readServedPlan(options.plan);
  const content = options.content === undefined ? undefined : readContent(options.content);
  const { gateway, dialect } = await loadTarget(parseTarget(options.gateway));
  const settings = options.settings === undefined ? DEFAULT_SETTINGS : readSettings(options.settings);
  if (options.token === '') throw new UsageError('--token needs a text');
  const given = tokenIn(options);
  const token = given ?? randomBytes(12).toString('hex');
  if (options.record !== undefined && token.length < SHORTEST_SECRET)
    throw new UsageError(
      `--record stars the token, which takes one of ${SHORTEST_SECRET} characters or more`,
    );
  const builtIn = options.provider === undefined ? builtInRuntime(options.seed) : undefined;
  const runtime = builtIn ?? remoteRuntime(options.provider ?? '');
  const recording =
    options.record === undefined
      ? undefined
      : new ServedRecording(
          options.record,
          { target: gateway.name, dialect: dialect.name, profile: RECORDED_PROFILE },
          settings,
          token,
        );
  const made = options.state === undefined ? mkdtempSync(join(tmpdir(), 'gauntlet-serve-')) : undefined;
  const removeMade = (): void => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  };
  process.on('exit', removeMade);
  const interrupt = onInterrupt();
  let endFaults: (() => void) | undefined;
  let uncaught: ((thrown: unknown) => void) | undefined;
  let hasListened = false;
  try {
    const served = new Served({
      gateway: recording?.around(gateway) ?? gateway,
      settings,
      token,
      port: options.port,
      folder: options.state ?? made ?? '',
      runtime,
      wallOffsetMs: options.wallOffset,
      onLog: (level, text) => process.stderr.write(`${level} ${printable(text)}\n`),
      onListening: (url) => {
        if (hasListened) return;
        hasListened = true;
        const ready = (): void => {
          for (const turn of plan?.turns ?? []) builtIn?.answerNext(turn);
          say(`listening on ${url}`);
          if (given === undefined) say(`token ${token}`);
          const faults = plan?.faults.values() ?? (options.faults ? drawn(options, builtIn) : undefined);
          if (faults !== undefined) endFaults = startFaults(faults, targets());
        };
        if (content === undefined || builtIn === undefined) return ready();
        void bringIn(content, served, builtIn).then(ready, (thrown: unknown) => served.uncaught(thrown));
      },
    });
    const targets = (): FaultTargets => ({
      served,
      mainSession: settings.mainSession,
      maxPayloadBytes: settings.limits.maxPayloadBytes,
      say,
      ...(builtIn === undefined ? {} : { runtime: builtIn }),
    });
    uncaught = (thrown) => served.uncaught(thrown);
    for (const event of UNCAUGHT) process.on(event, uncaught);
    interrupt.signal.addEventListener('abort', () => {
      process.off('exit', endedItself);
      endFaults?.();
      served.stop();
    });
    served.start();
    return await served.ended;
  } finally {
    endFaults?.();
    if (uncaught !== undefined) for (const event of UNCAUGHT) process.off(event, uncaught);
    interrupt.release();
    process.off('exit', removeMade);
    removeMade();
    recording?.end();
  }
}

function drawn({ seed, every }: ServeOptions, runtime: BuiltInRuntime | undefined): Iterator<ServedFault> {
  // a runtime of somebody else says what it likes
  const types = SERVED_FAULTS.filter((type) => type !== 'large-result' || runtime !== undefined);
  return faultSequence(seed, every ?? DEFAULT_EVERY_MS, types);
}

function refuseContradictions({ every, faults, plan, content, provider, state }: ServeOptions): void {
  if (every !== undefined && !faults) throw new UsageError('--every needs --faults');
  if (plan !== undefined && faults)
    throw new UsageError('--plan says what fails, so there is nothing for --faults to draw');
  for (const [option, file] of Object.entries({ plan, content }))
    if (file !== undefined && provider !== undefined)
      throw new UsageError(
        `--${option} says what the built-in runtime answers, so there is no use for --provider`,
      );
  if (content !== undefined && state !== undefined && existsSync(state) && readdirSync(state).length > 0)
    throw new UsageError(`--content is what a new gateway begins with, and ${state} is not empty`);
}

const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A death of the gateway is no verdict, so it has a code of its own, and no way past it. */
function exitOf(end: ServedEnd, debug: boolean): ExitCode {
  if (end.type === 'exited') {
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
    return EXIT.clean;
  }
  if (end.type === 'failed' && end.thrown instanceof InputError) throw end.thrown;
  const why = end.type === 'late' ? 'did not exit in time' : `died of ${described(end.thrown)}`;
  const stack = debug && end.type === 'failed' && end.thrown instanceof Error ? end.thrown.stack : undefined;
  writeSync(
    process.stderr.fd,
    `gauntlet: the gateway ${printable(why)}\n${stack === undefined ? '' : `${stack}\n`}`,
  );
  process.exit(DIED);
}

function described(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return `an uncaught ${name}: ${messageOf(thrown).split('\n', 1)[0] ?? ''}`;
}
