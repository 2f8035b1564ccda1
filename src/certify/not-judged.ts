/**
 * What no plan asks for and no property reads, as every certificate says it: a pass says nothing of these. Whoever makes
 * a plan draw one of them, or a property read it, takes it out.
 */
export const NOT_JUDGED: readonly string[] = [
  'attachments of messages',
  'the limit on messages before the hello',
  'parameters that no schema has',
  'how long a run or a summary may take before it is given up',
  'thinking: its text and its levels',
  'several agents behind one gateway',
  'sessions.patch: settings of a session',
  'chat.inject: entries that nobody sent',
  'approvals of what a tool is about to do',
  'turns that cron or a heartbeat begins',
];
