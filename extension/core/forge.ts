/** The kinds of web pages for Git repositories whose addresses are known here. */
export type ForgeKind = 'github' | 'gitlab' | 'bitbucket' | 'bitbucket-server' | 'azure' | 'gitea';

/** Where a repository is looked at in a browser. */
export interface Forge {
  kind: ForgeKind;
  host: string;
  /** Address of the repository's page, without a slash at the end. */
  web: string;
}

/** A remote whose pages are not known here: `host` for the explanation, null when it has no host at all. */
export interface UnknownForge {
  kind: 'unknown';
  host: string | null;
}

/** Lines of a file as it was at a commit. Lines are counted from 1; the last one belongs to it. */
export interface Lines {
  commit: string;
  /** Relative to the top of the repository, with slashes. */
  path: string;
  firstLine: number;
  lastLine: number;
}

interface Remote {
  /** With the port where one has to be kept. */
  host: string;
  path: string;
}

const withScheme =
  /^(?<scheme>https?|ssh|git|git\+ssh|ssh\+git):\/\/(?:[^/]*@)?(?<host>[^/:@]+)(?::(?<port>\d+))?\/(?<path>.*)$/iu;
const scpLike = /^(?:[^/@:]+@)?(?<host>[^/:@]{2,}):(?!\/\/)(?<path>.*)$/u;

/** The web page of a remote, from its address in any spelling. Credentials never become part of it. */
export function forgeOf(remoteUrl: string | undefined): Forge | UnknownForge {
  const remote = remoteUrl === undefined ? null : readRemote(remoteUrl.trim());
  if (remote === null) return { kind: 'unknown', host: null };
  const kind = kindOf(remote);
  if (kind === null) return { kind: 'unknown', host: remote.host };
  return { kind, host: remote.host, web: `https://${webPath(kind, remote)}` };
}

/** The page that opens a pull request from `branch` into `base`, with the title filled in where the forge takes one. */
export function pullRequestUrl(forge: Forge, base: string, branch: string, title: string): string {
  return forge.web + pages[forge.kind].pullRequest(base, branch, title);
}

/** The page of lines at a commit: what it shows never changes. */
export function permalink(forge: Forge, lines: Lines): string {
  return forge.web + pages[forge.kind].lines(lines);
}

interface Pages {
  pullRequest: (base: string, branch: string, title: string) => string;
  lines: (lines: Lines) => string;
}

const pages: Readonly<Record<ForgeKind, Pages>> = {
  github: {
    pullRequest: (base, branch, title) => `/compare/${compared(base, branch)}?${query({ expand: '1', title })}`,
    lines: (lines) => `/blob/${lines.commit}/${segments(lines.path)}#${range(lines, 'L', '-L')}`,
  },
  gitea: {
    pullRequest: (base, branch) => `/compare/${compared(base, branch)}`,
    lines: (lines) => `/src/commit/${lines.commit}/${segments(lines.path)}#${range(lines, 'L', '-L')}`,
  },
  gitlab: {
    pullRequest: (base, branch, title) =>
      `/-/merge_requests/new?${query({
        'merge_request[source_branch]': branch,
        'merge_request[target_branch]': base,
        'merge_request[title]': title,
      })}`,
    lines: (lines) => `/-/blob/${lines.commit}/${segments(lines.path)}#${range(lines, 'L', '-')}`,
  },
  bitbucket: {
    pullRequest: (base, branch) => `/pull-requests/new?${query({ source: branch, dest: base })}`,
    lines: (lines) => `/src/${lines.commit}/${segments(lines.path)}#${range(lines, 'lines-', ':')}`,
  },
  'bitbucket-server': {
    pullRequest: (base, branch) =>
      `/pull-requests?create&${query({ sourceBranch: `refs/heads/${branch}`, targetBranch: `refs/heads/${base}` })}`,
    lines: (lines) => `/browse/${segments(lines.path)}?${query({ at: lines.commit })}#${range(lines, '', '-')}`,
  },
  azure: {
    pullRequest: (base, branch) => `/pullrequestcreate?${query({ sourceRef: branch, targetRef: base })}`,
    lines: ({ commit, path, firstLine, lastLine }) => {
      const place = { line: firstLine, lineEnd: lastLine + 1, lineStartColumn: 1, lineEndColumn: 1 };
      return `?${query({ path: `/${path}`, version: `GC${commit}`, ...place })}`;
    },
  },
};

function compared(base: string, branch: string): string {
  return `${segments(base)}...${segments(branch)}`;
}

function range({ firstLine, lastLine }: Lines, before: string, between: string): string {
  return `${before}${firstLine}${firstLine === lastLine ? '' : `${between}${lastLine}`}`;
}

function readRemote(url: string): Remote | null {
  const parts = (withScheme.exec(url) ?? scpLike.exec(url))?.groups;
  const path = (parts?.['path'] ?? '')
    .replace(/[?#].*$/u, '')
    .replaceAll(/^\/+|\/+$/gu, '')
    .replace(/\.git$/iu, '');
  const host = parts?.['host']?.toLowerCase() ?? '';
  if (host === '' || path === '' || /[@\p{Cc}\s]/u.test(host + path)) return null;
  // The port of SSH says nothing about the web page.
  const isWeb = /^https?$/iu.test(parts?.['scheme'] ?? '');
  const port = isWeb && parts?.['port'] !== undefined && parts['port'] !== '443' ? `:${parts['port']}` : '';
  return { host: `${host}${port}`, path };
}

function kindOf({ host, path }: Remote): ForgeKind | null {
  const labels = host.replace(/:\d+$/u, '').split('.');
  const named = (name: string): boolean => labels.some((label) => label.split('-').includes(name));
  if (/(?:^|\.)(?:dev\.azure\.com|visualstudio\.com)$/u.test(host)) return 'azure';
  if (host === 'bitbucket.org') return 'bitbucket';
  if (named('bitbucket') || named('stash') || path.startsWith('scm/')) return 'bitbucket-server';
  if (named('github') || host.endsWith('.ghe.com')) return 'github';
  if (named('gitlab')) return 'gitlab';
  return named('gitea') || named('forgejo') || host === 'codeberg.org' ? 'gitea' : null;
}

function webPath(kind: ForgeKind, { host, path }: Remote): string {
  const parts = path.split('/').map((part) => encodeURIComponent(decoded(part)));
  if (kind === 'bitbucket-server') {
    const [project = '', repository = ''] = parts.slice(-2);
    const personal = project.startsWith('~') ? `users/${project.slice(1)}` : `projects/${project}`;
    return `${host}/${personal}/repos/${repository}`;
  }
  if (kind !== 'azure') return `${host}/${parts.join('/')}`;
  if (parts[0] === 'v3') {
    const [, organisation = '', project = '', repository = ''] = parts;
    return `dev.azure.com/${organisation}/${project}/_git/${repository}`;
  }
  return `${host}/${parts.join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Encoded for a path, with its slashes kept. */
function segments(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}

function query(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
