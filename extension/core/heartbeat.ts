import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import { message } from './translate.ts';

export type PathMode = 'hashed' | 'relative';

/** What an editor knows at the moment of a sign of activity. */
export interface Moment {
  id: string;
  atMs: number;
  repository: string;
  branch: string | null;
  /** Inside the repository or folder, with slashes. */
  relativePath: string;
  language: string;
  category: NonNullable<Heartbeat['category']>;
  isWrite: boolean;
  /** When the pause before it began; null without one. */
  pausedAtMs?: number | null;
  /** As this editor names itself. */
  editor: string;
}

/** Turns text into a hash that cannot be computed on another machine. */
export type Hash = (text: string) => string;

const longestEntity = 1000;

/** A heartbeat as it is sent. Paths leave this machine only when the person allows it. */
export function heartbeatOf(moment: Moment, mode: PathMode, hash: Hash): Heartbeat {
  const { id, atMs, repository, branch, relativePath, language, category, isWrite, editor, pausedAtMs = null } = moment;
  return {
    id,
    at: new Date(atMs).toISOString(),
    repository,
    branch: branch?.slice(0, 500) ?? null,
    entity: mode === 'relative' && isSendable(relativePath) ? relativePath : hash(`${repository}\n${relativePath}`),
    ...(language === '' ? {} : { language: language.slice(0, 100) }),
    category,
    ...(isWrite ? { isWrite } : {}),
    ...(pausedAtMs === null ? {} : { pausedAt: new Date(pausedAtMs).toISOString() }),
    ...(editor === '' ? {} : { editor: editor.slice(0, 50) }),
  };
}

/** The heartbeat as it may be sent now: a path recorded while paths were allowed is hashed once they no longer are. */
export function asAllowed(heartbeat: Heartbeat, mode: PathMode, hash: Hash): Heartbeat {
  if (mode === 'relative' || /^[0-9a-f]{64}$/u.test(heartbeat.entity)) return heartbeat;
  return { ...heartbeat, entity: hash(`${heartbeat.repository}\n${heartbeat.entity}`) };
}

/** The fields of a heartbeat with what they mean, for the question that asks for consent. */
export function sentFields(mode: PathMode): readonly { name: keyof Heartbeat; meaning: string }[] {
  return [
    { name: 'id', meaning: message('a random number, so that nothing is counted twice') },
    { name: 'at', meaning: message('the time') },
    { name: 'repository', meaning: message('host, owner and name of the repository, or the name of the folder') },
    { name: 'branch', meaning: message('the name of the branch') },
    {
      name: 'entity',
      meaning:
        mode === 'hashed'
          ? message('a hash of the file’s path that only this machine can compute')
          : message('the file’s path inside the repository (you allowed this in the settings)'),
    },
    { name: 'language', meaning: message('the language, such as typescript') },
    {
      name: 'category',
      meaning: message('coding, debugging, building, running tests, code reviewing or writing docs'),
    },
    { name: 'isWrite', meaning: message('that the file was saved') },
    { name: 'pausedAt', meaning: message('after a pause, when it began, so that it is not counted') },
    { name: 'editor', meaning: message('which editor it is, such as vscode') },
  ];
}

/** Path of a file below a folder; null when it is not below it. Both with slashes, as in a Uri's path. */
export function pathBelow(folder: string, file: string): string | null {
  const start = lowerDrive(folder.endsWith('/') ? folder : `${folder}/`);
  return lowerDrive(file).startsWith(start) && file.length > start.length ? file.slice(start.length) : null;
}

function lowerDrive(path: string): string {
  return path.replace(/^\/[A-Z]:/u, (drive) => drive.toLowerCase());
}

const proseLanguages: ReadonlySet<string> = new Set(['markdown', 'restructuredtext', 'asciidoc', 'latex', 'plaintext']);

/** What kind of work it is, from what goes on in the editor. */
export function categoryOf(now: {
  debugging: boolean;
  testing: boolean;
  building: boolean;
  comparing: boolean;
  language: string;
}): NonNullable<Heartbeat['category']> {
  if (now.debugging) return 'debugging';
  if (now.testing) return 'running tests';
  if (now.building) return 'building';
  if (now.comparing) return 'code reviewing';
  return proseLanguages.has(now.language) ? 'writing docs' : 'coding';
}

function isSendable(path: string): boolean {
  return path.length <= longestEntity && !/\p{Cc}/u.test(path);
}
