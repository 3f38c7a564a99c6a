// What the page's scripts leave for each other.

/** Whether this page was written by a script of another one; see frame.js. */
declare var lstmWritten: boolean;

/** The last value of a setting in the address, or null; see frame.js. */
declare var lstmAsked: (wanted: string, written?: string) => string | null;

/** Whether the browser lacks what the page needs; undefined as long as supported.js has not come. */
declare var lstmTooOld: boolean | undefined;

/** Whether shim.js came. */
declare var lstmShim: boolean | undefined;

/** Whether embed/embed.js came. */
declare var lstmEmbed: boolean | undefined;

/** In a page that is one file: its modules and its downloads, see one-file/page.js; in a worker of it, there at least. */
declare var oneFile: { open(): Promise<void>; downloads(url: string, name: string): Worker } | undefined;

/** In the worker that downloads: to wait for before what has come is worked on; see start.js. */
declare var mayBegin: Promise<unknown> | undefined;

/** Where Python runs on the page: what the two talk over; see page/startup.js. */
declare var lstmChannel: LstmChannel | null | undefined;

type LstmChannel = EventTarget & {
  /** Set by python/run.js: for what Python tells; see python.mjs. */
  postMessage?(message: object): void;
  /** Set by web/entry.py: Python's answer to a message of the page. */
  dispatch?(message: string): string;
};
