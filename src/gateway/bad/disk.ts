/** What can be got wrong about a disk that refuses to write. */
import { mistakes } from '../entry.ts';
import { FULL_DISK } from '../usual-triggers.ts';

const LOST = /was acknowledged .*and (?:is in no transcript|does not stand in archive)/;

export const BAD_DISK = mistakes(null, {
  'overlooks-full-disks': {
    incident: 'disk-full',
    trigger: FULL_DISK,
    convictedBy: ['ack/durable'],
    words: LOST,
    sentence: 'Takes what a full disk refused for written, and acknowledges it; a crash loses it.',
    tamper: () => ({
      disk: (disk) => ({
        append: (path, text, done) => disk.append(path, text, () => done({ ok: true, value: undefined })),
      }),
    }),
  },
  'writes-behind-torn-lines': {
    incident: 'disk-full',
    trigger: [{ fault: 'disk.short' }],
    convictedBy: ['ack/durable'],
    words: LOST,
    sentence:
      'Writes the next message behind what the disk took of one that it refused, in one line with it; a restart reads neither.',
    tamper: () => ({
      disk: (disk) => ({
        append: (path, text, done) => disk.append(path, text.slice(text.indexOf('{')), done),
      }),
    }),
  },
});
