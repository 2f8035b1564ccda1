/** What the members of reports about fleets mean, as the published schemas say it. */
import type { MemberWords } from '../plan/described-schema.ts';

export const FLEET_WORDS: MemberWords = {
  poisoned: 'Plans that nobody survives: they are in no other report.',
  'poisoned.of': 'Whether it is one of the campaign or of the canary.',
  'poisoned.reason': 'What became of the last one who tried.',
  'fleet.canary': 'A gateway with a rare mistake that the fleet has to notice.',
  'campaign.canary': 'A gateway with a rare mistake that the fleet has to notice.',
  noticedAt: 'The plan in which it was noticed; null: it was not.',
  'canary.plans': 'Most plans that it was given.',
  cuts: 'Ranges that were cut in two, since nobody could execute them whole.',
  'fleet.explained': 'The first failure of each kind, made smaller and explained.',
  'explained.failure': 'The failure file.',
  'fleet-status.fleet': 'Its name.',
  'fleet-status.campaign': 'What is under way; null: nothing.',
  'campaign.target': 'The digest of what is judged.',
  'campaign.plans': 'Plans that were merged.',
  'campaign.kinds': 'Kinds of failure.',
  outstanding: 'Ranges that were handed out and are not merged.',
  workers: 'Those that were heard of lately.',
  host: 'The name of its machine.',
  pid: 'Its process.',
  slots: 'Ranges that it executes at a time.',
  'workers.ranges': 'Ranges that it has executed.',
  'workers.plans': 'Plans that it has executed.',
  redisBytes: 'What Redis has in use, for all that it holds.',
};
