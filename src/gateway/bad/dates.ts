/** What can be got wrong about when something was. */
import type { SessionMessagePayload } from '../../protocol/events.ts';
import type {
  ArchiveInfo,
  ArchivesListResult,
  AuditListResult,
  AuditRecord,
} from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import { NEW_PROCESS, rotations } from '../usual-triggers.ts';

const HOUR_MS = 3_600_000;

export const BAD_DATES = mistakes(null, {
  'dates-pushes-anew': {
    incident: '83681',
    trigger: 'none',
    convictedBy: ['entry/ordered'],
    words: /was pushed as made at \d+; a history says \d+/,
    sentence: 'Dates what it pushes by the push, and what it stores by when it was made.',
    tamper: ({ clock }) => ({
      outgoing(frame) {
        const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
        if (pushed === undefined) return undefined;
        const message = { ...pushed.message, timestamp: clock.wallMillis() };
        return [withPayload(frame, { ...pushed, message })];
      },
    }),
  },
  'dates-archives-at-boot': {
    incident: '70330',
    trigger: NEW_PROCESS,
    convictedBy: ['rotation/audited'],
    words: /archive .* is listed as of \d+, and was listed as of \d+/,
    sentence: 'Dates an archive that it reads back from the disk by when it did so.',
    tamper({ clock }) {
      const boot = clock.wallMillis();
      const dated = (one: ArchiveInfo): ArchiveInfo => ({ ...one, timestamp: Math.max(one.timestamp, boot) });
      return {
        outgoing(frame) {
          const list = answerOf<ArchivesListResult>(frame, 'archives');
          return list && [withPayload(frame, { ...list, archives: list.archives.map(dated) })];
        },
      };
    },
  },
  'audits-in-local-time': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['rotation/audited'],
    words: /is audited as of .* by the clock of the gateway's own list; it was asked for at/,
    sentence: 'Writes audit records by the clock on the wall of its time zone, one hour ahead.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<AuditListResult>(frame, 'records');
        const later = (one: AuditRecord): AuditRecord => ({ ...one, timestamp: one.timestamp + HOUR_MS });
        return list && [withPayload(frame, { ...list, records: list.records.map(later) })];
      },
    }),
  },
});
