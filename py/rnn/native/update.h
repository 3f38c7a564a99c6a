// One update: evaluate every block, clip the gradient by its norm, update by Adam, average the parameters. What a
// block holds, whether the parameters are good enough and where the next ones go is the caller's business.
//
//     struct evaluation e = evaluation_begin(s, m, theta, 1);
//     for each block: fill its inputs, targets and scales; evaluation_add(s, m, ..., &e);
//     evaluation_end(s, m, gradient, &e);
//     if (an update is to be made) update_make(...);

#pragma once

#include "heads.h"
#include "unroll.h"

struct evaluation {
    double loss, max_error;
    v4 max_errors;  // of four sequences, before they are reduced to one
    int wants_max_error;
};

static struct evaluation evaluation_begin(const struct sizes *s, const struct memory *m, const double *theta,
                                          int wants_max_error) {
    unpack_parameters(s, theta, m);
    for (size_t n = 0; n < s->H * s->rows * s->S; n++) m->gradients[n] = 0;
    for (size_t n = 0; n < s->O * (s->H + 1); n++) m->readout_gradients[n] = 0;
    return (struct evaluation){.wants_max_error = wants_max_error};
}

// Adds one block's part of the loss and the gradient. Of m it needs weights, counts and, in the LSTM, c[0].
//   begun            whether h_prev of the first step need not be zero
//   seen             [T + 1][rows][W]
//   targets, scales  [T][A][W]
static void evaluation_add(const struct sizes *s, const struct memory *m, int begun, v4 *seen, const v4 *targets,
                           const v4 *scales, struct evaluation *e) {
    unroll_forward(s, begun, m, seen);
    for (size_t t = 0; t < s->T; t++)
        if (m->counts[t]) {
            const v4 *h = seen + (t + 1) * s->rows * s->W;
            const size_t at = t * s->A * s->W;
            e->loss += answer(s, m, h, targets + at, scales + at, m->dh + t * s->H4 * s->W,
                              e->wants_max_error ? &e->max_errors : 0);
        }
    unroll_backward(s, begun, m, seen);
}

static void evaluation_end(const struct sizes *s, const struct memory *m, double *gradient, struct evaluation *e) {
    pack_gradient(s, m, gradient);
    for (size_t lane = 0; lane < 4; lane++)
        e->max_error = e->max_errors[lane] > e->max_error ? e->max_errors[lane] : e->max_error;
    if (e->loss != e->loss) e->max_error = e->loss;  // NaN: comparisons with it are false, sums keep it
}

static double norm_of(size_t size, const double *gradient) {
    double squares = 0;
    for (size_t n = 0; n < size; n++) squares += gradient[n] * gradient[n];
    return __builtin_sqrt(squares);
}

static inline int is_finite(double x) { return x - x == 0; }

struct moments { double *theta, *first, *second; };
struct rule { double clip, ema_decay, beta1, beta2, epsilon; };

// Adam in the order of optim.py, operation by operation. `next` may be `now`.
static void adam(size_t size, const struct rule *rule, const double *bias_corrections, const double *gradient,
                 struct moments now, struct moments next) {
    const double beta1 = rule->beta1, beta2 = rule->beta2, epsilon = rule->epsilon;
    for (size_t n = 0; n < size; n++) {
        double first = beta1 * now.first[n] + (1 - beta1) * gradient[n];
        double second = beta2 * now.second[n] + (1 - beta2) * (gradient[n] * gradient[n]);
        double denominator = __builtin_sqrt(second) / bias_corrections[1] + epsilon;
        next.theta[n] = now.theta[n] - bias_corrections[0] * first / denominator;
        next.first[n] = first;
        next.second[n] = second;
    }
}

//   bias_corrections  [2]  learning rate / (1 - beta1^t), sqrt(1 - beta2^t)
//   norm              of the gradient, which is clipped to rule->clip
//   ema_theta         [P]  null: not wanted
static void update_make(size_t size, const struct rule *rule, const double *bias_corrections, double norm,
                        double *gradient, struct moments now, struct moments next, double *ema_theta) {
    const double decay = rule->ema_decay;
    if (norm > rule->clip)
        for (size_t n = 0; n < size; n++) gradient[n] *= rule->clip / norm;
    adam(size, rule, bias_corrections, gradient, now, next);
    for (size_t n = 0; ema_theta && n < size; n++) ema_theta[n] = decay * ema_theta[n] + (1 - decay) * next.theta[n];
}
