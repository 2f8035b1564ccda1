/** The hostile files themselves, made afresh in a folder; the large ones take no room on the disk. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCENARIO = 'name: fine\nstory: fine\nplan:\n  clients: [{ id: alice }]\n';

const TEXTS: Readonly<Record<string, string | Buffer>> = {
  'fine.yaml': SCENARIO,
  'bom.yaml': `\ufeff${SCENARIO}`,
  'crlf.yaml': SCENARIO.replaceAll('\n', '\r\n'),
  'empty.yaml': '',
  'escapes.yaml': SCENARIO.replace('name: fine', 'name: "a\\e[2J\\u202e|`<b>\\nVIOLATION"'),
  'latin1.yaml': Buffer.from(SCENARIO.replace('fine', 'caf\u00e9'), 'latin1'),
  'utf16.yaml': Buffer.from(SCENARIO, 'utf16le'),
  'nul.yaml': `${SCENARIO}\0`,
  'keys-20000.yaml': SCENARIO + Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(''),
  'keys-200000.yaml': SCENARIO + Array.from({ length: 200_000 }, (_, i) => `k${i}: 1\n`).join(''),
  'twice.yaml': `${SCENARIO}name: again\n`,
  'brackets.yaml': '['.repeat(50_000),
  'questions.yaml': '? '.repeat(50_000),
  'dashes.yaml': `${'- '.repeat(20)}a\n`.repeat(5_000),
  'levels.yaml': Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  'bomb.yaml': Array.from({ length: 9 }, (_, i) =>
    i === 0 ? 'a0: &a0 [x, x]\n' : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]\n`,
  ).join(''),
  'aliases.yaml': Array.from({ length: 5_000 }, (_, i) => `- &a${i} x\n- *a${i}\n`).join(''),
  'nobody.yaml': 'name: *nobody\n',
  'errors.yaml': '}\n'.repeat(20_000),
  'tabs.yaml': `\t${SCENARIO}`,
  'tag.yaml': `${SCENARIO}extra: !!js/function 'function () {}'\n`,
  'documents.yaml': '---\nname: x\n---\nname: y\n',
  'proto.yaml': `${SCENARIO}__proto__: { polluted: true }\n`,
  'infinite.yaml': SCENARIO.replace('clients:', 'seed: .nan\n  clients:'),
  'long-name.yaml': SCENARIO.replace('fine', 'x'.repeat(400_000)),
  'cut.json': '{"formatVersion": 3, "gauntlet": "0.',
  'nul.json': '{"formatVersion": 3}\0',
  'utf16.json': Buffer.from('{"formatVersion": 3}', 'utf16le'),
  'brackets.json': '['.repeat(1_000_000),
  'nested.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'list.json': '[]',
  'proto.json': '{"__proto__": {"formatVersion": 3}}',
  'future.json': '{"formatVersion": 9}',
  'text-version.json': '{"formatVersion": "3"}',
  'empty.jsonl': '',
  'future.jsonl': '{"kind":"header","formatVersion":9}\n',
  'garbage.jsonl': '{"kind":"header","formatVersion":1}\n{"kind":"frame"}\n\u0000\u001b[2J\n',
  'nested.jsonl': `{"kind":"header","formatVersion":1}\n${'['.repeat(1_000_000)}\n`,
  'broken.ts': 'export const gateway = ;\n',
  'nothing.mjs': 'export const gateway = null;\n',
  'terminates.mjs':
    "const arm = () => (process.listenerCount('SIGTERM') > 0 ? process.kill(process.pid, 'SIGTERM') : setImmediate(arm));\narm();\n",
  'nul.mjs': '\0\0\0',
  'mine.mjs':
    "export const gateway = { name: 'mi\\u001b[2Jne', boot: (host) => host.onStop(() => host.exit()) };\n",
};

/** One violation of a known-bad gateway, changed in one place each. */
const FAILURES: Readonly<Record<string, (failure: Record<string, unknown>) => Record<string, unknown>>> = {
  'fine.json': (failure) => failure,
  'long.json': (failure) => ({ ...failure, formatVersion: 2, recordHashes: '0123abcd'.repeat(600_000) }),
  'hashes.json': (failure) => ({ ...failure, recordHashes: '0123abcz' }),
  'profile.json': (failure) => ({ ...failure, profile: 'other@\u001b[2J1' }),
  'inside.json': (failure) => ({ ...failure, target: onModule(failure, './mine.mjs') }),
  'outside-build.json': (failure) => ({
    ...failure,
    target: onReference(failure, { type: 'hosted', text: 'openclaw:../outside.mjs' }),
  }),
  'outside.json': (failure) => ({ ...failure, target: onModule(failure, '../outside.mjs') }),
  'linked.json': (failure) => ({ ...failure, target: onModule(failure, './link.mjs') }),
  'gone.json': (failure) => ({ ...failure, target: onModule(failure, './gone.mjs') }),
  'folder.json': (failure) => ({ ...failure, target: onModule(failure, './folder') }),
};

function onModule(failure: Record<string, unknown>, path: string): object {
  return onReference(failure, { type: 'file', path });
}

function onReference({ target }: Record<string, unknown>, reference: object): object {
  return { ...(target as object), reference };
}

/** `root` must be a folder of its own: one module is put beside `files`, where a failure file must not reach. */
export function makeFiles(root: string, failures: string): string {
  const files = join(root, 'files');
  mkdirSync(join(files, 'folder'), { recursive: true });
  for (const [name, content] of Object.entries(TEXTS)) writeFileSync(join(files, name), content);
  for (const name of ['huge.yaml', 'huge.json', 'huge.jsonl']) {
    writeFileSync(join(files, name), '{');
    truncateSync(join(files, name), 200 * 1024 * 1024);
  }
  writeFileSync(join(root, 'outside.mjs'), "console.error('it ran');\n");
  symlinkSync('../outside.mjs', join(files, 'link.mjs'));
  symlinkSync('nowhere.yaml', join(files, 'dangling.yaml'));
  execFileSync('mkfifo', ['pipe.yaml', 'pipe.json', 'pipe.jsonl', 'pipe.mjs'], { cwd: files });
  const [name] = readdirSync(failures).filter((each) => each.endsWith('.json'));
  const failure = JSON.parse(readFileSync(join(failures, name ?? ''), 'utf8')) as Record<string, unknown>;
  for (const [changed, change] of Object.entries(FAILURES))
    writeFileSync(join(files, changed), JSON.stringify(change(failure)));
  return files;
}
