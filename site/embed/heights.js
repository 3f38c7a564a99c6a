// How high a frame is made before its demo says so, so that the post does not jump when it does.

// For each demo, and for its picture: widths of the frame and heights at these, in px, with straight lines between.
// Written by tests/browser/test_first_heights.py.
/** @type {Record<string, string>} */
export const FIRST = {
  "two-bit":
    "320:2886 322:2790 330:2759 353:2782 354:2686 460:2791 520:2776 575:2683 576:2592 640:2592 641:2348 710:2335 711:2281 725:2261 799:2261 800:1531 1000:1580",
  "memory":
    "320:6549 339:6441 340:6187 420:5758 520:5657 575:5374 576:5249 640:5139 641:4895 767:4682 768:4087 799:4090 800:3806 850:3733 1000:3801",
  "four-bit":
    "320:3241 330:3148 353:3128 354:2978 380:2957 420:2810 480:2784 486:2762 487:2705 575:2560 576:2413 640:2413 641:2169 679:2169 680:2116 750:2140 799:2102 800:1914 825:1840 941:1840 942:1794 1000:1774",
  "draw":
    "320:3443 330:3311 375:3284 385:3144 490:3021 500:2956 538:2956 539:2890 640:2845 641:2602 799:2681 800:2384 1000:2345",
  "own-cell":
    "320:2219 332:2188 333:2143 355:2123 356:2079 360:2065 380:2079 423:2014 424:1969 441:1969 442:1925 451:1902 452:1857 455:1838 465:1838 466:1787 490:1787 491:1731 513:1709 514:1664 520:1664 521:1619 743:1513 744:1457 931:1457 932:1412 1000:1412",
  "pictures/two-bit": "320:868 460:1129 799:1137 800:429 975:497 1000:498",
  "pictures/memory": "320:978 460:1109 575:1113 576:1036 799:1036 800:774 1000:852",
  "pictures/four-bit": "320:956 435:934 436:913 491:913 492:851 799:851 800:685 1000:685",
  "pictures/draw": "320:280 540:280 800:408 1000:408",
};

/** @param {string} table one of FIRST @param {number} width in px */
export function heightAt(table, width) {
  const points = table.split(" ").map((pair) => pair.split(":").map(Number));
  const low = points.findLast(([from]) => from <= width) ?? points[0];
  const high = points.find(([from]) => from > low[0] && from > width) ?? low;
  const share = high === low ? 0 : Math.max(width - low[0], 0) / (high[0] - low[0]);
  return Math.round(low[1] + share * (high[1] - low[1]));
}
