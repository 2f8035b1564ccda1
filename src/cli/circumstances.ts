/** When, where and how long a certification went on: the part of a certificate that its digest does not cover. */
import { availableParallelism } from 'node:os';
import { crowding } from '../campaign/foreign/patience.ts';
import type { Circumstances } from '../certify/certificate.ts';
import type { Certification } from '../certify/certify.ts';
import type { WaiverOutcome } from '../certify/waivers.ts';
import type { ConfirmationReport } from '../report/certificate-report.ts';

/** `confirmations` undefined: none were asked for. */
export function circumstances(
  startedAt: Date,
  { interrupted }: Certification,
  { waived }: Pick<WaiverOutcome, 'waived'>,
  confirmations: readonly ConfirmationReport[] | undefined,
): Circumstances {
  const crowded = Math.round(10 * crowding()) / 10;
  return {
    startedAt: startedAt.toISOString(),
    wallMillis: Date.now() - startedAt.getTime(),
    machine: {
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
      node: process.version,
      ...(crowded === 1 ? {} : { crowding: crowded }),
      npm: /^npm\/(\S+)/.exec(process.env['npm_config_user_agent'] ?? '')?.[1] ?? null,
    },
    interrupted,
    waived: [...waived],
    ...(confirmations === undefined ? {} : { confirmations: [...confirmations] }),
  };
}
