/** What is kept for Kubernetes and CI, against the schemas of those who read it, and what it executes, executed. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { draftsFor } from '../../src/cli/init/drafts.ts';
import { createProgram } from '../../src/cli/program.ts';
import { GAUNTLET_VERSION } from '../../src/campaign/version.ts';
import { ROOT } from '../cli/spawned.ts';
import { workflowProblems } from './github-workflow.ts';

const DEPLOY = join(ROOT, 'src/fleet/deploy');
const text = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly securityContext: object;
}
interface Pod {
  readonly metadata: { readonly labels: object };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
    readonly automountServiceAccountToken: boolean;
    readonly securityContext: { readonly runAsNonRoot: boolean };
  };
}
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template?: Pod;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly selector?: { readonly matchLabels?: object };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

const files = ['shards', 'fleet'].flatMap((folder) =>
  readdirSync(join(DEPLOY, folder)).map((name) => join(folder, name)),
);
const manifests = files.flatMap((file) =>
  parseAllDocuments(text(file)).map((document) => ({ file, manifest: document.toJS() as Manifest })),
);
const named = (name: string): Manifest | undefined =>
  manifests.find(({ manifest }) => manifest.metadata.name === name && manifest.spec.template !== undefined)
    ?.manifest;
const pods = manifests.flatMap(({ manifest }) =>
  manifest.spec.template === undefined ? [] : [{ manifest, pod: manifest.spec.template }],
);

describe('the manifests for Kubernetes', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'kubernetes.schema.json'), 'utf8')) as {
    readonly kinds: Readonly<Record<string, string>>;
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema, 'kubernetes');
  const problemsOf = (manifest: Manifest): readonly string[] => {
    const kind = schema.kinds[`${manifest.apiVersion}/${manifest.kind}`];
    if (kind === undefined) return [`unknown kind ${manifest.kind}`];
    const validate = ajv.getSchema(`kubernetes${kind}`);
    if (validate === undefined) return [`no schema ${kind}`];
    void validate(manifest);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };

  it.each(manifests.map(({ file, manifest }) => [file, manifest.kind, manifest] as const))(
    'are as Kubernetes has it: %s, %s',
    (_file, _kind, manifest) => {
      expect(problemsOf(manifest)).toEqual([]);
    },
  );

  it('would not be, were a member misspelled, missing or of another type', () => {
    const job = named('gauntlet-shards') as Manifest;
    const changed = (change: (spec: Record<string, unknown>) => void): Manifest => {
      const copy = structuredClone(job);
      change(copy.spec);
      return copy;
    };
    expect(problemsOf(changed((spec) => (spec['completionmode'] = 'Indexed')))).toEqual([
      expect.stringContaining('must NOT have additional properties {"additionalProperty":"completionmode"}'),
    ]);
    expect(problemsOf(changed((spec) => (spec['completions'] = '16')))).toEqual([
      expect.stringContaining('/spec/completions must be number'),
    ]);
    expect(problemsOf(changed((spec) => delete spec['template']))).toEqual([
      expect.stringContaining("must have required property 'template'"),
    ]);
  });

  it('run nothing as root, mount what they name, and hold no secret', () => {
    expect(pods.length).toBe(6);
    for (const { manifest, pod } of pods) {
      const { spec, metadata } = pod;
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.securityContext.runAsNonRoot).toBe(true);
      if (manifest.spec.selector?.matchLabels !== undefined)
        expect(metadata.labels).toMatchObject(manifest.spec.selector.matchLabels);
      const volumes = [
        ...(spec.volumes ?? []).map((one) => one.name),
        ...(manifest.spec.volumeClaimTemplates ?? []).map((one) => one.metadata.name),
      ];
      const claims = manifests.filter((one) => one.manifest.kind === 'PersistentVolumeClaim');
      for (const { persistentVolumeClaim: claim } of spec.volumes ?? [])
        if (claim !== undefined)
          expect(claims.map((one) => one.manifest.metadata.name)).toContain(claim.claimName);
      for (const { securityContext, volumeMounts = [], env = [] } of spec.containers) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
        for (const { name } of volumeMounts) expect(volumes).toContain(name);
        expect(env.filter(({ name, value }) => /PASSWORD/.test(name) && value !== undefined)).toEqual([]);
      }
    }
  });

  it('name the version that this is, and options that there are', () => {
    const images = pods.flatMap(({ pod }) => pod.spec.containers.map(({ image }) => image));
    expect(images.filter((image) => image.startsWith('gauntlet:'))).toHaveLength(4);
    for (const image of images)
      expect(image).toMatch(image.startsWith('gauntlet:') ? `gauntlet:${GAUNTLET_VERSION}` : /:\d[\w.-]+$/);
    const program = createProgram(() => undefined);
    const fleet = program.commands.find((one) => one.name() === 'fleet');
    const commands = pods.flatMap(({ pod }) =>
      pod.spec.containers
        .filter(({ image }) => image.startsWith('gauntlet:'))
        .map(({ command, args = [] }) =>
          command === undefined ? `gauntlet ${args.join(' ')}` : (command.at(-1) ?? ''),
        ),
    );
    const lines = commands
      .join('\n')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.startsWith('gauntlet '));
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const [, verb = '', second = ''] = line.split(' ');
      const found =
        verb === 'fleet'
          ? fleet?.commands.find((one) => one.name() === second)
          : program.commands.find((one) => one.name() === verb);
      const options = found?.options.map(({ long }) => long) ?? [];
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(options, line).toContain(option);
    }
  });
});

describe('the shards of an Indexed Job', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-deploy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  // what a shell of the container would be asked for; `gauntlet` says what it was asked for and ends as it is told
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'gauntlet'), '#!/bin/sh\necho "$@"\nexit "$ENDS_WITH"\n');
  chmodSync(join(tools, 'gauntlet'), 0o755);
  const shell = (name: string, env: Readonly<Record<string, string>>) => {
    const container = named(name)?.spec.template?.spec.containers[0];
    const given = Object.fromEntries((container?.env ?? []).map((one) => [one.name, one.value ?? '']));
    const [program = '', ...args] = container?.command ?? [];
    return spawnSync(program, args, {
      encoding: 'utf8',
      env: { PATH: `${tools}:${process.env['PATH'] ?? ''}`, ...given, ...env },
    });
  };

  it('are all of them, each once, and a failure in one ends no pod', () => {
    const { completions = 0, parallelism = 0 } = named('gauntlet-shards')?.spec ?? {};
    const asked = Array.from({ length: completions }, (_, index) => {
      const { stdout, status } = shell('gauntlet-shards', {
        JOB_COMPLETION_INDEX: String(index),
        ENDS_WITH: '1',
      });
      expect(status).toBe(0);
      return / --shard (\S+) --out \/reports\/shards\/(\d+)\n/.exec(stdout)?.slice(1);
    });
    expect(asked).toEqual(
      Array.from({ length: completions }, (_, index) => [`${index + 1}/${completions}`, `${index}`]),
    );
    expect(parallelism).toBe(completions);
    // a target that is not there is no failure of its plans
    expect(shell('gauntlet-shards', { JOB_COMPLETION_INDEX: '0', ENDS_WITH: '4' }).status).not.toBe(0);
  });

  it('come to one verdict, which ends the Job as it is', () => {
    const { status, stdout } = shell('gauntlet-merge', { ENDS_WITH: '1' });
    expect(status).toBe(1);
    expect(stdout).toBe('merge /reports/shards/* --out /reports/latest\n');
    const served = shell('gauntlet-coordinator', { ENDS_WITH: '2', REDIS_PASSWORD: 'secret' });
    expect(served.status).toBe(2);
    expect(served.stdout).toContain('seeds /reports/seeds --page /reports/seeds.html\n');
    expect(served.stdout).not.toContain('secret');
  });
});

describe('the workflows for GitHub', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const shown =
    /```yaml\n(# my-gateway\/\.github\/workflows\/shards\.yml\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';

  it('are as GitHub reads them', () => {
    expect(workflowProblems('shards.yml', text('github-shards.yml'))).toEqual([]);
    const drafts = draftsFor({
      kind: 'in-process',
      typescript: false,
      ci: 'github',
      gateway: './gateway.js',
    });
    expect(workflowProblems('gauntlet.yml', drafts.at(-1)?.text ?? '')).toEqual([]);
    // a part of a file: what starts it is not shown
    expect(workflowProblems('readme.yml', `on: push\n${shown}`)).toEqual([]);
  });

  it('would not be, were a key misspelled or an expression broken', () => {
    const right = text('github-shards.yml');
    expect(workflowProblems('a.yml', right.replace('timeout-minutes', 'timeout-minuets'))).toEqual([
      expect.stringContaining("Unexpected value 'timeout-minuets'"),
    ]);
    expect(
      workflowProblems('b.yml', right.replace('${{ matrix.shard }}/8', '${{ matrix.shard }/8')),
    ).not.toEqual([]);
  });

  it('have as many shards as their matrix, and merge them all', () => {
    const right = text('github-shards.yml');
    const [, list = ''] = /shard: \[(.*)\]/.exec(right) ?? [];
    const count = list.split(', ').length;
    expect(list).toBe(Array.from({ length: count }, (_, at) => at + 1).join(', '));
    expect(right).toContain(`--shard \${{ matrix.shard }}/${count} `);
  });
});
