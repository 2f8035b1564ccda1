/** What a page embeds, as plain data: made by the command line, read by the viewer. Free of Node. */
import type { Failure } from '../campaign/failure.ts';
import type { Plan } from '../plan/plan.ts';
import type { CertifyReport } from '../report/certificate-report.ts';
import type { CompareReport } from '../report/compare-report.ts';
import type { MatrixReport } from '../report/matrix-report.ts';
import type { RunReport } from '../report/published.ts';
import type { SeedsReport } from '../report/seeds-report.ts';
import type { PackedTrace } from './packed-trace.ts';
import type { Statement } from './statements.ts';

/** A history, of which some records are embedded whole and all others as a line. */
export interface PackedHistory {
  readonly trace: PackedTrace;
  /** Lines of the history file by the record's number. */
  readonly bodies: Readonly<Record<number, string>>;
  readonly statements: readonly Statement[];
}

/** Something to copy and paste, or to click. */
export interface Command {
  readonly label: string;
  readonly command: string;
}

export interface PropertyText {
  readonly id: string;
  readonly statement: string;
  readonly why: string;
}

export interface GatewayText {
  readonly name: string;
  readonly kind: string;
  readonly sentence: string;
}

export interface FailurePage {
  readonly type: 'failure';
  readonly gauntlet: string;
  readonly finding: Failure['verdict'];
  readonly property: PropertyText | null;
  readonly gateway: GatewayText;
  readonly dialect: string;
  /** Why the page cannot execute the plan; null: it can. */
  readonly whyNotHere: string | null;
  /** Such as `plan 17 of seed 'gauntlet'`. */
  readonly source: string;
  readonly commands: readonly Command[];
  readonly plan: Plan;
  readonly shrunk: Failure['shrunk'];
  /** What of it must be so; null: nobody asked. */
  readonly explanation: Failure['explanation'];
  /** From where on it is probable; null: nobody asked. */
  readonly causality: Failure['causality'];
  /** The plan before it was made smaller; null: it was not, or the file is not at hand. */
  readonly original: Plan | null;
  readonly digest: string;
  /** Those that can be executed here. */
  readonly gateways: readonly GatewayText[];
  /** Null: there was none beside the failure file. */
  readonly history: PackedHistory | null;
}

export interface RunPage {
  readonly type: 'run';
  readonly report: RunReport;
  /** The pages of failure files, by the name that the report gives the file. */
  readonly links: Readonly<Record<string, string>>;
  /** What each property says must hold. */
  readonly statements: Readonly<Record<string, string>>;
  /** What differs from one run to the next. */
  readonly circumstances: { readonly wallMicros: number };
}

export interface CertificatePage {
  readonly type: 'certificate';
  readonly report: CertifyReport;
  /** The bundle's folder, from where the page lies. */
  readonly bundle: string;
  readonly commands: readonly Command[];
  readonly statements: Readonly<Record<string, string>>;
}

export interface MatrixPage {
  readonly type: 'matrix';
  readonly report: MatrixReport;
  /** Of each column: the page of its certificate, and its bundle, from where this page lies. */
  readonly places: readonly { readonly page: string | null; readonly bundle: string }[];
  readonly statements: Readonly<Record<string, string>>;
}

export interface ComparedSide {
  readonly history: PackedHistory;
  readonly parting: readonly number[];
}

export interface ComparisonPage {
  readonly type: 'comparison';
  readonly report: CompareReport;
  /** The two histories, as the report names them, and the records by which they part. */
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly commands: readonly Command[];
}

export interface SeedsPage {
  readonly type: 'seeds';
  readonly report: SeedsReport;
  /** What each property says must hold. */
  readonly statements: Readonly<Record<string, string>>;
}

export type PageData = FailurePage | RunPage | CertificatePage | MatrixPage | ComparisonPage | SeedsPage;
