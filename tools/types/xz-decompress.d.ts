// The types of xz-decompress (npm) name its one class; Node and esbuild give a module in Node's older form as its default.
declare module "xz-decompress" {
  const xz: { XzReadableStream: new (packed: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array> };
  export default xz;
}
