/** Runs the command line on this process: its arguments, its exit code. */
import { tuneEngine } from '../campaign/engine.ts';
import { main } from './main.ts';
import { endOutput, watchOutput } from './standard-streams.ts';

tuneEngine();
watchOutput();
process.exitCode = await endOutput(await main(process.argv.slice(2)));
