/** What is known of the project that `gauntlet init` writes for: what is judged there, in which language, and where. */

export const TARGET_KINDS = ['in-process', 'hosted', 'command', 'url'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const CI_SYSTEMS = ['github', 'gitlab', 'jenkins', 'none'] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

interface AnyProject {
  /** Module and configuration are written in TypeScript. */
  readonly typescript: boolean;
  readonly ci: CiSystem;
}

export type Project = AnyProject &
  (
    | { readonly kind: 'in-process'; /** Of the module. */ readonly gateway: string }
    | {
        /** A hosted program is one that Node runs in virtual time. */
        readonly kind: 'command' | 'hosted';
        readonly name: string;
        /** With its arguments. */
        readonly command: string;
      }
    | { readonly kind: 'url'; readonly url: string; readonly tokenEnv: string }
  );

/** The kinds that `gauntlet run` judges, from a seed; the others are certified. */
export function isRun(kind: TargetKind): boolean {
  return kind === 'in-process' || kind === 'hosted';
}

/** What is taken where nobody says otherwise. */
export const USUAL = {
  name: 'my-gateway',
  command: 'node server.js --port {port}',
  url: 'ws://127.0.0.1:18789',
  tokenEnv: 'GATEWAY_TOKEN',
  gateway: (typescript: boolean): string => (typescript ? './gateway.ts' : './gateway.js'),
};

/** A file to be written, relative to the working directory. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}
