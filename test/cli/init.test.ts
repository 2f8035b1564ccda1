import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftsFor } from '../../src/cli/init/drafts.ts';
import { CI_SYSTEMS, type Project } from '../../src/cli/init/project.ts';
import { parseCommandDescription } from '../../src/live/targets/command-description.ts';
import { GAUNTLET, gauntletIn, ROOT, type Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

let projects = 0;
function emptyFolder(): string {
  const path = join(folder, String(++projects));
  mkdirSync(path);
  return path;
}

describe('gauntlet init', () => {
  it('asks nothing when it is told, and writes what was not there', async () => {
    const project = emptyFolder();
    writeFileSync(join(project, 'gateway.ts'), 'mine');
    const words = ['init', '--kind', 'in-process', '--typescript', '--json'];
    const { code, stdout, stderr } = await gauntletIn(project, ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'in-process',
      written: ['gauntlet.config.ts', 'scenarios/first-conversation.yaml', '.github/workflows/gauntlet.yml'],
      kept: ['gateway.ts'],
    });
    expect(readFileSync(join(project, 'gateway.ts'), 'utf8')).toBe('mine');
    const again = await gauntletIn(project, 'init', '--yes', '--no-typescript', '--gateway', 'other.mjs');
    expect(again.stdout).toContain('kept     gauntlet.config.ts (it was there)');
    expect(again.stdout).toContain('written  other.mjs');
  });

  it('begins a gateway in either language: test/package runs both', async () => {
    for (const language of ['--typescript', '--no-typescript']) {
      const project = emptyFolder();
      await gauntletIn(project, 'init', language, '--ci', 'none');
      const starter = readFileSync(
        join(project, language === '--typescript' ? 'gateway.ts' : 'gateway.js'),
        'utf8',
      );
      expect(starter).toContain("from 'gateway-gauntlet/protocol'");
      expect(starter.includes(': Host')).toBe(language === '--typescript');
    }
  });

  it.each([
    [
      ['init'],
      /^gauntlet: say what is to be judged, since there is no terminal to ask on: --kind in-process/,
    ],
    [['init', '--kind', 'docker'], /^gauntlet: --kind 'docker' is none of in-process, hosted, command, url/],
    [
      ['init', '--kind', 'hosted', '--command', 'python3 x.py'],
      /what Node hosts is started by the command 'node'/,
    ],
    [
      ['init', '--kind', 'url', '--command', 'x'],
      /^gauntlet: --command is for --kind command, and this is url/,
    ],
    [['init', '--name', 'a b'], /^a b\.yaml:2:7: name: a name of letters/],
    [['init', '--command', 'node x.js --at {prt}'], /unknown placeholder \{prt\} \(did you mean 'port'\?\)/],
    [
      ['init', '--gateway', '../elsewhere.ts'],
      /^gauntlet: \.\.\/elsewhere\.ts: outside the working directory/,
    ],
  ])('%s is one line, ends with 3 and writes nothing', async (words, message) => {
    const project = emptyFolder();
    const { code, stdout, stderr } = await gauntletIn(project, ...words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect((await gauntletIn(project, 'init', '--yes')).stdout).not.toContain('kept');
  });
});

/** On a terminal, which is `script`'s: answers with a key for each question that it asks. */
function answered(cwd: string, answers: readonly (readonly [asked: string, keys: string])[]): Promise<Ended> {
  const words = [process.execPath, GAUNTLET, 'init'].map((word) => `'${word}'`).join(' ');
  // it has no size of its own
  const command = `stty columns 100 rows 40 && ${words}`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm' },
  });
  let stdout = '';
  let next = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const [asked, keys] = answers[next] ?? ['', ''];
    if (keys === '' || !stdout.includes(asked)) return;
    next++;
    child.stdin.write(keys);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr: '' }));
  });
}

describe('on a terminal', () => {
  it('asks what no flag says', async () => {
    const project = emptyFolder();
    const { code, stdout } = await answered(project, [
      ['What is to be judged?', '\u001B[B\u001B[B\r'],
      ['Where does your CI run?', '\u001B[B\r'],
      ['What is it called?', 'mine\r'],
      ['What starts it?', '\r'],
    ]);
    expect(code, stdout).toBe(0);
    const text = readFileSync(join(project, 'mine.yaml'), 'utf8');
    expect(parseCommandDescription('mine.yaml', text).start?.command).toBe('node');
    expect(readFileSync(join(project, '.gitlab-ci.yml'), 'utf8')).toContain('npx gauntlet certify');
  }, 60_000);

  it('writes nothing when it is interrupted', async () => {
    const project = emptyFolder();
    const { code, stdout } = await answered(project, [['What is to be judged?', '\u0003']]);
    expect(code, stdout).toBe(130);
    expect(stdout).toContain('nothing was written');
    expect(readdirSync(project)).toEqual([]);
  }, 60_000);
});

describe('what init writes', () => {
  const usual: readonly Project[] = CI_SYSTEMS.flatMap((ci): readonly Project[] => [
    { kind: 'in-process', typescript: false, ci, gateway: './gateway.js' },
    { kind: 'command', typescript: false, ci, name: 'mine', command: 'python3 gateway.py --port {port}' },
    { kind: 'hosted', typescript: false, ci, name: 'ours', command: 'node gateway.mjs --port {port}' },
    { kind: 'url', typescript: false, ci, url: 'ws://127.0.0.1:1', tokenEnv: 'TOKEN' },
  ]);
  const yaml = usual.flatMap(draftsFor).filter(({ path }) => path.endsWith('.yaml') && !path.startsWith('.'));

  it('is what the README shows', () => {
    const [config] = draftsFor({ kind: 'in-process', typescript: true, ci: 'none', gateway: './gateway.ts' });
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\n${config?.text ?? '?'}\``);
  });

  it('is YAML whose editors find its schema', () => {
    expect(yaml.length).toBeGreaterThan(4);
    for (const { path, text } of yaml) {
      const schema = /^# yaml-language-server: \$schema=(.*)\n/.exec(text)?.[1] ?? '';
      expect(join(path, '..', schema)).toMatch(/^node_modules\/gateway-gauntlet\/dist\/schemas\/\w+\.json$/);
    }
  });

  it('is a description that certify reads, with its arguments one by one', () => {
    const text = yaml.find(({ path }) => path === 'mine.yaml')?.text ?? '';
    expect(parseCommandDescription('mine.yaml', text)).toMatchObject({
      start: { command: 'python3', args: ['gateway.py', '--port', '{port}'] },
      capabilities: { provider: 'completions', lifecycle: true },
    });
  });

  it('is a description of what Node hosts, and a configuration that runs it', () => {
    const text = yaml.find(({ path }) => path === 'ours.yaml')?.text ?? '';
    expect(parseCommandDescription('ours.yaml', text)).toMatchObject({
      host: 'node',
      start: { command: 'node', args: ['gateway.mjs', '--port', '{port}'] },
    });
    const config = yaml.find(({ text: one }) => one.includes('./ours.yaml'))?.text ?? '';
    expect(parse(config)).toMatchObject({ gateway: './ours.yaml', scenarios: ['scenarios'] });
  });

  it('is CI that runs what failed the last time first, and keeps what it found', () => {
    for (const project of usual.filter(({ ci }) => ci !== 'none')) {
      const draft = draftsFor(project).find(({ path }) => /^\.|^Jenkins/.test(path)) ?? {
        path: '',
        text: '',
      };
      if (project.ci !== 'jenkins') expect(parse(draft.text)).toBeTypeOf('object');
      const runs = ['in-process', 'hosted'].includes(project.kind);
      expect(draft.text).toContain(runs ? 'npx gauntlet run --failed-first' : 'npx gauntlet certify');
      expect(draft.text).toContain(runs ? 'reports/latest' : 'reports/certificates');
    }
  });
});
