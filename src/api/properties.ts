/**
 * `gateway-gauntlet/properties`: the judge, for histories from wherever: records in, verdicts out. Imports no gateway
 * and no world. Since 0.1.0.
 */
export { DIALECTS, dialectFor } from '../dialect/catalogue.ts';
export type { Dialect } from '../dialect/dialect.ts';
export { digestOf } from '../history/digest.ts';
export { readHistory, writeHistory } from '../history/jsonl.ts';
export type * from '../history/record.ts';
export { PROPERTIES } from '../properties/catalogue.ts';
export type { Evidence, Finding } from '../properties/finding.ts';
export { createJudge, judgeRecords, type Judge, type JudgeSettings } from '../properties/judge.ts';
export { SIMULATED_PROFILE, type Bounds, type Profile } from '../properties/profile.ts';
export type { Property, Verdict, VerdictName } from '../properties/property.ts';
