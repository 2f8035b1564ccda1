/** Runs the command line on this process: its arguments, its exit code. */
import { keepHeapFlat } from './heap.ts';
import { main } from './main.ts';
import { ignoreClosedPipes } from './terminal-io.ts';

keepHeapFlat();
ignoreClosedPipes();
process.exitCode = await main(process.argv.slice(2));
