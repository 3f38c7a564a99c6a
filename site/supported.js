// Says so plainly where a browser is too old for the page, before any other script may trip over it. Written in the
// language of 2009, so that every browser can read it.
(function () {
  var root = document.documentElement;
  root.setAttribute("data-python", "loading"); // whatever is written there, by a browser that saved the page as it was
  // A function that does nothing but make a vector of zeros and drop it.
  var simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11];
  /** @type {Record<string, () => boolean>} */
  var needed = {
    "WebAssembly with SIMD": function () {
      return WebAssembly.validate(new Uint8Array(simd));
    },
    "import maps": function () {
      return HTMLScriptElement.supports("importmap");
    },
    "module workers": function () {
      return typeof Worker === "function";
    },
    "DecompressionStream": function () {
      return typeof DecompressionStream === "function";
    },
    "Promise.withResolvers": function () {
      return typeof Promise.withResolvers === "function";
    },
    "the colours of CSS light-dark()": function () {
      return CSS.supports("color", "light-dark(#000, #fff)");
    }
  };
  /** @type {string[]} */
  var missing = [];
  for (var name in needed) {
    var there = false;
    try {
      there = needed[name]();
    } catch (error) {
      /* not even what it is asked with */
    }
    if (!there) missing.push(name);
  }
  if (!missing.length) return document.addEventListener("DOMContentLoaded", checkShim);
  root.setAttribute("data-python", "failed");
  document.addEventListener("DOMContentLoaded", tell);

  function tell() {
    var places = document.querySelectorAll("[data-cause]");
    for (var k = 0; k < places.length; k++) {
      places[k].textContent =
        "This browser is too old for it: it lacks " +
        missing.join(", ") +
        ". A Chrome, Edge or Firefox of 2024 or later will do; so should a Safari.";
    }
  }

  // Where shim.js did not come, or something else came in its place, nobody else would say so, nor answer to Retry.
  function checkShim() {
    if (window.lstmShim) return;
    root.setAttribute("data-python", "failed");
    /** @type {NodeListOf<HTMLElement>} */
    var buttons = document.querySelectorAll("[data-retry]");
    for (var k = 0; k < buttons.length; k++) buttons[k].onclick = retry;
  }

  function retry() {
    /** @type {NodeListOf<HTMLScriptElement>} */
    var scripts = document.querySelectorAll("script[src]");
    var past = [];
    for (var k = 0; k < scripts.length; k++)
      past.push(fetch(scripts[k].src, { cache: "reload" }).catch(function () {}));
    Promise.all(past).then(function () {
      location.reload();
    });
  }
})();
