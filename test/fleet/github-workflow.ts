/** What GitHub's own parser of workflows says of one. It is made for bundlers, so it is bundled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Parser from '@actions/workflow-parser';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-workflows-'));
const outfile = join(folder, 'parser.mjs');
await build({
  entryPoints: ['@actions/workflow-parser'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const { NoOperationTraceWriter, parseWorkflow } = (await import(
  pathToFileURL(outfile).href
)) as typeof Parser;
rmSync(folder, { recursive: true });

/** One line for each thing that is wrong. */
export function workflowProblems(name: string, content: string): readonly string[] {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  return value === undefined && errors.length === 0 ? ['it is no workflow'] : errors;
}
