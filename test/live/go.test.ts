import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { start } from '../cli/spawned.ts';
import { sampled } from '../long/sampled.ts';
import { ownFolder } from './temporary-folder.ts';

const FOLDER = fileURLToPath(new URL('go-gateway', import.meta.url));
const LONGEST_MS = 600_000;

/** Cases whose requirements must all pass: one each of what a gateway does. All of *durable*: `npm run long`. */
const CASES = ['several-sessions', 'reset-and-delete', 'strangers', 'stop-behind-a-queue', 'kill-mid-run'];

/** One line of the gateway, as somebody might have written it. */
interface Mistake {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** The case that must show it, and how it is then told. */
  readonly shownBy: string;
  readonly violates: string;
  readonly said: RegExp;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a token is right that only begins so',
    file: 'gateway/handshake.go',
    right: 'subtle.ConstantTimeCompare([]byte(params.Auth.Token), []byte(g.token)) != 1',
    wrong:
      'subtle.ConstantTimeCompare([]byte((params.Auth.Token + g.token)[:len(g.token)]), []byte(g.token)) != 1',
    shownBy: 'strangers',
    violates: 'speaks.handshake-strict',
    said: /token/,
  },
  {
    name: 'a client that speaks only older protocols is let in',
    file: 'gateway/handshake.go',
    right: 'params.MinProtocol > protocolVersion || params.MaxProtocol < protocolVersion',
    wrong: 'params.MinProtocol > protocolVersion',
    shownBy: 'strangers',
    violates: 'speaks.handshake-strict',
    said: /protocol/,
  },
  {
    name: 'a reader may reset',
    file: 'gateway/methods.go',
    right: '{scopeAdmin, (*Gateway).sessionsReset}',
    wrong: '{scopeRead, (*Gateway).sessionsReset}',
    shownBy: 'who-may-do-what',
    violates: 'speaks.scope-isolated',
    said: /sessions\.reset/,
  },
  {
    name: 'a retry beside its run is told that the run is over',
    file: 'gateway/send.go',
    right: '"status": "in_flight"',
    wrong: '"status": "ok"',
    shownBy: 'retry-while-it-runs',
    violates: 'durable.retry-truthful',
    said: /ok/,
  },
  {
    name: 'a reset forgets the idempotency keys of what it ends',
    file: 'state/record.go',
    right: '\tdelete(s.current, g.Key)\n',
    wrong:
      '\tdelete(s.current, g.Key)\n\tfor id, k := range s.keys {\n\t\tif k.SessionID == g.ID {\n\t\t\tdelete(s.keys, id)\n\t\t}\n\t}\n',
    shownBy: 'old-key-after-reset',
    violates: 'ordered.send-exactly-once',
    said: /twice|again|second/,
  },
];

interface Requirement {
  readonly id: string;
  readonly verdict: string;
}

interface Report {
  readonly requirements: readonly Requirement[];
}

/** Where the compiler keeps what it has compiled: the standard library is the same for all. */
let cache = '';
beforeAll(() => {
  cache = ownFolder();
});

/** A copy of the gateway, with a mistake or without, built. */
function built(mistake?: Mistake): string {
  const folder = join(ownFolder(), 'go-gateway');
  cpSync(FOLDER, folder, { recursive: true });
  if (mistake !== undefined) {
    const file = join(folder, mistake.file);
    const source = readFileSync(file, 'utf8');
    expect(source.split(mistake.right)).toHaveLength(2);
    writeFileSync(
      file,
      source.replace(mistake.right, () => mistake.wrong),
    );
  }
  const env = { ...process.env, GOCACHE: cache, GOPROXY: 'off', GOFLAGS: '-mod=readonly' };
  execFileSync('go', ['build', '-o', 'agentgate', '.'], { cwd: folder, env, stdio: 'pipe' });
  return join(folder, 'go.yaml');
}

async function certified(description: string, options: readonly string[]): Promise<[Report, string]> {
  const out = join(ownFolder(), 'out');
  const run = [
    'certify',
    description,
    '--profile',
    'durable',
    ...options,
    '--repeat',
    '1',
    '--json',
    '--out',
    out,
  ];
  const { stdout, stderr } = await start(run).ended;
  expect(stdout, stderr).not.toBe('');
  return [JSON.parse(stdout) as Report, stderr];
}

function idsOf({ requirements }: Report, verdict: string): readonly string[] {
  return requirements.filter((requirement) => requirement.verdict === verdict).map(({ id }) => id);
}

describe('the gateway in Go', () => {
  it(
    'violates nothing, and shows what the chosen cases are for',
    async () => {
      const named = sampled(CASES, 2).flatMap((name) => ['--case', name]);
      const [report] = await certified(built(), named);
      expect(idsOf(report, 'violation')).toEqual([]);
      expect(idsOf(report, 'pass')).toEqual(
        expect.arrayContaining([
          'speaks.handshake-strict',
          'ordered.send-exactly-once',
          'ordered.text-faithful',
          'durable.retry-truthful',
        ]),
      );
    },
    LONGEST_MS,
  );

  it.each(sampled(MISTAKES, 2))(
    'with a mistake: $name',
    async (mistake) => {
      const [report, said] = await certified(built(mistake), ['--case', mistake.shownBy]);
      expect(idsOf(report, 'violation')).toContain(mistake.violates);
      expect(said).toMatch(mistake.said);
    },
    LONGEST_MS,
  );

  it('needs nothing but the standard library', () => {
    expect(readFileSync(join(FOLDER, 'go.mod'), 'utf8')).not.toMatch(/require/);
    expect(readdirSync(FOLDER)).not.toContain('go.sum');
  });
});
