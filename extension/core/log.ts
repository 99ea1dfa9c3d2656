import { redact } from './redact.ts';

/** Lines for the log channel; tokens and absolute paths are taken out. */
export interface Log {
  debug: (message: string) => void;
  info: (message: string) => void;
  warn: (message: string) => void;
  /** A fault of ours, with its stack. */
  fault: (during: string, error: unknown) => void;
}

/** The parts of the editor's log channel that are used. */
export interface LogSink {
  debug: (message: string) => void;
  info: (message: string) => void;
  warn: (message: string) => void;
  error: (message: string) => void;
}

/** @param secrets texts that must never be written, read at each line */
export function createLog(sink: LogSink, secrets: () => readonly string[]): Log {
  const clean = (text: string): string => redact(text, secrets());
  return {
    debug: (message) => sink.debug(clean(message)),
    info: (message) => sink.info(clean(message)),
    warn: (message) => sink.warn(clean(message)),
    fault: (during, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      sink.error(clean(`${during}: ${text}`));
    },
  };
}
