// Optional, for a page with LSTM demos in frames (<iframe data-lstm>): every frame becomes as high as its demo and
// follows the page's light or dark colours; where its address asks for it, the page is seen through it. Without this
// the frames work as well, with the height that they have. The build makes dist/embed/embed.js of this and what it
// imports.
import { defineElement } from "./element.js";
import { firstHeight, frames } from "./frames.js";
import { startMessages } from "./messages.js";
import { markLinks, move, release, startMovingLinks } from "./moving.js";
import { startSkipLinks } from "./skip.js";

function begin() {
  frames().forEach(firstHeight);
  markLinks();
}

// It may be there once for every demo. The other modules change nothing before they are started.
if (!window.lstmEmbed) {
  window.lstmEmbed = true;
  // Some pages load scripts by scripts, and then none of them is the current one.
  const script = document.currentScript ?? document.querySelector('script[src*="embed/embed.js"]');
  startMessages((frame) => {
    move(frame);
    markLinks(); // those of a frame that came later, too
  });
  startSkipLinks();
  startMovingLinks();
  defineElement(/** @type {HTMLScriptElement | null} */ (script)?.src || document.baseURI, release);
  begin();
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin); // those that stand below it
}
