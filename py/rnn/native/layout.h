// The sizes of everything, where it lies, and how the caller's arrays are packed into ours and back.
//
// Precision   The cell, the readout and their gradients are float32, four sequences to a vector. Parameters and Adam
//             are float64, and so are the sums that reach beyond a vector or a block: of the loss, of the gradients.
// Layout      T, B, I, H, O as in Python. Sequences are handled in blocks of W vectors, at most 32 sequences, so that
//             a block stays in the cache, forward and backward. An array [T][H][W] holds, for step t and unit u,
//             the values of the block's sequences side by side. Sequences that only fill up the last block weigh
//             nothing, and no gradient comes from them.
// Memory      All of it is the caller's: the workspace_size functions say how much. There is no malloc, no libc, and no
//             variable outside of a function.

#pragma once

#include "cells.h"

#define MOST 65536  // of anything that is counted; keeps every product of sizes far from overflow
#define BLOCK 8     // vectors in a block, at most

enum { LOGISTIC, MIXTURE, HEADS };  // HEADS of rnn/native/calls.py

struct sizes {
    int cell, head;
    size_t I, H, O, T, B, P;
    size_t A;          // targets in a step: O, or one for a mixture
    size_t S;          // slots of a unit
    size_t W, blocks;  // vectors in a block, always even, and how many blocks there are
    size_t rows;       // that a slot sees: H of h_prev, I of x, a one for the bias; made even with a row of zeros
    size_t H4;         // H, made a multiple of 4
};

struct memory {
    float *weights;                         // [H][rows][S]  weight of each row for each slot of each unit
    float *weight_hh;                       // [H][S][H4]   for the backward pass; zeros where a slot does not see h
    float *readout;                         // [O][H + 1]   weight, and the bias last
    double *gradients, *readout_gradients;  // [H][rows][S], [O][H + 1]
    int32_t *counts;                        // [T]          whether any answer after step t counts
    v4 *seen;                               // [blocks][T + 1][rows][W]  what the slots see in step t: h_prev, x, one
    v4 *targets, *scales;                   // [blocks][T][A][W]      y, and w / sum(w)
    v4 *slots, *c, *tanh_c, *dh, *carried;  // of one block; see unroll.h
    v4 *logits, *dlogits;                   // [O][W]  of one step of one block
};

static inline size_t blocks_for(size_t batch) { return (batch + 4 * BLOCK - 1) / (4 * BLOCK); }

static int fill_sizes(int32_t cell, int32_t head, const int32_t counts[5], struct sizes *s) {
    if (cell < 0 || cell >= CELLS || head < 0 || head >= HEADS) return BAD_CHOICE;
    for (size_t n = 0; n < 5; n++)
        if (counts[n] < 1 || counts[n] > MOST) return BAD_SIZE;
    s->cell = cell, s->head = head;
    s->I = (size_t)counts[0], s->H = (size_t)counts[1], s->O = (size_t)counts[2];
    s->T = (size_t)counts[3], s->B = (size_t)counts[4];
    if (head == MIXTURE && s->O % 3) return BAD_SIZE;
    s->A = head == MIXTURE ? 1 : s->O;
    size_t gates = 0;
    WITH_CELL(cell, (gates = cell->gates, s->S = cell->slots))
    s->P = gates * s->H * (s->I + s->H + 2) + s->O * (s->H + 1);
    s->blocks = blocks_for(s->B);
    s->W = 2 * ((s->B + 8 * s->blocks - 1) / (8 * s->blocks));  // as even as can be
    s->rows = (s->H + s->I + 2) / 2 * 2;
    s->H4 = (s->H + 3) / 4 * 4;
    return 0;
}

// Hands out the workspace that begins at `start`; returns its size. With start = 0 it only counts.
static uint64_t lay_out(const struct sizes *s, uint64_t start, struct memory *m) {
    const uint64_t H = s->H, O = s->O, T = s->T, W = s->W, rows = s->rows, S = s->S, blocks = s->blocks;
    const uint64_t C = s->cell == LSTM ? H : 0;  // entries of c
    uint64_t used = 0;
#define TAKE(array, count) \
    (m->array = (void *)(uintptr_t)(start + used), used += ((count) * sizeof *m->array + 15) / 16 * 16)
    TAKE(weights, H * rows * S);
    TAKE(weight_hh, H * S * s->H4);
    TAKE(readout, O * (H + 1));
    TAKE(gradients, H * rows * S);
    TAKE(readout_gradients, O * (H + 1));
    TAKE(counts, T);
    TAKE(seen, blocks * (T + 1) * rows * W);
    TAKE(targets, blocks * T * s->A * W);
    TAKE(scales, blocks * T * s->A * W);
    TAKE(slots, T * H * S * W);
    TAKE(c, (T + 1) * C * W);
    TAKE(tanh_c, T * C * W);
    TAKE(dh, T * s->H4 * W);
    TAKE(carried, H * W);
    TAKE(logits, O * W);
    TAKE(dlogits, O * W);
#undef TAKE
    return used;
}

// The parts of a vector of parameters, or of their gradient, in the order of PyTorch.
struct tensors { double *weight_ih, *weight_hh, *bias_ih, *bias_hh, *weight, *bias; };

static struct tensors tensors_of(const struct sizes *s, size_t gates, double *vector) {
    const size_t rows = gates * s->H;
    struct tensors part = {.weight_ih = vector};
    part.weight_hh = part.weight_ih + rows * s->I, part.bias_ih = part.weight_hh + rows * s->H;
    part.bias_hh = part.bias_ih + rows, part.weight = part.bias_hh + rows, part.bias = part.weight + s->O * s->H;
    return part;
}

// Their rows are in the caller's arrays gate by gate, in ours unit by unit.
INLINE void unpack_cell(const struct cell *cell, const struct sizes *s, struct tensors p, const struct memory *m) {
    const size_t I = s->I, H = s->H, rows = s->rows, H4 = s->H4, S = cell->slots;
    for (size_t u = 0; u < H; u++)
        for (size_t slot = 0; slot < S; slot++) {
            const size_t row = cell->fed_by[slot].gate * H + u;
            const size_t inputs = cell->fed_by[slot].input ? I : 0, hidden = cell->fed_by[slot].hidden ? H : 0;
            float *packed = m->weights + u * rows * S + slot, *back = m->weight_hh + (u * S + slot) * H4;
            for (size_t k = 0; k < rows; k++) packed[k * S] = 0;
            for (size_t k = 0; k < H4; k++) back[k] = 0;
            for (size_t k = 0; k < hidden; k++) packed[k * S] = back[k] = narrow(p.weight_hh[row * H + k]);
            for (size_t k = 0; k < inputs; k++) packed[(H + k) * S] = narrow(p.weight_ih[row * I + k]);
            packed[(H + I) * S] = narrow((inputs ? p.bias_ih[row] : 0) + (hidden ? p.bias_hh[row] : 0));
        }
}

// Each tensor takes its gradient from the slots that it feeds.
INLINE void pack_cell(const struct cell *cell, const struct sizes *s, const struct memory *m, struct tensors d) {
    const size_t I = s->I, H = s->H, rows = s->rows, S = cell->slots;
    for (size_t u = 0; u < H; u++)
        for (size_t slot = 0; slot < S; slot++) {
            const size_t row = cell->fed_by[slot].gate * H + u;
            const size_t inputs = cell->fed_by[slot].input ? I : 0, hidden = cell->fed_by[slot].hidden ? H : 0;
            const double *packed = m->gradients + u * rows * S + slot;
            for (size_t k = 0; k < hidden; k++) d.weight_hh[row * H + k] = packed[k * S];
            for (size_t k = 0; k < inputs; k++) d.weight_ih[row * I + k] = packed[(H + k) * S];
            if (hidden) d.bias_hh[row] = packed[(H + I) * S];
            if (inputs) d.bias_ih[row] = packed[(H + I) * S];
        }
}

static void unpack_parameters(const struct sizes *s, const double *theta, const struct memory *m) {
    const size_t H = s->H;
    struct tensors p = {0};
    WITH_CELL(s->cell, (p = tensors_of(s, cell->gates, (double *)theta), unpack_cell(cell, s, p, m)))
    for (size_t o = 0; o < s->O; o++) {
        for (size_t u = 0; u < H; u++) m->readout[o * (H + 1) + u] = narrow(p.weight[o * H + u]);
        m->readout[o * (H + 1) + H] = narrow(p.bias[o]);
    }
}

static void pack_gradient(const struct sizes *s, const struct memory *m, double *gradient) {
    const size_t H = s->H;
    struct tensors d = {0};
    WITH_CELL(s->cell, (d = tensors_of(s, cell->gates, gradient), pack_cell(cell, s, m, d)))
    for (size_t o = 0; o < s->O; o++) {
        for (size_t u = 0; u < H; u++) d.weight[o * H + u] = m->readout_gradients[o * (H + 1) + u];
        d.bias[o] = m->readout_gradients[o * (H + 1) + H];
    }
}
