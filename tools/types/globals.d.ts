// What the page's scripts leave for each other.

/** Whether this page was written by a script of another one; see frame.js. */
declare var lstmWritten: boolean;

/** The last value of a setting in the address, or null; see frame.js. */
declare var lstmAsked: (wanted: string, written?: string) => string | null;

/** Whether shim.js came. */
declare var lstmShim: boolean | undefined;
