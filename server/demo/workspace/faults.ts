/** How an answer goes wrong on its way. */
export type FaultAnswer =
  /** The true answer; useful with `hold`. */
  | { kind: 'real' }
  /** Any status; `body` replaces the usual error body. */
  | {
      kind: 'status';
      status: number;
      code?: string;
      message?: string;
      additionalData?: Record<string, string | string[]>;
      headers?: Record<string, string>;
      body?: string;
    }
  /** 503 although the request was carried out, with what Notion then says: what was made, and not to repeat it. */
  | { kind: 'saved' }
  /** What an edge proxy says instead of the API. */
  | { kind: 'html'; status: number }
  /** 200 with half of the JSON. */
  | { kind: 'truncated' }
  /** 200 without a body. */
  | { kind: 'empty' }
  /** Headers and half of the body; the rest never comes. */
  | { kind: 'stalled' }
  /** Headers and half of the body, then the connection breaks. */
  | { kind: 'cut' }
  /** Nothing at all, not even headers, until released; then the connection breaks. */
  | { kind: 'silence' }
  /** The connection is reset at once. */
  | { kind: 'reset' };

type FaultEffect = 'none' | 'applied' | 'on_release';

export interface Fault {
  answer: FaultAnswer;
  /** Whether the request takes effect: not at all, before the answer, or only when the test releases it. */
  effect?: FaultEffect;
  /** Wait for the test's release before doing anything. */
  hold?: boolean;
}

export interface FaultMatch {
  method?: string;
  /** A path's beginning, or a pattern on the whole path. */
  path?: string | RegExp;
  /** Let this many matching requests through first. */
  skip?: number;
  /** How many requests meet the fault; 1 unless told. */
  times?: number;
}

export interface FaultHandle {
  /** Resolves when the first request has met the fault. */
  readonly reached: Promise<void>;
  hits: () => number;
  /** Lets held requests go on and lets late effects happen. */
  release: () => void;
  /** Takes the fault back; requests that met it already are released. */
  cancel: () => void;
}

export interface ArmedFault {
  readonly fault: Required<Fault>;
  readonly released: Promise<void>;
}

export interface FaultPort {
  /** Scripts the next matching request. Faults are met in the order they were scripted. */
  next(match: FaultMatch, fault: Fault): FaultHandle;
  /** Takes all faults back. */
  clear(): void;
  /** For the server: the fault this request meets, if any. */
  meet(method: string, path: string): ArmedFault | null;
}

const effectOf: Readonly<Record<FaultAnswer['kind'], FaultEffect>> = {
  real: 'applied',
  status: 'none',
  saved: 'applied',
  html: 'none',
  truncated: 'applied',
  empty: 'applied',
  stalled: 'applied',
  cut: 'applied',
  silence: 'none',
  reset: 'none',
};

interface Script extends ArmedFault {
  match: FaultMatch;
  skip: number;
  left: number;
  hits: number;
  reach(): void;
  release(): void;
}

function promiseWithResolve(): [Promise<void>, () => void] {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

function fits(match: FaultMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string' ? path.startsWith(match.path) : match.path.test(path);
}

export function makeFaultPort(): FaultPort {
  let scripts: Script[] = [];

  function next(match: FaultMatch, fault: Fault): FaultHandle {
    const [reached, reach] = promiseWithResolve();
    const [released, release] = promiseWithResolve();
    const complete = { hold: false, effect: effectOf[fault.answer.kind], ...fault };
    const left = match.times ?? 1;
    const script: Script = { match, skip: match.skip ?? 0, left, hits: 0, reach, release, released, fault: complete };
    scripts.push(script);
    const cancel = () => {
      scripts = scripts.filter((one) => one !== script);
      release();
    };
    return { reached, hits: () => script.hits, release, cancel };
  }

  function meet(method: string, path: string): ArmedFault | null {
    for (const script of scripts) {
      if (!fits(script.match, method, path)) continue;
      if (script.skip > 0) {
        script.skip -= 1;
        continue;
      }
      script.left -= 1;
      script.hits += 1;
      if (script.left <= 0) scripts = scripts.filter((one) => one !== script);
      script.reach();
      return script;
    }
    return null;
  }

  function clear(): void {
    for (const script of scripts) script.release();
    scripts = [];
  }

  return { next, meet, clear };
}
