/** Nothing is kept of what a compaction replaced. */
import type { ArchivesListResult } from '../../../src/protocol/methods.ts';
import { answerOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('keeps-no-checkpoint', (host) => ({
  outgoing(frame) {
    const list = answerOf<ArchivesListResult>(frame, 'archives');
    const archives = list?.archives.filter(({ reason }) => reason !== 'compaction');
    if (archives === undefined || archives.length === list?.archives.length) return undefined;
    acted(host, 'keeps-no-checkpoint');
    return [withPayload(frame, { ...list, archives })];
  },
}));
