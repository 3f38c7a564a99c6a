// Written into every page but those that are one file, before anything that it asks for: where the page's folder is. Some
// servers show index.html at the address of its folder without a slash, or a page at its own name with one, and from
// there no file would be found.
((page) => {
  /** @param {string | undefined} part */
  const isName = (part) => part?.split(".html")[0] === page;
  const [last, before] = location.pathname.split("/").reverse();
  const isPage = last || !isName(before);
  const isFolder = last && page === "index" && !isName(last) && !/\.(?:x?html?|php|aspx?|jsp)(?!.)/i.test(last);
  if ((isPage && !isFolder) || !location.protocol.startsWith("http")) return;
  const base = document.createElement("base");
  base.href = isFolder ? ["./", last, "/"].join("") : "../";
  document.head.append(base);
  // To the browser, all of the page's links to places within it now lead away.
  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    location.hash = link.hash;
  });
})(/** @type {HTMLScriptElement} */ (document.currentScript).dataset.page);
