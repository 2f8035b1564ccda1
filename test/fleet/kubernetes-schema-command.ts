/**
 * Makes `kubernetes.schema.json` of the official client's package, which is generated from the OpenAPI description of Kubernetes:
 *   npm pack @kubernetes/client-node@2.0.1 && tar xzf kubernetes-client-node-2.0.1.tgz
 *   node --import tsx test/fleet/kubernetes-schema-command.ts package
 * Only what the manifests in src/fleet/deploy use, and strict, as `kubectl apply` is: an unknown member is refused.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

/** `apiVersion/kind`, and the class that is it. */
const KINDS: Readonly<Record<string, string>> = {
  'v1/PersistentVolumeClaim': 'V1PersistentVolumeClaim',
  'v1/Service': 'V1Service',
  'apps/v1/Deployment': 'V1Deployment',
  'apps/v1/StatefulSet': 'V1StatefulSet',
  'batch/v1/Job': 'V1Job',
  'networking.k8s.io/v1/NetworkPolicy': 'V1NetworkPolicy',
};

const [folder = 'package'] = process.argv.slice(2);
const models = join(folder, 'dist/gen/models');
const definitions: Record<string, object> = {};

function define(name: string): void {
  if (name in definitions) return;
  definitions[name] = {};
  const text = readFileSync(join(models, `${name}.js`), 'utf8');
  const [, list = '[]'] = /\.attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text) ?? [];
  const declared = readFileSync(join(models, `${name}.d.ts`), 'utf8');
  const attributes = JSON.parse(list) as readonly Attribute[];
  definitions[name] = {
    type: 'object',
    properties: Object.fromEntries(attributes.map(({ baseName, type }) => [baseName, schemaOf(type)])),
    required: attributes.map(({ baseName }) => baseName).filter((one) => declared.includes(`'${one}': `)),
    additionalProperties: false,
  };
}

function schemaOf(type: string): object {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item !== undefined) return { type: 'array', items: schemaOf(item) };
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value !== undefined) return { type: 'object', additionalProperties: schemaOf(value) };
  if (type === 'string' || type === 'number' || type === 'boolean') return { type };
  if (type === 'IntOrString') return { type: ['integer', 'string'] };
  if (type === 'any') return {};
  if (!/^[VC]\w+$/.test(type)) return { type: 'string' };
  define(type);
  return { $ref: `#/definitions/${type}` };
}

for (const name of Object.values(KINDS)) define(name);
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $comment:
    'Of the npm package @kubernetes/client-node 2.0.1 (Apache-2.0), OpenAPI of Kubernetes release-1.36; made by test/fleet/kubernetes-schema-command.ts',
  kinds: Object.fromEntries(Object.entries(KINDS).map(([kind, name]) => [kind, `#/definitions/${name}`])),
  definitions,
};
writeFileSync(join(import.meta.dirname, 'kubernetes.schema.json'), `${JSON.stringify(schema)}\n`);
