/** Two executions of one plan that differed, for people: what is said of them wherever it is shown. */
import type { Mismatch } from './published.ts';

export function mismatchTitle({ plan, gateway, at, digests }: Mismatch): string {
  const where = at === null ? '' : ` from record ${at} on`;
  return `two executions of ${plan} on gateway ${gateway} differ${where} (digests ${digests.first} and ${digests.second})`;
}

/** What the first execution alone shows, and where the draws first differ; a line each. */
export function mismatchDetails({ draw, lost }: Mismatch): readonly string[] {
  return [
    ...lost.map(
      (one) => `only the first shows a violation of ${one.property} (while ${one.state}): ${one.sentence}`,
    ),
    ...(draw === null
      ? []
      : [`first differing draw: ${drawn(draw.first)} in the first, ${drawn(draw.second)} in the second`]),
  ];
}

function drawn(draw: NonNullable<Mismatch['draw']>['first']): string {
  return draw === null ? 'no more' : `draw ${draw.ordinal} of ${draw.stream} (${draw.value})`;
}
