import os from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { claimsOf } from '../../src/certify/claims.ts';
import { certificateFileSchema, type CertificateFile } from '../../src/certify/certificate.ts';
import { latenessWarning } from '../../src/cli/certify.ts';
import { circumstances } from '../../src/cli/circumstances.ts';

afterEach(() => void vi.restoreAllMocks());

function machineAt(load: number): CertificateFile['circumstances'] {
  vi.spyOn(os, 'loadavg').mockReturnValue([load, load, load]);
  return circumstances(new Date(0), { interrupted: false } as never, { waived: [] }, undefined);
}

function claimOf(about: CertificateFile['circumstances']): string | undefined {
  const file = { certificate: { cases: [], files: [] }, circumstances: about } as unknown as CertificateFile;
  return claimsOf(file).find(({ member }) => member === 'circumstances.machine')?.says;
}

describe('a certificate of a crowded machine', () => {
  it('says how crowded it was, and one of a machine with room does not', () => {
    const crowded = machineAt(3 * os.availableParallelism());
    expect(certificateFileSchema.shape.circumstances.parse(crowded)).toEqual(crowded);
    expect(crowded.machine.crowding).toBe(3);
    expect(claimOf(crowded)).toMatch(/, with 3 times as much to do as it has processors$/);
    const roomy = machineAt(0);
    expect(roomy.machine).not.toHaveProperty('crowding');
    expect(claimOf(roomy)).toMatch(/npm \S+$/);
  });

  it('comes with a warning where something was violated in real time', () => {
    expect(latenessWarning({ world: 'live', verdict: 'violation' }, 9)).toMatch(
      /^this machine has 9\.0 times/,
    );
    expect(latenessWarning({ world: 'live', verdict: 'violation' }, 1.9)).toBeUndefined();
    expect(latenessWarning({ world: 'live', verdict: 'pass' }, 9)).toBeUndefined();
    expect(latenessWarning({ world: 'hosted', verdict: 'violation' }, 9)).toBeUndefined();
  });
});
