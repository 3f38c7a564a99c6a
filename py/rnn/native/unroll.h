// The loops over time, for one block of sequences: forward, backward, and the gradients of the weights. They are shared
// by all cells and know neither task nor head; each is compiled once a cell.

#pragma once

#include "layout.h"

// All steps forward: all slots of a unit and eight sequences at a time.
//   begun    0 if h_prev of the first step is zero: then it need not be multiplied
//   seen     [T + 1][rows][W]  in: x and the one in every step, h_prev in the first; out: h of step t in seen[t + 1]
//   slots    [T][H][S][W]   out: see cell_forward
//   c        [T + 1][H][W]  in: c_prev of the first step in c[0]; out: c of step t in c[t + 1]; the LSTM's only
//   tanh_c   [T][H][W]      out; the LSTM's only
INLINE void steps_forward(const struct cell *cell, const struct sizes *s, int begun, const float *weights, v4 *seen,
                          v4 *slots, v4 *c, v4 *tanh_c) {
    const size_t H = s->H, rows = s->rows, W = s->W, S = cell->slots;
    for (size_t t = 0; t < s->T; t++)
        for (size_t j = 0; j < W; j += 2)
            for (size_t u = 0; u < H; u++) {
                v4 a[2][MOST_SLOTS] = {{{0}}};
                for (size_t k = t || begun ? 0 : H; k < rows; k++) {
                    const v4 *row = seen + (t * rows + k) * W + j;
                    const float *weight = weights + (u * rows + k) * S;
                    for (size_t slot = 0; slot < S; slot++) {
                        a[0][slot] += weight[slot] * row[0];
                        a[1][slot] += weight[slot] * row[1];
                    }
                }
                for (size_t n = 0; n < 2; n++) {
                    const size_t unit = (t * H + u) * W + j + n, at = cell->cell_state ? unit : 0;
                    const v4 h_prev = seen[(t * rows + u) * W + j + n];
                    seen[((t + 1) * rows + u) * W + j + n] =
                        cell_forward(cell, W, a[n], h_prev, slots + (t * H + u) * S * W + j + n, c + at,
                                     c + at + (cell->cell_state ? H * W : 0), tanh_c + at);
                }
            }
}

static void unroll_forward(const struct sizes *s, int begun, const struct memory *m, v4 *seen) {
    WITH_CELL(s->cell, steps_forward(cell, s, begun, m->weights, seen, m->slots, m->c, m->tanh_c))
}

// The backward pass through all steps.
//   weight_hh  [H][S][H4]
//   slots      [T][H][S][W]  in: as steps_forward left them; out: dL/da
//   dh         [T][H4][W]    dL/dh_t from the head, where given[t] is not 0; elsewhere it need not be set
//   carried    [H][W]        scratch
INLINE void steps_backward(const struct cell *cell, const struct sizes *s, const float *weight_hh, const v4 *seen,
                           v4 *slots, const v4 *c, const v4 *tanh_c, const v4 *dh, const int32_t *given, v4 *carried) {
    const size_t H = s->H, H4 = s->H4, rows = s->rows, W = s->W, S = cell->slots;
    for (size_t n = 0; cell->carries && n < H * W; n++) carried[n] = splat(0);
    for (size_t t = s->T; t-- > 0;)
        for (size_t j = 0; j < W; j += 2)
            for (size_t first = 0; first < H; first += 4) {  // four units together use every da that was loaded
                v4 d[4][2] = {{{0}}};
                if (given[t])
                    for (size_t n = 0; n < 4; n++) {
                        d[n][0] = dh[(t * H4 + first + n) * W + j];
                        d[n][1] = dh[(t * H4 + first + n) * W + j + 1];
                    }
                if (t + 1 < s->T)
                    for (size_t r = 0; r < H * S; r++) {  // d += W_hh^T da of the next step
                        const v4 *da = slots + ((t + 1) * H * S + r) * W + j;
                        const float *weight = weight_hh + r * H4 + first;
                        for (size_t n = 0; n < 4; n++) {
                            d[n][0] += weight[n] * da[0];
                            d[n][1] += weight[n] * da[1];
                        }
                    }
                for (size_t n = 0; n < 4 && first + n < H; n++)
                    for (size_t m = 0; m < 2; m++) {
                        const size_t u = first + n, unit = (t * H + u) * W + j + m;
                        const size_t at = cell->cell_state ? unit : 0;
                        cell_backward(cell, W, d[n][m], seen[(t * rows + u) * W + j + m], c + at, tanh_c + at,
                                      slots + (t * H + u) * S * W + j + m, carried + u * W + j + m);
                    }
            }
}

// Adds this block's part to dL/dW [H][rows][S]: for each weight, the product of da and what the slot saw, over all
// steps and sequences.
INLINE void weight_gradients(const struct cell *cell, const struct sizes *s, int begun, const v4 *seen, const v4 *da,
                             double *gradients) {
    const size_t H = s->H, rows = s->rows, W = s->W, S = cell->slots;
    for (size_t u = 0; u < H; u++)
        for (size_t k = 0; k < rows; k += 2) {
            v4 total[MOST_SLOTS][2] = {{{0}}};
            for (size_t t = k + 1 < H && !begun ? 1 : 0; t < s->T; t++) {  // h_prev of the first step may be zero
                const v4 *a = da + (t * H + u) * S * W, *row = seen + (t * rows + k) * W;
                for (size_t j = 0; j < W; j++)
                    for (size_t slot = 0; slot < S; slot++) {
                        total[slot][0] += a[slot * W + j] * row[j];
                        total[slot][1] += a[slot * W + j] * row[W + j];
                    }
            }
            for (size_t n = 0; n < 2; n++)
                for (size_t slot = 0; slot < S; slot++) gradients[(u * rows + k + n) * S + slot] += sum(total[slot][n]);
        }
}

// From m->dh to m->gradients, for the block whose inputs are in `seen`.
static void unroll_backward(const struct sizes *s, int begun, const struct memory *m, const v4 *seen) {
    WITH_CELL(s->cell,
              (steps_backward(cell, s, m->weight_hh, seen, m->slots, m->c, m->tanh_c, m->dh, m->counts, m->carried),
               weight_gradients(cell, s, begun, seen, m->slots, m->gradients)))
}
