import { describe, expect, it } from 'vitest';
import { unimpliedWords } from '../../src/certify/case-run.ts';
import { readCertificate } from '../../src/certify/bundle.ts';
import { claimsOf } from '../../src/certify/claims.ts';
import { certified } from './small-certificate.ts';

const STRANGE = { version: 'mine-1', protocol: 4 };
const WORDS =
  'read as protocol@4, for which the protocol alone speaks: its hello says version mine-1, protocol 4, which is no release that is known';

describe('a dialect that no hello implies', () => {
  it('is said to be taken by the protocol alone, and no other one is', () => {
    expect(unimpliedWords('protocol@4', STRANGE)).toBe(WORDS);
    expect(unimpliedWords('reference@1', STRANGE)).toBeNull();
    expect(unimpliedWords('reference@1', { version: 'reference-1', protocol: 4 })).toBeNull();
    expect(unimpliedWords('openclaw@2026.5.28', { version: '2026.5.28', protocol: 4 })).toBeNull();
  });

  it('is a claim of its certificate', async () => {
    const file = readCertificate((await certified('reference')).place);
    const dialectClaim = (changes: object): string | undefined =>
      claimsOf({ ...file, certificate: { ...file.certificate, ...changes } }).find(
        ({ member }) => member === 'certificate.dialect',
      )?.says;
    expect(dialectClaim({})).toBeUndefined();
    expect(dialectClaim({ dialect: 'protocol@4', ...STRANGE })).toBe(WORDS);
    expect(dialectClaim({ dialect: 'protocol@4' })).toBe(
      'read as protocol@4, as somebody declared it (a description or --dialect); the hello alone implies reference@1',
    );
  });
});
