/** Ends an execution whose gateway says more than can be kept in memory, before that ends this process. */
import { TargetError } from '../input/problem.ts';

/** What a gateway may say in one execution, in bytes. */
const LARGEST_HISTORY = 768 * 1024 * 1024;
/** What keeping a message costs beside its text, about. */
const BYTES_BESIDE_TEXT = 1_024;

/** The answer is to be told of the bytes of each message that the gateway said. */
export function floodGuard(target: string, fail: (reason: TargetError) => void): (bytes: number) => void {
  let kept = 0;
  let messages = 0;
  return (bytes) => {
    messages++;
    kept += bytes + BYTES_BESIDE_TEXT;
    if (kept <= LARGEST_HISTORY) return;
    fail(new TargetError(`${target}: floods its clients (more than can be kept, in ${messages} messages)`));
  };
}
