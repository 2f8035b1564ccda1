/** What holds when an option is not given. Owns the values that the grammar shows and the verbs go by. */

export const DEFAULT_SEED = 'gauntlet';
/** Plans of a campaign. */
export const DEFAULT_PLANS = 2_000;
export const DEFAULT_SHRINK_EXECUTIONS = 3_000;
export const DEFAULT_OUT = 'reports/latest';

export const SELFTEST_SEED = 'selftest';
/** Plans on a known-bad gateway in each of its rounds. */
export const DEFAULT_BUDGET = 500;
export const DEFAULT_ROUNDS = 5;
export const DEFAULT_REFERENCE_PLANS = 2_000;

export const DEFAULT_PROFILE = 'durable';
export const DEFAULT_REPEAT = 3;
export const DEFAULT_PARALLEL = 2;

export const SERVED_GATEWAY = 'reference';
