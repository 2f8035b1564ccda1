/** Counts tokens, four characters each, in WebAssembly: (i32) → (i32 + 3) >> 2. */
import { parentPort } from 'node:worker_threads';

const CODE = Buffer.from(
  '0061736d0100000001060160017f017f030201000' + '70a0106746f6b656e7300000a0c010a00200041036a4102750b',
  'hex',
);
const { instance } = await WebAssembly.instantiate(CODE);
parentPort.on('message', (text) => parentPort.postMessage(instance.exports.tokens(text.length)));
