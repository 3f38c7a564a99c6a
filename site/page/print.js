// Pages that Python made, to be printed in place of the page around them.
const SHEETS = "print-sheets";

/** @param {string} html */
export function printPages(html) {
  clear();
  const sheets = document.createElement("div");
  sheets.id = SHEETS;
  sheets.innerHTML = html;
  document.body.append(sheets);
  document.documentElement.dataset.prints = "sheets";
  // Some browsers print later, and not all of them say that they have.
  for (const type of ["afterprint", "pointerdown", "keydown"]) addEventListener(type, clear, { once: true });
  print();
}

function clear() {
  document.getElementById(SHEETS)?.remove();
  delete document.documentElement.dataset.prints;
}
