/** What was found in virtual time, tried over real sockets; a certificate of those cases lies in a folder of its own. */
import { join } from 'node:path';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { BundleWriter } from '../certify/bundle-writer.ts';
import { certify, type Certification, type CertifyOptions } from '../certify/certify.ts';
import { confirmationsOf, toConfirm } from '../certify/confirmation.ts';
import type { ConfirmationReport } from '../report/certificate-report.ts';
import { circumstances } from './circumstances.ts';
import { openedLive } from './opened-target.ts';

export interface ConfirmOptions extends Pick<CertifyOptions, 'profile' | 'cases' | 'dialect'> {
  /** As it was named. */
  readonly target: string;
  /** How often each case is executed. */
  readonly tries: number;
  readonly parallel: number;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** In the folder of the others. */
const FOLDER = 'confirmations';

/** Throws as `certify` does. */
export async function confirmLive(
  { certificate, interrupted }: Certification,
  { target: text, tries, parallel, out, tell, ...options }: ConfirmOptions,
): Promise<readonly ConfirmationReport[]> {
  const wanted = toConfirm(certificate);
  if (wanted.length === 0 || interrupted) return [];
  tell(
    `gauntlet: ${wanted.join(', ')}: tried over real sockets, ${tries} ${tries === 1 ? 'time' : 'times'} each`,
  );
  const startedAt = new Date();
  const { dialect, signal } = options;
  const target = await openedLive(text, { token: undefined, dialect }, signal, tell);
  const bundle = new BundleWriter(join(out, FOLDER), target.name, []);
  try {
    const live = await certify({
      ...options,
      target: target.name,
      world: target.world,
      dialect: dialect ?? target.dialect,
      cases: options.cases.filter((one) => wanted.includes(one.case.name)),
      repeat: tries,
      parallel: Math.min(target.parallel, parallel),
      run: target.run,
      bundle,
      gauntlet: GAUNTLET_VERSION,
    });
    bundle.finish(live.certificate, circumstances(startedAt, live, { waived: [] }, undefined));
    return confirmationsOf(certificate, live.certificate);
  } finally {
    bundle.abandon();
    await target.end();
  }
}
