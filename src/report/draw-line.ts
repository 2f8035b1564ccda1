/** Where the draws of two executions first differ, as one line. */
import type { Draw, DrawDifference } from '../campaign/draws.ts';

export function drawLine({ first, second }: DrawDifference): string {
  return `first differing draw: ${drawn(first)} in the first, ${drawn(second)} in the second`;
}

function drawn(draw: Draw | null): string {
  return draw === null ? 'no more' : `draw ${draw.ordinal} of ${draw.stream} (${draw.value})`;
}
