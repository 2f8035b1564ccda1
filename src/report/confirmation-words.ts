/** What came of trying over real sockets what was found in virtual time, in words. Free of Node. */
import type { ConfirmationReport } from './certificate-report.ts';

/** `ack/durable in a-conversation: confirmed live` */
export function confirmationWords(one: ConfirmationReport): string {
  return `${one.property} in ${one.case}: ${outcomeWords(one)}`;
}

function outcomeWords({ outcome, tries, reason }: ConfirmationReport): string {
  switch (outcome) {
    case 'confirmed':
      return 'confirmed live';
    case 'not-confirmed':
      return `not confirmed in ${tries} ${tries === 1 ? 'try' : 'tries'}`;
    case 'not-expressible':
      return `not expressible live (${reason ?? 'no reason given'})`;
  }
}
