/** Names an archive after its session key, so that the next one overwrites it. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';

export const namesArchivesAlike = createGateway('names-archives-alike', {
  rotation: { ...rotation, archiveName: (session) => session.key.replaceAll(':', '-') },
});
