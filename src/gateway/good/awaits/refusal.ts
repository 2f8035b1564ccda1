/** Refusals: thrown where a request turns out to be impossible, answered where it came in. */
import { ERROR, REASON } from '../../../protocol/error-codes.ts';
import type { ErrorShape } from '../../../protocol/frame.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly shape: ErrorShape;

  constructor(shape: ErrorShape) {
    super(shape.message);
    this.shape = shape;
  }
}

/** It would be refused again. */
export function impossible(message: string, reason?: string): Refusal {
  const details = reason === undefined ? {} : { details: { reason } };
  return new Refusal({ code: ERROR.invalidRequest, message, ...details });
}

/** It may succeed a little later. */
export function later(reason: string, retryAfterMs: number): Refusal {
  return new Refusal({
    code: ERROR.unavailable,
    message: `not now: ${reason}`,
    details: { reason },
    retryable: true,
    retryAfterMs,
  });
}

export function draining(): Refusal {
  return later(REASON.draining, 1_000);
}
