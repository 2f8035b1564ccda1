/** Reads an archive back without the messages of its users. */
import { createGateway } from '../reference/gateway.ts';
import { reading } from '../reference/policy/reading.ts';

export const archivesRepliesOnly = createGateway('archives-replies-only', {
  reading: { ...reading, archived: (entries) => entries.filter((entry) => entry.role !== 'user') },
});
