import { redact } from './redact.ts';

/** Lines for the log channel; tokens and absolute paths are taken out. */
export interface Log {
  debug: (message: string) => void;
  info: (message: string) => void;
  warn: (message: string) => void;
  /** A fault of ours, with its stack. */
  fault: (during: string, error: unknown) => void;
}

/** A log that also remembers its last lines, for reports. */
export interface RecentLog extends Log {
  recent: () => readonly string[];
}

const mostRecent = 40;

/** The parts of the editor's log channel that are used. */
export interface LogSink {
  debug: (message: string) => void;
  info: (message: string) => void;
  warn: (message: string) => void;
  error: (message: string) => void;
}

/** @param secrets texts that must never be written, read at each line */
export function createLog(sink: LogSink, secrets: () => readonly string[]): RecentLog {
  let lines: string[] = [];
  const clean = (level: string, text: string): string => {
    const line = redact(text, secrets());
    lines = [...lines.slice(1 - mostRecent), `${level}: ${line}`];
    return line;
  };
  return {
    recent: () => lines,
    debug: (message) => sink.debug(clean('debug', message)),
    info: (message) => sink.info(clean('info', message)),
    warn: (message) => sink.warn(clean('warn', message)),
    fault: (during, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      sink.error(clean('error', `${during}: ${text}`));
    },
  };
}
