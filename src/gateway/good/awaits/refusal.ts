/** Refusals: thrown where a request turns out to be impossible, answered where it came in. */
import { ERROR, REASON } from '../../../protocol/error-codes.ts';
import type { ErrorShape } from '../../../protocol/frame.ts';

export class RefusalError extends Error {
  override readonly name = 'Refusal';
  readonly shape: ErrorShape;

  constructor(shape: ErrorShape) {
    super(shape.message);
    this.shape = shape;
  }
}

/** It would be refused again. */
export function impossible(message: string, reason?: string): RefusalError {
  const details = reason === undefined ? {} : { details: { reason } };
  return new RefusalError({ code: ERROR.invalidRequest, message, ...details });
}

/** It may succeed a little later. */
export function later(reason: string, retryAfterMs: number): RefusalError {
  return new RefusalError({
    code: ERROR.unavailable,
    message: `not now: ${reason}`,
    details: { reason },
    retryable: true,
    retryAfterMs,
  });
}

export function draining(): RefusalError {
  return later(REASON.draining, 1_000);
}
