/**
 * One execution's hosted gateway: a fresh folder, named pipes, and behind the port a gateway whose every boot is a
 * process on that folder. The one before is killed first, which loses it at the operation at which the world stopped it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway, Host } from '../gateway/port.ts';
import { TargetError } from '../input/problem.ts';
import { GivenUp, HostedLife } from './hosted-life.ts';
import { layOut, type HostedProgram } from './hosted-program.ts';
import { Incarnation, type Beginning } from './incarnation.ts';
import { Keeper } from './keeper.ts';
import { VISIBLE_ROOT } from './messages.ts';

/** How much processor time a process may take for what it does at one virtual moment, its start included. */
const LIMIT_MS = 120_000;
const FIRST_PID = 1_000;
/** So often in a row, without having been ready: then it will not come up. */
const MOST_DEATHS = 5;

export interface DeploymentPorts {
  readonly beginning: Beginning;
  /** Told of every file operation and draw of the process; undefined: nobody asks. */
  readonly onTrace: ((text: string) => void) | undefined;
}

export class HostedDeployment {
  readonly gateway: Gateway;
  /** Why the execution counts for nothing. */
  unhostable: string | undefined;
  /** It died again and again before it was ready: how. */
  dead: string | undefined;
  readonly #program: HostedProgram;
  readonly #ports: DeploymentPorts;
  readonly #folder = mkdtempSync(join(tmpdir(), `gauntlet-hosted-${process.pid}-`));
  readonly #keeper = Keeper.get();
  #current: Incarnation | undefined;
  #life: HostedLife | undefined;
  #lives = 0;
  #deaths = 0;
  #completions = 0;

  constructor(program: HostedProgram, ports: DeploymentPorts) {
    this.#program = program;
    this.#ports = ports;
    layOut(program, this.#in('root'));
    execFileSync('mkfifo', [this.#in('to-process'), this.#in('from-process')]);
    this.gateway = {
      name: program.name,
      neverMutates: true,
      completions: true,
      boot: (host) => this.#boot(host),
    };
  }

  /** What the life that is there has compiled is kept. */
  keepCompiled(): void {
    this.#life?.keepCompiled();
  }

  /** Nothing of it is left. */
  end(): void {
    try {
      this.#current?.kill();
    } finally {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  #boot(host: Host): void {
    const incarnation = this.#born(host);
    this.#current = incarnation;
    this.#life = new HostedLife(host, incarnation, {
      onTrace: (text) => this.#ports.onTrace?.(text),
      onUnhostable: (text) => (this.unhostable ??= text),
      onReady: () => (this.#deaths = 0),
      onDeath: (how) => this.#died(how),
      nextCompletion: () => ++this.#completions,
      stopSignal: this.#program.stopSignal,
      masked: (text) => this.#masked(text),
    });
    this.#life.begin();
  }

  /** Where what lives begin with is gone, there will be no other: nothing is judged. */
  #born(host: Host): Incarnation {
    try {
      this.#current?.kill();
      return this.#incarnation(host);
    } catch (thrown) {
      if (!(thrown instanceof TargetError)) throw thrown;
      this.dead = thrown.message;
      throw new GivenUp(thrown.message);
    }
  }

  #incarnation({ clock, random }: Host): Incarnation {
    const word = (): number => Math.floor(random.next() * 4_294_967_296);
    return new Incarnation(
      this.#keeper,
      {
        toProcess: this.#in('to-process'),
        fromProcess: this.#in('from-process'),
        output: this.#in('output.txt'),
      },
      this.#ports.beginning,
      {
        cwd: this.#real(this.#program.cwd.slice(VISIBLE_ROOT.length)),
        seed: [word(), word(), word(), word()],
        pid: FIRST_PID + ++this.#lives,
        nowMicros: clock.monotonicMicros(),
        wallMillis: clock.wallMillis(),
        root: this.#in('root'),
        inodes: this.#in('inodes.txt'),
        traces: this.#ports.onTrace !== undefined,
        mostMicrosPerEvent: 0,
      },
      LIMIT_MS,
    );
  }

  #died(how: string): void {
    if (++this.#deaths < MOST_DEATHS) return;
    this.dead = how;
    throw new GivenUp(how);
  }

  #masked(text: string): string {
    let masked = text.replaceAll(this.#in('root'), VISIBLE_ROOT);
    for (const place of this.#program.places) masked = masked.replaceAll(place, '…');
    return masked;
  }

  #in(name: string): string {
    return join(this.#folder, name);
  }

  /** Where a path below `VISIBLE_ROOT`, without it, really lies. */
  #real(path: string): string {
    return join(this.#folder, 'root', path);
  }
}
