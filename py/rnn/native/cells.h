// The three cells: one step of each, from its pre-activations to h, and the step's backward pass.
//
// Pre-activations are kept in slots, and each slot says which gate's rows feed it: those of weight_ih and bias_ih,
// those of weight_hh and bias_hh, or both, which is the rule. The exception is the GRU's candidate
// n = tanh(n_x + r n_h), whose hidden part, with its bias, is scaled before it is added. So its two biases have two
// gradients.

#pragma once

#include "vector.h"

enum { RNN, GRU, LSTM, CELLS };  // CELLS of rnn/native/calls.py

#define MOST_SLOTS 4

// What the loops of unroll.h must know of a cell. They are compiled for each of the constants below.
struct cell {
    int kind;
    size_t gates;  // in the rows of weight_ih, weight_hh and both biases
    size_t slots;
    struct { size_t gate; int input, hidden; } fed_by[MOST_SLOTS];  // which gate's rows; W_i x + b_i, W_h h + b_h
    int cell_state;  // whether there is a c beside h
    int carries;     // whether a gradient goes to the previous step other than through the pre-activations
};

static const struct cell RNN_CELL = {.kind = RNN, .gates = 1, .slots = 1, .fed_by = {{0, 1, 1}}};

enum { R, Z, N_X, N_H };  // slots of the GRU; its gates are r, z, n
static const struct cell GRU_CELL = {
    .kind = GRU, .gates = 3, .slots = 4, .fed_by = {{0, 1, 1}, {1, 1, 1}, {2, 1, 0}, {2, 0, 1}}, .carries = 1};

enum { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE };  // i, f, g, o
static const struct cell LSTM_CELL = {.kind = LSTM, .gates = 4, .slots = 4,
                                      .fed_by = {{0, 1, 1}, {1, 1, 1}, {2, 1, 1}, {3, 1, 1}},
                                      .cell_state = 1, .carries = 1};

// Executes the statement with `cell`, the constant that describes a cell of this kind: one branch outside of all loops.
#define WITH_CELL(kind, statement) \
    switch (kind) { \
        case RNN: { const struct cell *const cell = &RNN_CELL; statement; break; } \
        case GRU: { const struct cell *const cell = &GRU_CELL; statement; break; } \
        default: { const struct cell *const cell = &LSTM_CELL; statement; } \
    }

// One step of four sequences of one unit, from the pre-activations a. Returns h.
//   slot    [slots], W apart  out: what cell_backward needs: the gates; of the GRU r, z, n and n_h
//   c_prev, c, tanh_c         the LSTM's only, the last two out
INLINE v4 cell_forward(const struct cell *cell, size_t W, const v4 a[], v4 h_prev, v4 *slot, const v4 *c_prev, v4 *c,
                       v4 *tanh_c) {
    if (cell->kind == LSTM) {
        v4 i = sigmoid4(a[INPUT_GATE]), f = sigmoid4(a[FORGET_GATE]);
        v4 g = tanh4(a[CANDIDATE]), o = sigmoid4(a[OUTPUT_GATE]);
        slot[INPUT_GATE * W] = i, slot[FORGET_GATE * W] = f, slot[CANDIDATE * W] = g, slot[OUTPUT_GATE * W] = o;
        *c = f * *c_prev + i * g;
        *tanh_c = tanh4(*c);
        return o * *tanh_c;
    }
    if (cell->kind == GRU) {
        v4 r = sigmoid4(a[R]), z = sigmoid4(a[Z]), n = tanh4(a[N_X] + r * a[N_H]);
        slot[R * W] = r, slot[Z * W] = z, slot[N_X * W] = n, slot[N_H * W] = a[N_H];
        return (1.0f - z) * n + z * h_prev;
    }
    return *slot = tanh4(a[0]);
}

// The backward pass of one step. The gradients of the pre-activations overwrite what is in the slots.
//   dh       dL/dh, without what is carried
//   carried  in: what the next step sends directly, to c in the LSTM, to h in the GRU; out: for the step before
INLINE void cell_backward(const struct cell *cell, size_t W, v4 dh, v4 h_prev, const v4 *c_prev, const v4 *tanh_c,
                          v4 *slot, v4 *carried) {
    if (cell->kind == LSTM) {
        v4 i = slot[INPUT_GATE * W], f = slot[FORGET_GATE * W], g = slot[CANDIDATE * W], o = slot[OUTPUT_GATE * W];
        v4 dc = *carried + dh * o * (1.0f - *tanh_c * *tanh_c);
        slot[INPUT_GATE * W] = dc * g * i * (1.0f - i);
        slot[FORGET_GATE * W] = dc * *c_prev * f * (1.0f - f);
        slot[CANDIDATE * W] = dc * i * (1.0f - g * g);
        slot[OUTPUT_GATE * W] = dh * *tanh_c * o * (1.0f - o);
        *carried = dc * f;
    } else if (cell->kind == GRU) {
        v4 r = slot[R * W], z = slot[Z * W], n = slot[N_X * W], n_h = slot[N_H * W];
        dh += *carried;
        v4 dn = dh * (1.0f - z) * (1.0f - n * n);  // of n_x + r n_h
        slot[R * W] = dn * n_h * r * (1.0f - r);
        slot[Z * W] = dh * (h_prev - n) * z * (1.0f - z);
        slot[N_X * W] = dn;
        slot[N_H * W] = dn * r;
        *carried = dh * z;
    } else {
        *slot = dh * (1.0f - *slot * *slot);
    }
}
