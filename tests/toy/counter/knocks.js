// Counts the knocks by itself, and tells.
export function start(demo, raise) {
  let times = 0;
  demo.querySelector("[data-knock]").addEventListener("click", () => raise("knock", { times: ++times }));
  return {
    effects: {
      echo({ times: heard }) {
        demo.dataset.echo = heard;
      },
    },
    get kept() {
      return times;
    },
    restore(kept = 0) {
      times = kept;
    },
  };
}
