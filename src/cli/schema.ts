/** `gauntlet schema NAME`: the JSON Schema of what people write and of what verbs print, from the definitions themselves. */
import { z } from 'zod';
import { nearest } from '../input/nearest.ts';
import { baselineSchema } from '../campaign/baseline.ts';
import { failureSchema } from '../campaign/failure.ts';
import { certificateFileSchema } from '../certify/certificate.ts';
import { profileFileSchema } from '../certify/profile.ts';
import { waiversSchema } from '../certify/waivers.ts';
import { commandDescriptionJsonSchema } from '../live/targets/command-description.ts';
import { planJsonSchema, scenarioJsonSchema } from '../plan/published-schema.ts';
import { diffReportSchema } from '../report/certificate-diff.ts';
import { certifyReportSchema, judgeReportSchema } from '../report/certificate-report.ts';
import { jsonText } from '../report/json.ts';
import { badgeSchema } from '../report/badge.ts';
import { compareReportSchema } from '../report/compare-report.ts';
import { disputeReportSchema } from '../report/dispute-report.ts';
import { matrixReportSchema } from '../report/matrix-report.ts';
import {
  explainReportSchema,
  listReportSchema,
  promoteReportSchema,
  replayReportSchema,
  runReportSchema,
  selftestReportSchema,
  shrinkReportSchema,
} from '../report/published.ts';
import { whyReportSchema } from '../report/published-causality.ts';
import { explanationReportSchema } from '../report/published-explanation.ts';
import { tryReportSchema } from '../report/try-report.ts';
import { runLineSchema } from '../report/run-events.ts';
import { shardReportSchema } from '../report/shard-report.ts';
import { verifyReportSchema } from '../report/verify-report.ts';
import { configSchema } from './config/config-schema.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { SCHEMA_NAMES, type SchemaName } from './schema-names.ts';

const printed = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
const written = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

const SCHEMAS: Readonly<Record<SchemaName, () => object>> = {
  config: () => written(configSchema),
  plan: planJsonSchema,
  scenario: scenarioJsonSchema,
  failure: () => printed(failureSchema),
  run: () => printed(runReportSchema),
  progress: () => printed(runLineSchema),
  badge: () => printed(badgeSchema),
  shard: () => printed(shardReportSchema),
  replay: () => printed(replayReportSchema),
  shrink: () => printed(shrinkReportSchema),
  promote: () => printed(promoteReportSchema),
  compare: () => printed(compareReportSchema),
  list: () => printed(listReportSchema),
  explain: () => printed(explainReportSchema),
  explanation: () => printed(explanationReportSchema),
  why: () => printed(whyReportSchema),
  selftest: () => printed(selftestReportSchema),
  profile: () => written(profileFileSchema),
  waivers: () => written(waiversSchema),
  baseline: () => written(baselineSchema),
  target: commandDescriptionJsonSchema,
  certificate: () => printed(certificateFileSchema),
  certify: () => printed(certifyReportSchema),
  try: () => printed(tryReportSchema),
  judge: () => printed(judgeReportSchema),
  dispute: () => printed(disputeReportSchema),
  verify: () => printed(verifyReportSchema),
  diff: () => printed(diffReportSchema),
  matrix: () => printed(matrixReportSchema),
};

export function schemaVerb(name: string): ExitCode {
  const known = SCHEMA_NAMES.find((each) => each === name);
  if (known === undefined)
    throw new UsageError(
      `no schema '${name}'${nearest(name, SCHEMA_NAMES)}; there are ${SCHEMA_NAMES.join(', ')}`,
    );
  process.stdout.write(jsonText(SCHEMAS[known]()));
  return EXIT.clean;
}
