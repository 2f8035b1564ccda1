/**
 * The preload of a hosted process: replaces what is real in Node before anything of the gateway is loaded, then lets
 * the agenda run. The order matters: what is loaded later finds what was replaced earlier.
 */
import module from 'node:module';
import { installTime } from './time.ts';
import { installChance } from './chance.ts';
import { installThreadWork } from './thread-work.ts';
import { installMachine } from './machine.ts';
import { installFiles } from './files.ts';
import { installModules } from './modules.ts';
import { installDatabases } from './databases.ts';
import { installChildren } from './children.ts';
import { installNetwork } from './network.ts';
import { installOwnProcess } from './own-process.ts';
import { installWorkers, MODULE_HOOKS, type ModuleHooks } from './workers.ts';
import { startPump } from './pump.ts';

interface Hooks {
  readonly registerHooks?: (hooks: ModuleHooks) => void;
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
(module as Hooks).registerHooks?.(MODULE_HOOKS);
module.syncBuiltinESMExports();
startPump();
