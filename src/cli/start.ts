/** Runs the command line on this process: its arguments, its exit code. */
import { main } from './main.ts';
import { endOutput, watchOutput } from './standard-streams.ts';

watchOutput();
process.exitCode = await endOutput(await main(process.argv.slice(2)));
