/** What counts tokens, four characters each, in WebAssembly: (i32) → (i32 + 3) >> 2; and where it may. */
import { isMainThread } from 'node:worker_threads';

export const CODE = Buffer.from(
  '0061736d0100000001060160017f017f030201000' + '70a0106746f6b656e7300000a0c010a00200041036a4102750b',
  'hex',
);

export const counts = !isMainThread;
