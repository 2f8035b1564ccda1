/** Asks for a fork that loops, says which processes there are now, and waits to be killed. */
import { begin, identity, toyZygote } from './launching.ts';

const { pid, ppid } = identity(begin(await toyZygote(), { seed: 1, end: 'loops', tells: 'itself' }));
process.stdout.write(JSON.stringify([pid, ppid]));
setInterval(() => undefined, 60_000);
