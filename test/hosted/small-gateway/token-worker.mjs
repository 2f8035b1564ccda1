/** Counts tokens of each text that it is sent. */
import { parentPort } from 'node:worker_threads';
import { CODE, counts } from './token-code.mjs';

if (!counts) throw new Error('tokens are counted in a worker');
const { instance } = await WebAssembly.instantiate(CODE);
parentPort.on('message', (text) => parentPort.postMessage(instance.exports.tokens(text.length)));
