// site/runtime.mjs, which the build writes (write_runtime in py/bundler).

/** Pyodide's version. */
export const version: string;

/** Pyodide's folder, seen from there. */
export const pyodide: string;

/** For Pyodide: of what it may load. */
export const lock: { info: Record<string, string>; packages: object };

type File = { path: string; bytes: number; sha256: string };

/** What is fetched and checked before Python starts, by name. */
export const files: Record<string, File>;

/**
 * What Python then imports, in this order, by name of the module: what it needs for that; under "" what it imports when
 * it is ready.
 */
export const imports: Record<string, Record<string, File>>;

/** What is fetched after that. */
export const later: Record<string, File>;
export const extra: Record<string, Record<string, File>>;

/** Addresses of what is only fetched ahead. */
export const preload: string[];
