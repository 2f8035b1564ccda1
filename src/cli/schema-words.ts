/**
 * What the schemas are about that `gauntlet schema` prints, and what the members of profiles, waivers, baselines and descriptions of targets
 * mean, which people write beside plans.
 */
import type { MemberWords } from '../plan/described-schema.ts';
import type { SchemaName } from './schema-names.ts';

/** Title and description. Those of a configuration, a plan and a scenario are said where these are defined. */
export const SCHEMA_TITLES: Readonly<
  Record<Exclude<SchemaName, 'config' | 'plan' | 'scenario'>, readonly [title: string, description: string]>
> = {
  failure: ['A failure file', 'One violation, and all that is needed to execute it again.'],
  run: ['Report of a run', 'What gauntlet run --json prints, and writes as report.json.'],
  progress: [
    'A line of a run',
    'What gauntlet run --ndjson prints as it happens: one of these on each line.',
  ],
  badge: ['A badge', 'What shields.io takes from an address.'],
  shard: ['Report of a shard', 'What a verb with --shard and --json prints.'],
  fleet: [
    'Report of a fleet',
    'What gauntlet fleet serve writes as fleet.json beside the report of its run.',
  ],
  'fleet-status': ['State of a fleet', 'What gauntlet fleet status --json prints.'],
  seeds: ['Report about a seed database', 'What gauntlet seeds --json prints.'],
  replay: ['Report of a replay', 'What gauntlet replay --json prints.'],
  bisect: ['Report of a bisection', 'What gauntlet bisect --json prints.'],
  shrink: ['Report of a shrink', 'What gauntlet shrink --json prints.'],
  promote: ['Report of a promotion', 'What gauntlet promote --json prints.'],
  compare: ['Report of a comparison', 'What gauntlet compare --json prints.'],
  list: ['What there is', 'What gauntlet list --json prints.'],
  explain: ['An explanation of a name', 'What gauntlet explain NAME --json prints.'],
  explanation: ['An explanation of a failure', 'What gauntlet explain FILE --json prints.'],
  why: ['The causality curve of a failure', 'What gauntlet why --json prints.'],
  selftest: ['Report of a selftest', 'What gauntlet selftest --json prints.'],
  profile: ['A profile', 'What must hold for a certificate, and by which cases it is shown.'],
  waivers: ['Waivers', 'Violations that certify accepts, each with a reason.'],
  baseline: ['A baseline', 'Failures that run accepts, each with a reason.'],
  target: ['A description of a target', 'How a gateway that is a process is started, found and spoken to.'],
  'served-plan': [
    'A plan of a served session',
    'What gauntlet serve --plan takes: what the model says, and what fails when.',
  ],
  'served-content': [
    'The content of a served gateway',
    'What gauntlet serve --content takes: sessions to begin with.',
  ],
  certificate: ['A certificate', 'certificate.json of a bundle.'],
  certify: ['Report of a certification', 'What gauntlet certify --json prints.'],
  try: ['Report of a try', 'What gauntlet try --json and certify --scenario --json print.'],
  judge: ['Report of a judgement', 'What gauntlet judge --json prints.'],
  dispute: ['A disputed verdict', 'What gauntlet judge --property P --explain --json prints.'],
  verify: ['Report of a verification', 'What gauntlet verify --json prints.'],
  diff: ['Two certificates beside each other', 'What gauntlet diff --json prints.'],
  matrix: ['A matrix of certificates', 'What gauntlet matrix --json prints.'],
};

export const WRITTEN_WORDS: MemberWords = {
  // a profile
  'profile.name': 'A name and a version, such as ordered@1.',
  extends: 'The profile that it builds on: all of that is in this one too.',
  summary: 'What it is about, in a sentence.',
  needs:
    'What a target must offer, least first: its address (url), a model that plays the plan (provider), to be reached through a proxy, to be started and stopped (lifecycle), or the in-process port.',
  'profile.bounds':
    'How long things may take, in milliseconds of fair time. All of them where nothing is extended, else those that differ.',
  'profile.cases': 'Scenario files, by their path below scenarios/.',
  'profile.requirements': 'What has to hold.',
  'requirements.id': 'A level and a name, such as ordered.seq-contiguous.',
  'requirements.level': 'It has to hold (must), or it should.',
  'requirements.cases': 'The cases that must exercise it; empty: one of the profile has to.',
  'requirements.property': 'A property with its version, such as ack/durable@2; without one it is the first.',
  check: 'All repetitions of a case give the same digest.',
  ack: 'From a send to its answer, in milliseconds.',
  ackDuringCompaction: 'The same while a summary is awaited, in milliseconds.',
  firstProviderCall:
    'From the answer until the model is called, where nothing comes before it, in milliseconds.',
  compaction: 'From a send until its run is called or ends while a summary is awaited, in milliseconds.',
  settle: "From the answer until the run is settled, beyond the model's own time, in milliseconds.",
  cancel:
    'From the answer that a run was aborted until the call to the model is cancelled, in milliseconds. Default: 5,000.',
  slowReaderImpact: 'How much later others may be served because of a slow reader, in milliseconds.',
  heal: 'From the end of all faults until all is settled, in milliseconds.',
  boot: 'From its start until it listens, in milliseconds.',
  fetch: 'From a read to its answer, in milliseconds.',
  channelDeadline: 'A channel message must be accepted or refused by then, in milliseconds.',

  // waivers and baselines
  'waivers.requirement': 'The id of the requirement that is violated.',
  'waivers.case': 'Only in this case; absent: in all.',
  'waivers.reason': 'Why it is accepted.',
  'baseline.property': 'The id of the property that is violated.',
  'baseline.cause': 'Only for this cause, in the words of the report; absent: for any.',
  'baseline.reason': 'Why it is known, and where it is mended.',
  until: 'The last day on which it is accepted, such as 2026-12-31.',

  // a description of a target
  'target.name': 'What reports call it.',
  host: 'It is a program for Node, which can run in virtual time.',
  start: 'How it is started; absent where capabilities.lifecycle is false.',
  'start.command': 'The program.',
  args: 'What it is given; may hold placeholders.',
  environment: 'Variables beside those that Gauntlet itself runs with; may hold placeholders.',
  cwd: 'Where it is started, relative to this file.',
  url: 'Where it listens; may hold {port}.',
  token: 'A credential of its own; absent: a fresh one for each execution, told by {token}.',
  stopSignal: 'What asks it to stop.',
  readyWithinMs: 'It must have answered a hello by then, in milliseconds.',
  'target.dialect': 'What it speaks; absent: told by its hello.',
  capabilities: 'What can be done to it.',
  lifecycle:
    'It is started, stopped, killed and started again on the same state. False: it runs already, at url.',
  provider: 'Its model is {provider} (completions), or one of its own (none).',
  settings: 'It takes limits and rules from the file {settings}.',
  clock: 'It makes all that it stored look {agedms} older.',

  // a plan of a served session, and what one begins with
  turns: 'What the model says in the runs to come, in their order.',
  'turns.to': 'The text of the message whose run it is for; absent: the next run that there is.',
  startAfterMs: 'From the call until the model begins, in milliseconds.',
  'turns.steps': 'What it says.',
  says: 'A piece of the reply.',
  'steps.tool': 'The result of a tool.',
  'steps.name': 'The name of the tool.',
  afterMs: 'So many milliseconds after what came before.',
  ends: 'It stops, it fails (error), or it goes on until somebody ends it (never).',
  endAfterMs: 'From what it said last until its end, in milliseconds.',
  tokens: 'What the model says it took.',
  faults: 'What happens to whoever connects, and when.',
  'faults.type=cut': 'A connection dies.',
  'faults.type=stall': 'A connection is held up, and then gets everything at once.',
  'faults.type=restart': 'The gateway is stopped, and started again.',
  'faults.type=reset': 'Somebody else resets the main session.',
  'faults.type=large-result': 'The next run has a tool result above the largest message.',
  atMs: 'When, in milliseconds since it first listened.',
  pick: 'Which connection, from 0, the oldest first; beyond the last it begins anew.',
  forMs: 'For so many milliseconds.',
  downMs: 'From its end until it is started again, in milliseconds.',
  overBytes: 'So many bytes above.',
  sessions: 'Sessions that are there from the beginning.',
  key: 'The key of the session.',
  exchanges: 'What was said in it, in order.',
  user: 'A message.',
  'exchanges.tool': 'The result of a tool, before the reply.',
  assistant: 'The reply; absent: there was none.',
};
