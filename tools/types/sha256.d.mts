// site/sha256.mjs, which the build makes of @noble/hashes (write_sha256 in py/bundler/fetch/assets.py).

export function sha256(bytes: Uint8Array): Uint8Array;
