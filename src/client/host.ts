/** What a client needs from its world: a way to connect, timers, chance, and somebody to report to. */
import type { Micros } from '../kernel/time.ts';
import type { Message } from '../protocol/message.ts';

export interface ClientTransport {
  send(message: Message): void;
  close(code: number, reason: string): void;
}

export interface ClientEvents {
  onOpen(): void;
  onMessage(message: Message): void;
  /** The connection is gone, or never came to be (code 1006). Called once per connection. */
  onClose(code: number, reason: string): void;
}

/** How far an operation got. */
export type OperationProgress = 'sent' | 'answered' | 'settled';

export interface ClientHost {
  connect(events: ClientEvents): ClientTransport;
  now(): Micros;
  after(delay: Micros, callback: () => void): object;
  cancel(timer: object): void;
  /** A float in [0, 1), from the client's own stream. */
  random(): number;
  /** An operation made progress; `answered` comes again after every refusal that is retried. */
  progress(operation: string, step: OperationProgress): void;
  /** This client changed or may have changed a session: a checkpoint for the auditor. */
  checkpoint(session: string): void;
  /** What it proves itself with; asked for when it connects. */
  token(): string;
}
