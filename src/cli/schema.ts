/** `gauntlet schema NAME`: the JSON Schema of what people write and of what verbs print, from the definitions themselves. */
import { z } from 'zod';
import { nearest } from '../input/nearest.ts';
import { baselineSchema } from '../campaign/baseline.ts';
import { failureSchema } from '../campaign/failure.ts';
import { certificateFileSchema } from '../certify/certificate.ts';
import { profileFileSchema } from '../certify/profile.ts';
import { waiversSchema } from '../certify/waivers.ts';
import { commandDescriptionJsonSchema } from '../live/targets/command-description.ts';
import { described, type MemberWords } from '../plan/described-schema.ts';
import { ALL_PLAN_WORDS, planJsonSchema, scenarioJsonSchema } from '../plan/published-schema.ts';
import { diffReportSchema } from '../report/certificate-diff.ts';
import { certifyReportSchema, judgeReportSchema } from '../report/certificate-report.ts';
import { jsonText } from '../report/json.ts';
import { badgeSchema } from '../report/badge.ts';
import { bisectReportSchema } from '../report/published-bisection.ts';
import { compareReportSchema } from '../report/compare-report.ts';
import { disputeReportSchema } from '../report/dispute-report.ts';
import { fleetReportSchema, fleetStatusSchema } from '../report/fleet-report.ts';
import { explainReportSchema, listReportSchema } from '../report/list-report.ts';
import { matrixReportSchema } from '../report/matrix-report.ts';
import {
  promoteReportSchema,
  replayReportSchema,
  runReportSchema,
  selftestReportSchema,
  shrinkReportSchema,
} from '../report/published.ts';
import { whyReportSchema } from '../report/published-causality.ts';
import { explanationReportSchema } from '../report/published-explanation.ts';
import { REPORT_WORDS } from '../report/report-words.ts';
import { tryReportSchema } from '../report/try-report.ts';
import { runLineSchema } from '../report/run-events.ts';
import { seedsReportSchema } from '../report/seeds-report.ts';
import { shardReportSchema } from '../report/shard-report.ts';
import { verifyReportSchema } from '../report/verify-report.ts';
import { servedContentSchema } from '../serve/served-content.ts';
import { servedPlanSchema } from '../serve/served-plan.ts';
import { configSchema } from './config/config-schema.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { SCHEMA_NAMES, type SchemaName } from './schema-names.ts';
import { SCHEMA_TITLES, WRITTEN_WORDS } from './schema-words.ts';

const SCHEMAS: Readonly<Record<SchemaName, () => object>> = {
  config: () => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
  plan: planJsonSchema,
  scenario: scenarioJsonSchema,
  failure: () => failureJsonSchema(),
  run: () => printed('run', runReportSchema),
  progress: () => printed('progress', runLineSchema),
  badge: () => printed('badge', badgeSchema),
  shard: () => printed('shard', shardReportSchema),
  fleet: () => printed('fleet', fleetReportSchema),
  'fleet-status': () => printed('fleet-status', fleetStatusSchema),
  seeds: () => printed('seeds', seedsReportSchema),
  replay: () => printed('replay', replayReportSchema),
  bisect: () => printed('bisect', bisectReportSchema),
  shrink: () => printed('shrink', shrinkReportSchema),
  promote: () => printed('promote', promoteReportSchema),
  compare: () => printed('compare', compareReportSchema),
  list: () => printed('list', listReportSchema),
  explain: () => printed('explain', explainReportSchema),
  explanation: () => printed('explanation', explanationReportSchema),
  why: () => printed('why', whyReportSchema),
  selftest: () => printed('selftest', selftestReportSchema),
  profile: () => written('profile', profileFileSchema),
  waivers: () => written('waivers', waiversSchema),
  baseline: () => written('baseline', baselineSchema),
  target: () => titled('target', commandDescriptionJsonSchema(), WRITTEN_WORDS),
  'served-plan': () => written('served-plan', servedPlanSchema),
  'served-content': () => written('served-content', servedContentSchema),
  certificate: () => printed('certificate', certificateFileSchema),
  certify: () => printed('certify', certifyReportSchema),
  try: () => printed('try', tryReportSchema),
  judge: () => printed('judge', judgeReportSchema),
  dispute: () => printed('dispute', disputeReportSchema),
  verify: () => printed('verify', verifyReportSchema),
  diff: () => printed('diff', diffReportSchema),
  matrix: () => printed('matrix', matrixReportSchema),
};

function printed(name: keyof typeof SCHEMA_TITLES, schema: z.ZodType): object {
  const made = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return titled(name, made, REPORT_WORDS);
}

function written(name: keyof typeof SCHEMA_TITLES, schema: z.ZodType): object {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return titled(name, made, WRITTEN_WORDS);
}

/** The plan in it is whole, and its words are those of plans. */
function failureJsonSchema(): object {
  const made = z.toJSONSchema(failureSchema, { io: 'output', unrepresentable: 'any' });
  const { plan = {}, ...others } = made.properties ?? {};
  const properties = { ...others, plan: described(plan as object, 'plan', ALL_PLAN_WORDS) };
  return titled('failure', { ...made, properties }, REPORT_WORDS);
}

function titled(name: keyof typeof SCHEMA_TITLES, schema: object, words: MemberWords): object {
  const [title, description] = SCHEMA_TITLES[name];
  return { title, description, ...described(schema, name, words) };
}

/** The JSON Schema of that name. */
export function jsonSchemaOf(name: SchemaName): object {
  return SCHEMAS[name]();
}

export function schemaVerb(name: string): ExitCode {
  const known = SCHEMA_NAMES.find((each) => each === name);
  if (known === undefined)
    throw new UsageError(
      `no schema '${name}'${nearest(name, SCHEMA_NAMES)}; there are ${SCHEMA_NAMES.join(', ')}`,
    );
  process.stdout.write(jsonText(jsonSchemaOf(known)));
  return EXIT.clean;
}
