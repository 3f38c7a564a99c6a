// Decodes texts of HTML, each of which is encoded as changes of an earlier one; see bundler/pages/repetition.py.

const BLANK = "\t"; // in the place of digits

/**
 * @typedef {{forms: string[], pieces: number[], digits: string, texts: number[][]}} Encoded
 *
 * @param {Encoded} encoded
 * @returns {string[]} the texts
 */
export function decoded({ forms, pieces: formOf, digits, texts }) {
  const all = digits.split(" ");
  let next = 0; // of these
  const pieces = formOf.map((form) => {
    const [begin, ...others] = forms[form].split(BLANK);
    return others.reduce((piece, other) => piece + all[next++] + other, begin);
  });
  /** @type {string[][]} */
  const rows = [];
  let number = 0; // of the last piece
  for (const [at, [back, ...changes]] of texts.entries()) {
    const old = back ? rows[at - back] : [];
    /** @type {string[]} */
    const row = [];
    let done = 0; // of the old one
    for (let k = 0; k < changes.length; ) {
      const [keep, drop, count] = changes.slice(k, k + 3);
      k += 3;
      for (const end = done + keep; done < end; done++) row.push(old[done]);
      done += drop;
      for (const end = k + count; k < end; k++) {
        number += changes[k];
        row.push(pieces[number]);
      }
    }
    for (; done < old.length; done++) row.push(old[done]);
    rows.push(row);
  }
  return rows.map((row) => row.join(""));
}
