/** What `gauntlet init` asks on a terminal when no flag says it. Must not know what is written of the answers. */
import { cancel, group, intro, select, text } from '@clack/prompts';
import { Interrupted } from '../problem.ts';
import { USUAL, type CiSystem, type Project, type TargetKind } from './project.ts';

export async function askProject(hasTypescript: boolean): Promise<Project> {
  intro('Gauntlet asks four things, and writes nothing over what is there.');
  const onCancel = (): never => {
    cancel('nothing was written');
    throw new Interrupted('nothing was written');
  };
  const { kind } = await group(
    {
      kind: () =>
        select<TargetKind>({
          message: 'What is to be judged?',
          options: [
            {
              value: 'in-process',
              label: 'a gateway in TypeScript or JavaScript, in-process',
              hint: 'virtual time, every fault, replay from a seed',
            },
            {
              value: 'hosted',
              label: 'a Node program as it is, hosted',
              hint: 'virtual time, replay from a seed; Linux only',
            },
            {
              value: 'command',
              label: 'a program in any language that is started by a command',
              hint: 'real sockets, started, stopped and killed',
            },
            { value: 'url', label: 'a gateway that is running already, at an address' },
          ],
        }),
    },
    { onCancel },
  );
  const { typescript, ci } = await group(
    {
      typescript: () =>
        kind === 'in-process'
          ? select<boolean>({
              message: 'In which language?',
              initialValue: hasTypescript,
              options: [
                { value: true, label: 'TypeScript' },
                { value: false, label: 'JavaScript' },
              ],
            })
          : Promise.resolve(false),
      ci: () =>
        select<CiSystem>({
          message: 'Where does your CI run?',
          options: [
            { value: 'github', label: 'GitHub Actions' },
            { value: 'gitlab', label: 'GitLab' },
            { value: 'jenkins', label: 'Jenkins' },
            { value: 'none', label: 'elsewhere, or nowhere yet' },
          ],
        }),
    },
    { onCancel },
  );
  const asked = async (message: string, usual: string): Promise<string> => {
    const answers = await group(
      { said: () => text({ message, placeholder: usual, defaultValue: usual }) },
      { onCancel },
    );
    return answers.said;
  };
  switch (kind) {
    case 'in-process':
      return {
        kind,
        typescript,
        ci,
        gateway: await asked('Where is its module, or shall it be?', USUAL.gateway(typescript)),
      };
    case 'hosted':
    case 'command':
      return {
        kind,
        typescript,
        ci,
        name: await asked('What is it called?', USUAL.name),
        command: await asked('What starts it? {port} is where it is to listen', USUAL.command),
      };
    case 'url':
      return {
        kind,
        typescript,
        ci,
        url: await asked('At which address?', USUAL.url),
        tokenEnv: await asked('Which environment variable holds its token?', USUAL.tokenEnv),
      };
  }
}
