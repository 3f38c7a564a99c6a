// Says so plainly where a browser cannot do what the page needs, where a file of the page's own does not come, and why.
// Written in ES5, so that every browser can parse it. It may itself come late, or not at all; see page/boot.js.
(function () {
  var root = document.documentElement;
  var own = /** @type {HTMLScriptElement} */ (document.currentScript);
  // Whatever is written there, by a browser that saved the page as it was.
  if (!window.lstmShim) root.setAttribute("data-python", "loading");
  // A function that does nothing but make a vector of zeros and drop it.
  var simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11];
  var SIMD = "WebAssembly with SIMD";
  var STYLE_PATIENCE = 8000; // ms
  var SHIM_PATIENCE = 15000; // ms
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
  window.lstmTooOld = missing.length > 0;
  if (window.lstmTooOld) return whenParsed(tellOld);

  // A style sheet holds back the picture and the page's script, and frame.js the picture. What does not come is no
  // longer waited for; if it comes after all, it is used.
  setTimeout(letGo, STYLE_PATIENCE);
  whenParsed(checkStyle);

  var isTold = false;
  // Where shim.js did not come, or something else came in its place, nobody else would say so, nor answer to Retry.
  whenParsed(checkShim);
  setTimeout(checkShim, SHIM_PATIENCE);

  /** @param {() => void} act what may be done more than once */
  function whenParsed(act) {
    if (document.readyState === "complete") return act();
    document.addEventListener("DOMContentLoaded", act);
    window.addEventListener("load", act); // it may be too late for the other one
    if (window.lstmShim) act();
  }

  /** @param {string} cause */
  function fail(cause) {
    root.setAttribute("data-python", "failed");
    /** @type {NodeListOf<HTMLElement>} */
    var panels = document.querySelectorAll("[data-failure]");
    for (var k = 0; k < panels.length; k++) panels[k].hidden = false;
    var places = document.querySelectorAll("[data-cause]");
    for (var n = 0; n < places.length; n++) if (cause) places[n].textContent = cause;
  }

  function tellOld() {
    var limited = missing.length === 1 && missing[0] === SIMD;
    fail(
      limited
        ? "In this browser " +
            (typeof WebAssembly === "object" ? "a part of " : "") +
            "WebAssembly is switched off, as lockdown modes and strict security modes do it; without it Python cannot run. " +
            "Where such a mode is on, it can be switched off for this site."
        : "This browser is too old for it: it lacks " +
            missing.join(", ") +
            ". Chrome and Edge 123, Firefox 121 and Safari 17.5, all of the first half of 2024, have that, and later ones."
    );
  }

  /** @returns {HTMLLinkElement[]} */
  function sheets() {
    return [].slice.call(document.querySelectorAll('link[rel="stylesheet"]'));
  }

  function letGo() {
    var frame = document.querySelector("script[blocking]");
    if (frame) frame.removeAttribute("blocking");
    sheets().forEach(function (sheet) {
      if (sheet.sheet) return;
      sheet.onload = function () {
        sheet.onload = null;
        sheet.media = "all";
        var plain = document.querySelector("[data-plain]");
        if (plain) plain.remove();
      };
      sheet.media = "not all";
      tellPlain(sheet);
    });
  }

  function checkStyle() {
    if (!getComputedStyle(root).getPropertyValue("--text")) sheets().forEach(tellPlain);
  }

  /** @param {HTMLLinkElement} sheet */
  function tellPlain(sheet) {
    if (!document.body || document.querySelector("[data-plain]")) return;
    var plain = document.createElement("p");
    plain.setAttribute("data-plain", "");
    plain.setAttribute("role", "alert");
    var name = sheet.href.split("/").pop();
    var words = ["The style of this page, ", name, ", did not come. All of it works, but it looks plain."];
    plain.textContent = words.join("");
    document.body.insertBefore(plain, document.body.firstChild);
  }

  function checkShim() {
    if (window.lstmShim || isTold) return;
    isTold = true;
    fail("");
    /** @type {NodeListOf<HTMLElement>} */
    var buttons = document.querySelectorAll("[data-retry]");
    for (var k = 0; k < buttons.length; k++) buttons[k].onclick = retry;
    var why = document.createElement("script");
    why.type = "module";
    why.src = own.src.replace("supported.js", "diagnose.js");
    if (own.src) root.appendChild(why);
  }

  function retry() {
    /** @type {NodeListOf<HTMLScriptElement>} */
    var scripts = document.querySelectorAll("script[src]");
    var past = [];
    for (var k = 0; k < scripts.length; k++)
      past.push(fetch(scripts[k].src, { cache: "reload" }).catch(function () {}));
    var isOver = new Promise(function (resolve) {
      setTimeout(resolve, 5000); // where the server is silent
    });
    Promise.race([Promise.all(past), isOver]).then(function () {
      location.reload();
    });
  }
})();
