const withScheme =
  /^(?:https?|ssh|git|git\+ssh|ssh\+git):\/\/(?:[^/]*@)?(?<host>[^/:@]+|\[[^\]]+\])(?::\d*)?\/(?<path>.*)$/iu;
const scpLike = /^(?:[^/@:]+@)?(?<host>[^/:@]{2,}):(?!\/\/)(?<path>.*)$/u;

/**
 * How a repository is named to the server: `host/owner/name` of its remote with the host in lower case, the same for
 * every way to spell the address and for everybody who works on it. Credentials, ports, queries and local paths never
 * become part of it; without a usable remote it is the folder's name.
 */
export function repositoryName(remoteUrl: string | undefined, folderName: string): string {
  const fromRemote = remoteUrl === undefined ? null : fromUrl(remoteUrl.trim());
  return (fromRemote ?? localName(folderName)).slice(0, maxLength);
}

const maxLength = 500;

function fromUrl(url: string): string | null {
  const parts = (withScheme.exec(url) ?? scpLike.exec(url))?.groups;
  const host = parts?.['host']?.toLowerCase() ?? '';
  const path = (parts?.['path'] ?? '')
    .replace(/[?#].*$/u, '')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/')
    .replace(/\.git$/iu, '');
  // An @ in the path is what is left of credentials written wrongly.
  return host === '' || path === '' || /[@\p{Cc}]/u.test(host + path) ? null : `${host}/${path}`;
}

function localName(folderName: string): string {
  const last = folderName.split(/[/\\]/u).findLast((segment) => segment !== '') ?? '';
  const plain = last.replaceAll(/\p{Cc}/gu, '');
  return plain === '' ? 'unnamed' : plain;
}
