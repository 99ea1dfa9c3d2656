import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';

/** A workbench as a site on the web serves it: with the extension from its own address, run by the browser. */
export interface WebHost {
  readonly url: string;
  /** The workbench that is shown. */
  show(workbench: string): void;
  stop(): Promise<void>;
}

const at = '/extension-for-browsers';
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/**
 * Stands before a workbench, once there is one, and names to it, in the configuration of its page, the extension in `folder` (the unpacked
 * package). The server of the workbench does not have it, so that it runs in a web worker of the page.
 */
export async function startWebHost(folder: string): Promise<WebHost> {
  let target = new URL('http://127.0.0.1');
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', target);
    if (pathname.startsWith(`${at}/`)) {
      const type = types[path.extname(pathname)] ?? 'application/octet-stream';
      readFile(path.join(folder, path.posix.normalize(decodeURIComponent(pathname.slice(at.length))))).then(
        (body) => outgoing.writeHead(200, { 'content-type': type }).end(body),
        () => outgoing.writeHead(404).end(),
      );
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', target), { method, headers: plain(headers) }, (answer) => {
      if (pathname !== '/' || answer.statusCode !== 200) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const { 'content-length': _, ...kept } = answer.headers;
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const page = withExtension(Buffer.concat(chunks).toString(), headers.host ?? '');
        outgoing.writeHead(200, kept).end(page);
      });
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(target, incoming, socket, head),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: (workbench) => void (target = new URL(workbench)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page that is to be changed must not come packed. */
function plain(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return { ...headers, 'accept-encoding': 'identity' };
}

function withExtension(page: string, authority: string): string {
  const settings = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/u;
  return page.replace(settings, (_all, before: string, text: string) => {
    const configuration = JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as object;
    const additionalBuiltinExtensions = [{ scheme: 'http', authority, path: at }];
    const changed = JSON.stringify({ ...configuration, additionalBuiltinExtensions });
    return `${before}${changed.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
}

/** Hands a connection of the page to the server of the workbench through as it is. */
function upgrade(target: URL, { method, url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
  const onward = connect(Number(target.port), target.hostname, () => {
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [onward, socket]) {
    end.on('error', () => {
      onward.destroy();
      socket.destroy();
    });
  }
}
