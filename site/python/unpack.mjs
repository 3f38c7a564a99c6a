// Puts the files of a pack (bundler/python/packs.py, inflated) into Pyodide's file system, below a folder. The files
// stay where they lie in the buffer; nothing is copied.
/**
 * @param {{ mkdirTree(path: string): void, writeFile(path: string, bytes: Uint8Array, how: object): void }} FS
 * @param {string} folder
 * @param {ArrayBuffer} buffer
 */
export function unpack(FS, folder, buffer) {
  const bytes = new Uint8Array(buffer);
  const end = bytes.indexOf("\n".charCodeAt(0));
  const made = new Set();
  let at = end + 1;
  for (const [path, size] of Object.entries(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))))) {
    const file = `${folder}/${path}`;
    const parent = file.slice(0, file.lastIndexOf("/"));
    if (!made.has(parent)) FS.mkdirTree(parent);
    made.add(parent);
    FS.writeFile(file, bytes.subarray(at, (at += size)), { canOwn: true });
  }
}

/**
 * The same once Python is there, which has looked at folders and knows what was in them.
 * @param {{ FS: Parameters<typeof unpack>[0], runPython(code: string): unknown }} python
 * @param {string} folder
 * @param {ArrayBuffer} buffer
 */
export function addPack(python, folder, buffer) {
  unpack(python.FS, folder, buffer);
  // Not importlib.invalidate_caches(), which looks at the metadata of packages too, and none is shipped.
  python.runPython("import sys\nfor finder in sys.path_importer_cache.values(): finder and finder.invalidate_caches()");
}

// The parent of site-packages is where Python looks for its standard library, beside the zip archive that Pyodide asks
// for, which can be this empty one.
/** @param {string} sitePackages */
export const libraryOf = (sitePackages) => sitePackages.slice(0, sitePackages.lastIndexOf("/"));
export const EMPTY_ZIP = Uint8Array.from("PK\x05\x06".padEnd(22, "\0"), (letter) => letter.charCodeAt(0));
