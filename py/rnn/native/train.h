// Training on given sequences: some updates in one call.

#pragma once

#include "update.h"

// One call. N updates of P parameters. Where `batches` is N, each update has sequences of its own, and everything that
// describes them has one dimension more, in front; where it is 1, all updates have the same. In place, there is one row
// of parameters and moments, else N + 1: row 0 is given, row n is after n updates.
#define TRAINING_FIELDS(COUNT, SIZE, NUMBER, ARRAY) \
    COUNT(cell) COUNT(head)                                      /* enums of cells.h, layout.h */ \
    COUNT(inputs) COUNT(units) COUNT(outputs)                    /* I, H, O */ \
    COUNT(steps) COUNT(batch) COUNT(updates) COUNT(batches)      /* T, B, N, 1 or N */ \
    COUNT(in_place) \
    SIZE(workspace_bytes) \
    NUMBER(tolerance)                                            /* for max_error */ \
    NUMBER(clip) NUMBER(ema_decay)                               /* infinite: no clipping */ \
    NUMBER(beta1) NUMBER(beta2) NUMBER(epsilon) \
    ARRAY(const double, xs)                                      /* [T][B][I] */ \
    ARRAY(const double, targets) ARRAY(const double, loss_weights) /* [T][B][A]  A: O, or 1 for a mixture */ \
    ARRAY(const double, h0) ARRAY(const double, c0)              /* [B][H]  null: zero */ \
    ARRAY(const double, bias_corrections)                        /* [N][2]  see update_make */ \
    ARRAY(double, thetas) ARRAY(double, first_moments) ARRAY(double, second_moments) /* [N + 1 or 1][P] */ \
    ARRAY(double, ema_theta)                                     /* [P]  may be null */ \
    ARRAY(double, losses) ARRAY(double, max_errors)              /* [N]  before each update */ \
    ARRAY(double, norms)                                         /* [N]  may be null, before clipping */ \
    ARRAY(double, gradient)                                      /* [P]  of the last evaluation; clipped */ \
    ARRAY(double, hs) ARRAY(double, cs) ARRAY(double, logits)    /* [T][B][H], [T][B][H], [T][B][O] out */ \
    ARRAY(void, workspace)                                       /* workspace_bytes of it, at a multiple of 16 */

struct training { DECLARE(TRAINING_FIELDS) };

static int training_sizes(const struct training *call, struct sizes *s) {
    const int32_t counts[] = {call->inputs, call->units, call->outputs, call->steps, call->batch};
    if (call->updates < 1 || call->updates > MOST) return BAD_SIZE;
    if (call->batches != 1 && call->batches != call->updates) return BAD_SIZE;
    return fill_sizes(call->cell, call->head, counts, s);
}

static int is_bad(const void *array, int needed) {
    return array ? (uintptr_t)array % sizeof(double) != 0 : needed;
}

static int begin_training(const struct training *call, struct sizes *s, struct memory *m) {
    const int problem = training_sizes(call, s);
    if (problem) return problem;
    if (is_bad(call->xs, 1) || is_bad(call->h0, 0) || is_bad(call->c0, 0) || is_bad(call->thetas, 1))
        return BAD_ADDRESS;
    if (!call->workspace || (uintptr_t)call->workspace % sizeof(v4)) return BAD_ADDRESS;
    return lay_out(s, (uintptr_t)call->workspace, m) > call->workspace_bytes ? BAD_WORKSPACE : 0;
}

// Sequence b of a caller's array [T][B][count], or 0 where there is no such sequence.
static inline double entry(const struct sizes *s, const double *array, size_t count, size_t t, size_t b, size_t n) {
    return b < s->B ? array[(t * s->B + b) * count + n] : 0;
}

// Of batch n: what the slots see, with h of the first step.
static void unpack_inputs(const struct sizes *s, const struct training *call, size_t n, const struct memory *m) {
    const size_t I = s->I, H = s->H, rows = s->rows, W = s->W;
    const double *xs = call->xs + n * s->T * s->B * I, *h0 = call->h0 ? call->h0 + n * s->B * H : 0;
    for (size_t block = 0; block < s->blocks; block++)
        for (size_t t = 0; t <= s->T; t++)
            for (size_t j = 0; j < W; j++) {
                v4 *seen = m->seen + (block * (s->T + 1) + t) * rows * W + j;
                for (size_t k = 0; k < rows; k++) seen[k * W] = splat(k == H + I ? 1 : 0);
                if (t == s->T) continue;  // holds the last h only
                for (size_t lane = 0; lane < 4; lane++) {
                    const size_t b = (block * W + j) * 4 + lane;
                    for (size_t k = 0; k < I; k++) seen[(H + k) * W][lane] = narrow(entry(s, xs, I, t, b, k));
                    for (size_t u = 0; h0 && !t && u < H; u++) seen[u * W][lane] = narrow(entry(s, h0, H, 0, b, u));
                }
            }
    for (size_t i = 0; s->cell == LSTM && i < H * W; i++) m->c[i] = splat(0);
}

static void unpack_answers(const struct sizes *s, const struct training *call, size_t n, const struct memory *m) {
    const size_t A = s->A, W = s->W, answers = s->B * A;
    const double *targets = call->targets + n * s->T * answers, *weights = call->loss_weights + n * s->T * answers;
    double total = 0;
    for (size_t i = 0; i < s->T * answers; i++) total += weights[i];
    for (size_t t = 0; t < s->T; t++) {
        m->counts[t] = 0;
        for (size_t i = 0; i < answers; i++) m->counts[t] |= weights[t * answers + i] != 0;
    }
    for (size_t block = 0; block < s->blocks; block++)
        for (size_t t = 0; t < s->T; t++)
            for (size_t j = 0; j < W; j++)
                for (size_t lane = 0; lane < 4; lane++)
                    for (size_t a = 0; a < A; a++) {
                        const size_t b = (block * W + j) * 4 + lane, at = ((block * s->T + t) * A + a) * W + j;
                        const double weight = entry(s, weights, A, t, b, a);
                        const float scale = narrow(weight / total);
                        m->targets[at][lane] = narrow(entry(s, targets, A, t, b, a));
                        // An answer that counts must not underflow to 0.
                        m->scales[at][lane] = scale == 0 && weight > 0 ? __FLT_MIN__ : scale;
                    }
}

// c of the first step, which every block needs in the same place. Where none is given, it stays zero.
static void unpack_c0(const struct sizes *s, const struct training *call, size_t n, size_t block,
                      const struct memory *m) {
    const size_t H = s->H, W = s->W;
    if (s->cell != LSTM || !call->c0) return;
    for (size_t j = 0; j < W; j++)
        for (size_t lane = 0; lane < 4; lane++)
            for (size_t u = 0; u < H; u++)
                m->c[u * W + j][lane] = narrow(entry(s, call->c0 + n * s->B * H, H, 0, (block * W + j) * 4 + lane, u));
}

static struct evaluation evaluate(const struct training *call, const struct sizes *s, const struct memory *m, size_t n,
                                  const double *theta) {
    struct evaluation e = evaluation_begin(s, m, theta, 1);
    for (size_t block = 0; block < s->blocks; block++) {
        const size_t answers = block * s->T * s->A * s->W;
        unpack_c0(s, call, n, block, m);
        evaluation_add(s, m, call->h0 != 0, m->seen + block * (s->T + 1) * s->rows * s->W, m->targets + answers,
                       m->scales + answers, &e);
    }
    evaluation_end(s, m, call->gradient, &e);
    return e;
}

// Sets workspace_bytes to what the other calls need for these sizes.
EXPORT(training_workspace_size) int training_workspace_size(struct training *call) {
    struct sizes s;
    struct memory m;
    const int problem = training_sizes(call, &s);
    if (!problem) call->workspace_bytes = lay_out(&s, 0, &m);
    return problem;
}

// h, c and logits of every step of the first batch, for the parameters in row 0. c of the LSTM only.
EXPORT(training_forward) int training_forward(const struct training *call) {
    struct sizes s;
    struct memory m;
    const int problem = begin_training(call, &s, &m);
    if (problem) return problem;
    if (is_bad(call->hs, 1) || is_bad(call->cs, s.cell == LSTM) || is_bad(call->logits, 1)) return BAD_ADDRESS;
    unpack_parameters(&s, call->thetas, &m);
    unpack_inputs(&s, call, 0, &m);
    for (size_t block = 0; block < s.blocks; block++) {
        v4 *seen = m.seen + block * (s.T + 1) * s.rows * s.W;
        unpack_c0(&s, call, 0, block, &m);
        unroll_forward(&s, call->h0 != 0, &m, seen);
        for (size_t t = 0; t < s.T; t++) {
            const v4 *h = seen + (t + 1) * s.rows * s.W, *c = s.cell == LSTM ? m.c + (t + 1) * s.H * s.W : 0;
            logits_of(&s, m.readout, h, m.logits);
            for (size_t n = 0; n < 4 * s.W && block * 4 * s.W + n < s.B; n++) {
                const size_t row = t * s.B + block * 4 * s.W + n, j = n / 4, lane = n % 4;
                for (size_t u = 0; u < s.H; u++) call->hs[row * s.H + u] = h[u * s.W + j][lane];
                for (size_t u = 0; c && u < s.H; u++) call->cs[row * s.H + u] = c[u * s.W + j][lane];
                for (size_t o = 0; o < s.O; o++) call->logits[row * s.O + o] = m.logits[o * s.W + j][lane];
            }
        }
    }
    return 0;
}

static int begin_learning(const struct training *call, struct sizes *s, struct memory *m) {
    const int problem = begin_training(call, s, m);
    if (problem) return problem;
    if (is_bad(call->targets, 1) || is_bad(call->loss_weights, 1) || is_bad(call->losses, 1) ||
        is_bad(call->max_errors, 1) || is_bad(call->gradient, 1))
        return BAD_ADDRESS;
    unpack_inputs(s, call, 0, m);
    unpack_answers(s, call, 0, m);
    return 0;
}

// Loss, largest error and gradient of the parameters in row 0 on the first batch; no update is made.
EXPORT(training_gradient) int training_gradient(const struct training *call) {
    struct sizes s;
    struct memory m;
    const int problem = begin_learning(call, &s, &m);
    if (problem) return problem;
    const struct evaluation e = evaluate(call, &s, &m, 0, call->thetas);
    call->losses[0] = e.loss, call->max_errors[0] = e.max_error;
    return 0;
}

// At most N updates: evaluate, stop if it is good enough, else make the next parameters.
// With a row for each update: returns how many rows were evaluated. In place: returns how many updates were made, and
// one whose loss or gradient is not finite is not; losses and max_errors have the one evaluation more that ended it.
EXPORT(training_run) int training_run(const struct training *call) {
    struct sizes s;
    struct memory m;
    int problem = begin_learning(call, &s, &m);
    if (problem) return problem;
    if (is_bad(call->bias_corrections, 1) || is_bad(call->first_moments, 1) || is_bad(call->second_moments, 1) ||
        is_bad(call->ema_theta, 0) || is_bad(call->norms, 0))
        return BAD_ADDRESS;
    const struct rule rule = {call->clip, call->ema_decay, call->beta1, call->beta2, call->epsilon};
    const int needs_norm = call->norms || call->in_place || is_finite(rule.clip);
    struct moments now = {call->thetas, call->first_moments, call->second_moments};
    for (size_t n = 0; n < (size_t)call->updates; n++) {
        const size_t batch = call->batches > 1 ? n : 0;
        if (batch) unpack_inputs(&s, call, batch, &m), unpack_answers(&s, call, batch, &m);
        const struct evaluation e = evaluate(call, &s, &m, batch, now.theta);
        const double norm = needs_norm ? norm_of(s.P, call->gradient) : 0;
        call->losses[n] = e.loss, call->max_errors[n] = e.max_error;
        if (call->norms) call->norms[n] = norm;
        if (e.max_error < call->tolerance) return (int)n + !call->in_place;
        if (call->in_place && !(is_finite(e.loss) && is_finite(norm))) return (int)n;
        struct moments next = now;
        if (!call->in_place) next.theta += s.P, next.first += s.P, next.second += s.P;
        update_make(s.P, &rule, call->bias_corrections + 2 * n, norm, call->gradient, now, next, call->ema_theta);
        now = next;
    }
    return call->updates;
}
