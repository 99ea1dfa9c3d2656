/** One event of a stream as the server wrote it. */
export interface ServerEvent {
  type: string;
  data: string;
  /** Where to go on after this event; null when it has no id. */
  id: string | null;
}

/** Longer ones are not ours, and would fill the memory of the editor. */
const longestEvent = 1_000_000;

/**
 * Reads a stream of server-sent events (the format of the HTML standard) from pieces that may be cut anywhere.
 * The answered function takes the next piece; it answers false when the stream is none of ours.
 */
export function createEventParser(onEvent: (event: ServerEvent) => void): (piece: string) => boolean {
  let rest = '';
  let data: string[] = [];
  let type = '';
  let id: string | null = null;
  let isStart = true;

  const dispatch = (): void => {
    if (data.length > 0) onEvent({ type: type === '' ? 'message' : type, data: data.join('\n'), id });
    data = [];
    type = '';
    id = null;
  };

  const readLine = (line: string): void => {
    if (line === '') dispatch();
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') data.push(value);
    else if (name === 'event') type = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  };

  return (piece) => {
    rest += isStart ? piece.replace(/^\uFEFF/u, '') : piece;
    isStart = isStart && piece === '';
    // A carriage return at the end may be half of a line end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line);
    return rest.length + data.reduce((sum, line) => sum + line.length, 0) <= longestEvent;
  };
}
