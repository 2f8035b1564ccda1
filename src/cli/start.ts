/** Runs the command line on this process: its arguments, its exit code. */
import { tuneEngine } from './engine.ts';
import { main } from './main.ts';
import { ignoreClosedPipes } from './terminal-io.ts';

tuneEngine();
ignoreClosedPipes();
process.exitCode = await main(process.argv.slice(2));
