/**
 * What a hosted process loads first: replaces what is real in Node before anything of the gateway is loaded, and lets
 * the agenda run once it is born. The order matters: what is loaded later finds what was replaced earlier.
 */
import module from 'node:module';
import { VISIBLE_NODE } from '../messages.ts';
import { settleAhead } from './settle-ahead.ts';
import { installTime } from './time.ts';
import { installChance, seedChance } from './chance.ts';
import { installThreadWork } from './thread-work.ts';
import { installMachine } from './machine.ts';
import { installFiles } from './files.ts';
import { loadInodes } from './inodes.ts';
import { beBorn, birth, setting } from './life.ts';
import { installModules } from './modules.ts';
import { installDatabases } from './databases.ts';
import { installChildren } from './children.ts';
import { enterFirstFolder, lookedAtAhead } from './paths.ts';
import { installNetwork } from './network.ts';
import { installOwnProcess } from './own-process.ts';
import { importAhead, MODULE_HOOKS, type ModuleHooks } from './worker-modules.ts';
import { installWorkers } from './workers.ts';
import { startPump } from './pump.ts';

interface Loader {
  readonly registerHooks?: (hooks: ModuleHooks) => void;
  /** Of the script that the arguments name: as Node starts it. */
  runMain(): void;
}

installTime();
installChance();
installThreadWork();
installMachine();
installFiles();
installDatabases();
installNetwork();
installChildren();
installOwnProcess();
installModules();
installWorkers();
(module as unknown as Loader).registerHooks?.(MODULE_HOOKS);
module.syncBuiltinESMExports();
process.execPath = VISIBLE_NODE;
process.argv = [VISIBLE_NODE, setting.script, ...setting.args];
process.execArgv = [];

export async function load(modules: readonly string[]): Promise<void> {
  for (const one of modules) await importAhead(one);
}

/** Here a life begins; what was loaded until now, it may share with others. */
export function onFork(): void {
  const scratch = birth.root;
  beBorn();
  settleAhead(scratch, birth.root, lookedAtAhead);
  seedChance();
  loadInodes();
  enterFirstFolder();
  startPump();
  (module as unknown as Loader).runMain();
}
