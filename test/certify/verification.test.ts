import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CERTIFICATE_FILE, historyPath, PROFILE_FILE } from '../../src/certify/bundle.ts';
import {
  certificateDigest,
  certificateFileSchema,
  type Certificate,
  type CertificateFile,
} from '../../src/certify/certificate.ts';
import { fileHash } from '../../src/certify/history-file.ts';
import { profileHash } from '../../src/certify/profile.ts';
import { verifyBundle, type Judging, type Verification } from '../../src/certify/verification.ts';
import { InputError } from '../../src/input/problem.ts';
import { certified } from './small-certificate.ts';
import { casesOf, SMALL_PROFILE } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

let bundle: string;
let certificate: Certificate;

beforeAll(async () => {
  ({ place: bundle, certificate } = await certified('writes-stale-lifecycle'));
});

const JUDGING: Judging = {
  profile: () => ({ profile: SMALL_PROFILE, cases: casesOf(SMALL_PROFILE) }),
  gauntlet: '0.1.0',
};

/** A copy of the bundle after somebody was at it. */
function tampered(change: (folder: string) => void, judging = JUDGING): Verification {
  const folder = join(temporaryFolder(), 'copy');
  cpSync(bundle, folder, { recursive: true });
  change(folder);
  return verifyBundle(folder, judging);
}

function sentences({ differences }: Verification): readonly string[] {
  return differences.map(({ file, sentence }) => `${file}: ${sentence}`);
}

function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** Changes the certificate; `honest` writes the digest that fits, as a careful forger would. */
function rewrite(folder: string, change: (file: CertificateFile) => void, honest = true): void {
  const path = join(folder, CERTIFICATE_FILE);
  const file = certificateFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  change(file);
  if (honest) file.digest = certificateDigest(file.certificate);
  writeFileSync(path, JSON.stringify(file));
}

/** The file of the history that convicts. */
function history(): string {
  return historyPath(certificate.cases[0]?.repetitions[0]?.history ?? '');
}

describe('verifying a bundle', () => {
  it('finds nothing in one that nobody touched', () => {
    const verification = tampered(() => undefined);
    expect(sentences(verification)).toEqual([]);
    expect(verification.recomputed?.verdict).toBe('violation');
    expect(verification.recomputed?.requirements).toEqual(certificate.requirements);
    expect(verification.recomputed?.cases).toEqual(certificate.cases);
  });

  it('finds a byte that was changed in a history, and the verdicts that no longer follow', () => {
    const found = sentences(tampered((folder) => edit(folder, history(), '"atMicros":', '"atMicros":1')));
    expect(found[0]).toMatch(/history-.*: its SHA-256 in the certificate is "[0-9a-f]{64}", recomputed "/);
    expect(found).toContainEqual(
      expect.stringMatching(/the digest of its records is "[0-9a-f]{16}", recomputed "[0-9a-f]{16}"$/),
    );
  });

  it('finds a line that cannot be read', () => {
    const found = sentences(tampered((folder) => appendFileSync(join(folder, history()), '{"kind":\n')));
    expect(found).toContainEqual(expect.stringMatching(/history-.*: line \d+ cannot be read: /));
  });

  it('finds a verdict that was changed, with the digest left as it was and with one that fits', () => {
    const change = ({ certificate: one }: CertificateFile): void => {
      one.verdict = 'pass';
      for (const each of one.requirements) each.verdict = 'pass';
    };
    const careless = sentences(tampered((folder) => rewrite(folder, change, false)));
    expect(careless).toContainEqual(
      expect.stringMatching(/^certificate\.json: digest is "[0-9a-f]{64}", recomputed "[0-9a-f]{64}"$/),
    );
    const careful = sentences(tampered((folder) => rewrite(folder, change)));
    expect(careful).toEqual([
      'certificate.json: certificate.verdict is "pass", recomputed "violation"',
      'certificate.json: certificate.requirements[small.row].verdict is "pass", recomputed "violation"',
    ]);
  });

  it('finds evidence, a tally and a case that are not as the histories say', () => {
    const found = sentences(
      tampered((folder) =>
        rewrite(folder, ({ certificate: one }) => {
          const [row] = one.requirements;
          if (row?.evidence[0] !== undefined) row.evidence[0].records = [1];
          const [late] = one.cases;
          if (late !== undefined) late.violated = [];
          one.requirements.pop();
        }),
      ),
    );
    expect(found).toEqual([
      expect.stringMatching(/: certificate\.requirements\[small\.row\]\.evidence\[0\]\.records\[0\] is 1, /),
      expect.stringMatching(
        /: certificate\.requirements\[small\.row\]\.evidence\[0\]\.records\[1\] is missing, /,
      ),
      expect.stringMatching(/: certificate\.requirements\[small\.audited\] is missing, recomputed \{/),
      expect.stringMatching(/: certificate\.cases\[88538-.*\]\.violated\[0\] is missing, recomputed "/),
      expect.stringMatching(/: certificate\.cases\[88538-.*\]\.violated\[1\] is missing, recomputed "/),
    ]);
  });

  it('finds a digest, and the hash of a file, that were changed', () => {
    const digest = sentences(
      tampered((folder) => rewrite(folder, (file) => (file.digest = 'f'.repeat(64)), false)),
    );
    expect(digest).toEqual([expect.stringContaining(`: digest is "${'f'.repeat(64)}", recomputed "`)]);
    const hash = sentences(
      tampered((folder) =>
        rewrite(folder, ({ certificate: { files } }) => {
          const [first] = files;
          if (first !== undefined) first.sha256 = '0'.repeat(64);
        }),
      ),
    );
    expect(hash).toEqual([
      expect.stringContaining(`: its SHA-256 in the certificate is "${'0'.repeat(64)}", `),
    ]);
  });

  it('finds a file that is missing, and what cannot be judged without it', () => {
    const found = sentences(tampered((folder) => rmSync(join(folder, history()))));
    expect(found.slice(0, 2)).toEqual([
      expect.stringMatching(/: its SHA-256 in the certificate is "[0-9a-f]{64}", recomputed missing$/),
      `${history()}: cannot be judged again: it cannot be read`,
    ]);
    expect(found).toContain(
      'certificate.json: certificate.verdict is "violation", recomputed "inconclusive"',
    );
  });

  it('finds a file that was added', () => {
    const found = sentences(tampered((folder) => writeFileSync(join(folder, 'plans/extra.json'), '{}')));
    expect(found).toEqual([
      expect.stringMatching(/^plans\/extra\.json: its SHA-256 in the certificate is missing, recomputed "/),
    ]);
  });

  it('finds a profile that asks for less, even when everything was made to fit it', () => {
    const found = sentences(
      tampered((folder) => {
        const path = join(folder, PROFILE_FILE);
        const weaker = { ...SMALL_PROFILE, requirements: SMALL_PROFILE.requirements.slice(1) };
        writeFileSync(path, JSON.stringify(weaker));
        rewrite(folder, ({ certificate: one }) => {
          one.profile.hash = profileHash(weaker);
          one.requirements.shift();
          one.verdict = 'pass';
          for (const file of one.files) if (file.path === PROFILE_FILE) file.sha256 = fileHash(path);
        });
      }),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/: certificate\.requirements\[small\.row\] is missing, recomputed \{/),
    );
    expect(found).toContainEqual(expect.stringContaining(': certificate.profile.hash is "'));
  });

  it('finds a profile that is not the one in the certificate, or is none', () => {
    const other = sentences(tampered((folder) => edit(folder, PROFILE_FILE, '"ack": 5000', '"ack": 9000')));
    expect(other).toEqual([expect.stringContaining('profile.json: its SHA-256 in the certificate is "')]);
    const unknown = { ...JUDGING, profile: () => undefined };
    const none = tampered((folder) => writeFileSync(join(folder, PROFILE_FILE), '{}'), unknown);
    expect(sentences(none)).toContain('profile.json: is no resolved profile');
  });

  it('calls what another version found no forgery, and everything else that differs still one', () => {
    const found = (change: (one: Certificate) => void): Verification['outcome'] =>
      tampered((folder) =>
        rewrite(folder, ({ certificate: one }) => {
          one.gauntlet = '0.0.9';
          change(one);
        }),
      ).outcome;
    expect(found(() => undefined)).toBe('verified');
    expect(found((one) => (one.verdict = 'inconclusive'))).toBe('another-judge');
    expect(found((one) => one.requirements[0]?.evidence.pop())).toBe('another-judge');
    expect(found((one) => (one.protocol = 9))).toBe('differs');
    expect(found((one) => one.cases.pop())).toBe('differs');
  });

  it('says when this version cannot judge it', () => {
    const strange = verifyBundle(bundle, { ...JUDGING, profile: () => undefined });
    expect(sentences(strange)).toEqual([
      "profile.json: this version has no profile 'small@1' to compare it with",
    ]);
    const dialect = tampered((folder) => rewrite(folder, ({ certificate: one }) => (one.dialect = 'x@7')));
    expect(sentences(dialect)).toContain("certificate.json: this version has no dialect 'x@7'");
    expect(dialect).toMatchObject({ recomputed: null, outcome: 'differs' });
    expect(strange.outcome).toBe('another-judge');
  });

  it.each<[string, (path: string) => void]>([
    ['a link to a file', (path) => symlinkSync('/etc/hostname', path)],
    ['a link to a folder', (path) => symlinkSync('/etc', path)],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ])('opens nothing where there is %s, in place of whatever it is', (_what, make) => {
    const paths = ['extra', PROFILE_FILE, history(), 'histories', 'histories/blobs'];
    for (const path of paths) {
      const verification = tampered((folder) => {
        rmSync(join(folder, path), { recursive: true, force: true });
        make(join(folder, path));
      });
      expect(sentences(verification)).toEqual([`${path}: is a link, a pipe or a device, not a file`]);
      expect(verification).toMatchObject({ recomputed: null, outcome: 'differs' });
    }
  });

  it('takes no folder for a file', () => {
    const found = sentences(
      tampered((folder) => {
        rmSync(join(folder, PROFILE_FILE));
        mkdirSync(join(folder, PROFILE_FILE));
      }),
    );
    expect(found).toEqual([expect.stringMatching(/^profile\.json: its SHA-256 .*, recomputed missing$/)]);
  });

  it('never looks outside of the bundle', () => {
    const found = sentences(
      tampered((folder) =>
        rewrite(folder, ({ certificate: { files } }) =>
          files.push({ path: '../secret', sha256: '0'.repeat(64) }),
        ),
      ),
    );
    expect(found[0]).toBe(
      `../secret: its SHA-256 in the certificate is "${'0'.repeat(64)}", recomputed missing`,
    );
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'no certificate',
      (folder) => rmSync(join(folder, CERTIFICATE_FILE)),
      /no bundle: it holds no certificate/,
    ],
    [
      'no JSON',
      (folder) => writeFileSync(join(folder, CERTIFICATE_FILE), '{'),
      /certificate\.json: not JSON/,
    ],
    ['something else', (folder) => writeFileSync(join(folder, CERTIFICATE_FILE), '{}'), /no certificate: /],
    [
      'another format',
      (folder) => writeFileSync(join(folder, CERTIFICATE_FILE), '{"certificate":{"formatVersion":9}}'),
      /certificate format 9; this version reads formats 1 and 2/,
    ],
    [
      'a certificate that is a link',
      (folder) => {
        renameSync(join(folder, CERTIFICATE_FILE), join(folder, 'other.json'));
        symlinkSync('other.json', join(folder, CERTIFICATE_FILE));
      },
      /certificate\.json: a symbolic link, not a certificate/,
    ],
    [
      'a certificate that is a pipe',
      (folder) => {
        rmSync(join(folder, CERTIFICATE_FILE));
        execFileSync('mkfifo', [join(folder, CERTIFICATE_FILE)]);
      },
      /certificate\.json: a pipe, not a certificate/,
    ],
  ])('is bad input with %s', (_name, change, message) => {
    expect(() => tampered(change)).toThrow(InputError);
    expect(() => tampered(change)).toThrow(message);
  });
});
