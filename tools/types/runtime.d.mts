// site/runtime.mjs, which the build writes (write_runtime in py/bundler).

/** What is fetched and checked, by name. */
export const files: Record<string, { path: string; bytes: number; sha256: string }>;

/** Addresses of what is only fetched ahead. */
export const preload: string[];
