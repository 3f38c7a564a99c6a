// The links around a frame, wherever a base element says that links lead from, and on a page that lists whole posts,
// where many have the same name: past it leads what comes next.

export function startSkipLinks() {
  addEventListener("click", (event) => {
    const around = 'a[href^="#after-lstm"], [id^="after-lstm"] > a[href="#"]';
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.(around));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const [before, name] = link.href.split("#");
    /** @param {Element} place */
    const isAfter = (place) => link.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING;
    const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[id="${name}"]`)]);
    const place = name ? places.find(isAfter) : document.body;
    const isHere = before === location.href.split("#")[0] && !document.querySelector("base[target]");
    if (!place || (isHere && (!name || place === places[0]))) return; // the browser knows the way
    event.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    if (name) place.scrollIntoView();
    else scrollTo(0, 0);
  });
}
