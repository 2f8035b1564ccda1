/** What there is a JSON Schema of. */
export const SCHEMA_NAMES = [
  'plan',
  'scenario',
  'failure',
  'run',
  'replay',
  'shrink',
  'promote',
  'compare',
  'list',
  'explain',
  'explanation',
  'why',
  'selftest',
  'profile',
  'waivers',
  'baseline',
  'target',
  'certificate',
  'certify',
  'judge',
  'verify',
  'diff',
  'matrix',
] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];
