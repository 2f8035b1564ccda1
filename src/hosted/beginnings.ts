/**
 * How the lives of a hosted program begin: in a process of its own each, or as a fork of a zygote that has loaded the
 * program's modules. Either way the same modules are loaded ahead, in the same order, and with the same chance: nothing
 * that a program does tells the two apart. Owns the zygote. Must not know what is hosted.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { layOut, type HostedProgram } from './hosted-program.ts';
import type { Beginning, BegunProcess, ChannelEnds, ChannelFiles } from './incarnation.ts';
import type { Keeper } from './keeper.ts';
import { SETTING, type Setting } from './messages.ts';
import type { ForkAddon } from './zygote/build-addon.ts';
import type { AheadList } from './zygote/load-ahead.ts';
import { FLAGS, LOAD_AHEAD, startZygote, Zygote } from './zygote/zygote.ts';

/** How long the modules of a program may take. */
const LOAD_MS = 600_000;
/** No life is as long, whatever happens to the thread that waits for it. */
const LONGEST_LIFE_MS = 3_600_000;
/** Until a life begins, its process is nowhere. */
const NOWHERE = '/';
/** What every hosted process finds in its environment, whatever that of this machine is. */
const STEADY = { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC', LANG: 'C.UTF-8' };

export interface BeginningsOptions {
  readonly program: HostedProgram;
  /** The bundle that is loaded first. */
  readonly entry: string;
  /** Loaded ahead: files. */
  readonly modules: readonly string[];
  readonly compileCache: string | null;
  /** Without one each life is a process of its own. */
  readonly addon: ForkAddon;
}

export class Beginnings implements Beginning {
  /** Why lives are not forked. */
  readonly because: string | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'gauntlet-beginnings-'));
  readonly #list = join(this.#folder, 'list.json');
  readonly #scratch = join(this.#folder, 'scratch');
  readonly #program: HostedProgram;
  readonly #node: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #zygote: Zygote | undefined;

  constructor({ program, entry, modules, compileCache, addon }: BeginningsOptions) {
    const scratch = this.#scratch;
    const { script, args, cwd, narrowed = {} } = program;
    const installed = [...program.places, dirname(program.node)];
    const setting: Setting = { script, args, cwd, installed, narrowed, compileCache, scratch };
    this.#program = program;
    layOut(program, scratch);
    this.#node = program.node;
    this.#env = { ...STEADY, ...program.env, [SETTING]: JSON.stringify(setting) };
    writeFileSync(this.#list, JSON.stringify({ entry, modules } satisfies AheadList));
    const [node, env] = [this.#node, this.#env];
    const begun =
      'because' in addon
        ? addon
        : startZygote({ node, env, cwd: NOWHERE, addon: addon.path, entry, modules, loadMs: LOAD_MS });
    if (begun instanceof Zygote) this.#zygote = begun;
    else this.because = begun.because;
  }

  begin(keeper: Keeper, files: ChannelFiles, ends: ChannelEnds): BegunProcess {
    return this.#zygote === undefined ? this.#startAnew(keeper, ends) : fork(this.#zygote, files);
  }

  close(): void {
    this.#zygote?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #startAnew(keeper: Keeper, { reads, writes, output }: ChannelEnds): BegunProcess {
    rmSync(this.#scratch, { recursive: true });
    layOut(this.#program, this.#scratch);
    const pid = keeper.start({
      command: this.#node,
      args: [...FLAGS, LOAD_AHEAD, this.#list],
      env: this.#env,
      cwd: NOWHERE,
      stdio: ['ignore', output, output, reads, writes],
    });
    return { pid, end: () => keeper.end(pid) };
  }
}

function fork(zygote: Zygote, { toProcess, fromProcess, output }: ChannelFiles): BegunProcess {
  const paths = { reads: toProcess, writes: fromProcess, output, errors: output };
  const { pid, kill, departure } = zygote.fork({ ...paths, deadlineMs: LONGEST_LIFE_MS });
  return {
    pid,
    end: () => {
      kill();
      departure();
    },
  };
}
