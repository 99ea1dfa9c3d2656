class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

interface Address {
  toString: () => string;
}

/** The editor's file system as a browser has it, in memory: whole files only, and folders that are there when needed. */
export interface MemoryFiles {
  /** What `vscode.workspace.fs` and the classes around it give. */
  readonly fs: object;
  readonly FileSystemError: typeof FileSystemError;
  /** Texts by their address. */
  readonly texts: Map<string, string>;
}

export function createMemoryFiles(): MemoryFiles {
  const texts = new Map<string, string>();
  const read = (uri: Address): string => {
    const text = texts.get(uri.toString());
    if (text === undefined) throw new FileSystemError('FileNotFound');
    return text;
  };
  const fs = {
    readFile: async (uri: Address) => new TextEncoder().encode(read(uri)),
    writeFile: async (uri: Address, bytes: Uint8Array) =>
      void texts.set(uri.toString(), new TextDecoder().decode(bytes)),
    async rename(from: Address, to: Address, { overwrite }: { overwrite: boolean }) {
      const text = read(from);
      if (texts.has(to.toString()) && !overwrite) throw new FileSystemError('FileExists');
      texts.delete(from.toString());
      texts.set(to.toString(), text);
    },
    async delete(uri: Address) {
      read(uri);
      texts.delete(uri.toString());
    },
    stat: async (uri: Address) => ({ type: 1, size: read(uri).length, mtime: Date.now(), ctime: 0 }),
    async readDirectory(uri: Address) {
      const folder = `${uri.toString()}/`;
      const names = [...texts.keys()].flatMap((key) => (key.startsWith(folder) ? [key.slice(folder.length)] : []));
      if (names.length === 0) throw new FileSystemError('FileNotFound');
      return names.map((name) => [name.split('/')[0], name.includes('/') ? 2 : 1]);
    },
  };
  return { fs, FileSystemError, texts };
}
