/** Speaks to a child process while that runs: what such a child does, no clock of ours decides. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

fork(fileURLToPath(new URL('token-worker.mjs', import.meta.url)));
