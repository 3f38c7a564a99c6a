// Whether a script of another page wrote this one into the window (document.write, about:blank): then location is the
// address of that page, and no navigation fetched it.
globalThis.lstmWritten = (() => {
  /** @param {string | undefined} url */
  const bare = (url) => url?.split("#")[0];
  /** @param {Window | null} page */
  const goesByOurs = (page) => {
    try {
      return page && page !== window && bare(page.location.href) === bare(location.href);
    } catch {
      return false; // of another origin
    }
  };
  const fetched = performance.getEntriesByType("navigation")[0]?.name;
  return bare(fetched) !== bare(location.href) && [parent, opener].some(goesByOurs);
})();

// What the address asks for, before Python is there: the last value of a setting, or null. These are the rules of
// demos/query.py, which has the reasons for them, under the same names.
globalThis.lstmAsked = (() => {
  const { settings } = /** @type {Record<string, string>} */ (document.documentElement.dataset);
  const NAMES = ["demo", ...settings.split(" ")];
  const LONGEST = 20_000;
  const [AMPERSAND, PERCENT, SETTING] = ["(?:amp|#0*38|#x0*26);", "%(?:25){0,2}", "(?=[a-z_]\\w{0,30}=)"];
  /** @param {string[]} parts */
  const rule = (...parts) => new RegExp(parts.join(""), "gi");
  const EQUALS = rule(
    `&(?:${AMPERSAND}){0,3}(?:equals|#0*61|#x0*3d);|(?:\\\\|${PERCENT}5C)u003d`,
    `|\uff1d|${PERCENT}EF${PERCENT}BC${PERCENT}9D`,
  );
  const ENTITY = rule(
    `(?:&|\uff06|${PERCENT}EF${PERCENT}BC${PERCENT}86|(?:\\\\|${PERCENT}5C)u0026|u0026${SETTING})(?:${AMPERSAND})*`,
  );
  const SOFT_BREAK = /=(?:\r|%0D)?(?:\n|%0A)/gi;
  const BEGINNING = rule(`^(?:${AMPERSAND}|[?&;])+`);
  const NEXT = rule(`(?<![?&;])[?&;]+(?:${AMPERSAND}){0,3}${SETTING}`);
  const UNSEEN = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are spaces there
  const SPACE = /[\s\x1c-\x1f\x85]/g; // what Python takes for one
  const WITHIN = /[ \\=]/g;
  const END = /(?:%[\da-f]?|[ .,:;!?()[\]{}<>'"*`|\\\u2019\u201d\u00bb\u203a\u2026]){1,9}$/i;
  const MORE = /\W{1,9}(?:(?:read|see|show|view)\W{1,3})?more\W{0,9}$/i;

  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  /** @param {string} run */
  const bytes = (run) => Uint8Array.from(run.slice(1).split("%"), (digits) => parseInt(digits, 16));
  /** @param {string} text */
  const unquote = (text) => text.replace(/(?:%[\da-f]{2})+/gi, (run) => utf8.decode(bytes(run)));
  /** @param {string} text */
  const decoded = (text) =>
    unquote(unquote(unquote(text.replaceAll("+", " "))))
      .replace(UNSEEN, "")
      .replace(SPACE, " ");
  /** @param {string} value */
  const meant = (value) => value.replace(MORE, "").replace(WITHIN, "").replace(/^3D/, "").replace(END, "");

  /** @param {string} query */
  function piecesOf(query) {
    for (let time = 0; time < 4; time++) {
      query = query.replace(EQUALS, "=").replace(ENTITY, "&");
      if (query.includes("=")) break;
      query = unquote(query);
    }
    return query.split("#")[0].split("&").map(unbroken);
  }

  /** @param {string} piece */
  function unbroken(piece) {
    const joined = piece.replace(SOFT_BREAK, "");
    return joined.includes("=") ? joined : piece;
  }

  /**
   * @param {string} wanted
   * @param {string} written
   */
  return (wanted, written = lstmWritten ? "" : location.search + location.hash) => {
    let last = null;
    const left = piecesOf(written.slice(0, LONGEST).replace(/^\?/, "")).reverse();
    for (let piece = left.pop(); piece !== undefined; piece = left.pop()) {
      const [, rawName, rawValue] = /** @type {string[]} */ (/^([^=]*)(?:=(.*))?$/s.exec(piece));
      const within = decoded(rawName);
      let name = (rawValue === undefined ? meant(within) : within.replace(WITHIN, "")).replace(BEGINNING, "");
      if (/^amp/i.test(name) && NAMES.includes(name.slice(3))) name = name.slice(3);
      if (!NAMES.includes(name)) continue;
      const [value, ...others] = decoded(rawValue ?? "").split(NEXT);
      left.push(...others.reverse());
      if (name === wanted) last = meant(value);
    }
    return last;
  };
})();

// The picture that the build drew may be the answer to what the address asks; see demos/lesson/style.css.
if (lstmAsked("ask") !== null) document.documentElement.dataset.asks = "";

// In a frame: tells the page around it how high the demo is, and takes that page's colours; see embed/messages.js. It
// comes before anything is drawn, so that a dark page does not flash.
(() => {
  if (parent === window) return;
  const { documentElement } = document;
  const asked = lstmAsked("theme") ?? "";
  const [, theme] = /^(?:transparent-)?(light|dark)$/.exec(asked) ?? []; // by the address, which wins over the page
  const transparent = /^transparent(?:-light|-dark)?$/.test(asked);
  /** @param {object} message */
  const tell = (message) => parent.postMessage({ lstm: 1, theme, transparent, ...message }, "*");
  // Of the whole document: a margin at the end of the body sticks out of it, and then the frame would scroll by itself.
  const tellHeight = () => tell({ height: Math.ceil(documentElement.getBoundingClientRect().height) });

  // Transparent only by the word of somebody who knows the ground: dark text on a dark page could not be read.
  /**
   * @param {string} name
   * @param {string} ground
   */
  function wear(name, ground) {
    documentElement.dataset.theme = name;
    if (!transparent) return;
    documentElement.dataset.transparent = "";
    documentElement.style.setProperty("--behind", CSS.supports("color", ground) ? ground : "");
  }
  if (theme) wear(theme, "");

  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.lstm !== 1) return;
    if (["light", "dark"].includes(data.theme))
      wear(theme ?? data.theme, (theme ?? data.theme) === data.theme ? data.ground : "");
    if (document.readyState !== "loading") tellHeight(); // embed.js may not have been there to hear it before
  });
  tell({ hello: true });
  const follow = () => new ResizeObserver(tellHeight).observe(documentElement);
  // Some hosts run scripts when all else is over.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", follow);
  else follow();
})();
