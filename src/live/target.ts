/**
 * A target: a gateway to be judged over real sockets, and how one of its lives is started. A target prepares once
 * (install, check), is deployed for each execution on a fresh state folder, and says how each incarnation on that
 * folder is launched. Owns no process: the supervisor starts, stops and kills what a launch describes.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Plan } from '../plan/plan.ts';

/** What can be done to a target from outside. What it cannot do makes plans that need it not applicable. */
export interface Capabilities {
  /** It can be started, stopped and killed, and started again on the same state. */
  readonly lifecycle: boolean;
  /**
   * Its model runs reach our provider: as OpenAI-compatible chat completions, or as calls of the agent runtime (tool
   * results and lifecycle events included), which only gateways behind the in-process port speak.
   */
  readonly provider: 'none' | 'completions' | 'runtime';
  /** It takes limits and rules of the plan as settings; without, only plans with the real ones fit. */
  readonly settings: boolean;
  /** Its stored state can be made to look older between two incarnations (plan fault clock.jump). */
  readonly clock: boolean;
  /** Whoever connects is let in, whatever credential they have. */
  readonly asksNoToken?: boolean;
}

export interface LiveTarget {
  /** As reports call it: `reference`, `openclaw@2026.5.28`, or the name in a description file. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The file in which a person claims its capabilities: what an execution refutes is said with its place. */
  readonly describedIn?: string;
  /** Undefined: decided by what its hello says. */
  readonly dialect: Dialect | undefined;
  /** Once, before the first deployment, where there is something to install or check. Throws TargetError with one clear line. */
  prepare?(context: PrepareContext): Promise<void>;
  /** A fresh deployment; called for each execution. */
  deploy(place: Place): Promise<Deployment>;
}

export interface PrepareContext {
  /** Progress for people, one line at a time. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Where and for what a deployment is made. */
export interface Place {
  /** An empty folder of its own; removed afterwards. */
  readonly folder: string;
  /** The credential its clients will present. */
  readonly token: string;
  /** Base address of the provider, without a path: `http://127.0.0.1:PORT`. Completions lie under `/v1`. */
  readonly providerUrl: string;
  readonly plan: Plan;
}

export interface Deployment {
  /** What clients present; `place.token` unless the target has one of its own. */
  readonly token: string;
  /** Texts that must not show in a history, such as paths and further secrets; `place.folder` and the token are known. */
  readonly secrets: readonly string[];
  /**
   * How the next incarnation is launched, on `port`. Writes what it needs into the folder. `agedMs` is how much older
   * than it is everything stored so far has to look, in total since the first incarnation. Absent without lifecycle.
   */
  readonly launch?: (port: number, agedMs: number) => Promise<Launch>;
  /** The gateway's address while it listens on `port`; a target without lifecycle ignores the port. */
  url(port: number): string;
  /** The signal that asks it to stop; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

/** A process to be started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; what is undefined is not in it. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly cwd: string;
  /** It must have accepted a connection and answered hello by then, in milliseconds. Default 60,000. */
  readonly readyWithinMs?: number;
}
