/** The last part of a path with forward slashes, as editors write it on every system. */
export function baseName(path: string): string {
  return path.replace(/\/+$/u, '').split('/').at(-1) ?? '';
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const privateFoldersSetting = 'tickmark.privateFolders';
