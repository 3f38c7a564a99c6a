// The network's inputs for a stroke: features.py, for four strokes at a time.

#pragma once

#include "../../rnn/native/update.h"

// One call. I, H, O, T, B, N, P as for training; every call uses a part of the arrays, the others may be null.
#define STROKES_FIELDS(COUNT, SIZE, NUMBER, ARRAY) \
    COUNT(units) COUNT(components)                             /* H, O = 3 components */ \
    COUNT(averages) COUNT(directions)                          /* I = 1 + averages + 2 directions */ \
    COUNT(steps) COUNT(batch) COUNT(updates)                   /* T, B, N */ \
    COUNT(burn_in)                                             /* as in network.py */ \
    COUNT(steps_kept)                                          /* S, of xs */ \
    COUNT(augmentation_prefix)                                 /* L: most unsteady steps before a window */ \
    SIZE(workspace_bytes) \
    NUMBER(turn_scale)                                         /* radians */ \
    NUMBER(ar_coef) NUMBER(innovation_std) NUMBER(correction_rate) /* of augment.py */ \
    NUMBER(clip) NUMBER(ema_decay) NUMBER(beta1) NUMBER(beta2) NUMBER(epsilon) \
    ARRAY(const double, rates)                                 /* [averages + directions] */ \
    ARRAY(const double, xs)                                    /* learn [S][I] */ \
    ARRAY(const double, turns)                                 /* read [T] */ \
    ARRAY(const int32_t, starts) ARRAY(const int32_t, prefixes) ARRAY(const int32_t, lengths) /* learn [N][B] */ \
    ARRAY(const double, normals)                               /* learn [N][L + T][B]  forecast [T][B] */ \
    ARRAY(const double, uniforms)                              /* forecast [T][B][2] */ \
    ARRAY(const double, temperatures)                          /* forecast [B] */ \
    ARRAY(const double, bias_corrections)                      /* learn [N][2] */ \
    ARRAY(const double, x_start)                               /* read, forecast [I] */ \
    ARRAY(const double, h_start) ARRAY(const double, c_start)  /* read, forecast [H] */ \
    ARRAY(const double, params)                                /* read, forecast [P] */ \
    ARRAY(double, theta)                                       /* learn [P], like the next three: updated in place */ \
    ARRAY(double, first_moments) ARRAY(double, second_moments) ARRAY(double, ema_theta) \
    ARRAY(double, losses) ARRAY(double, norms)                 /* learn [N] out */ \
    ARRAY(double, gradient)                                    /* learn [P] out */ \
    ARRAY(double, x) ARRAY(double, h) ARRAY(double, c)         /* read [T][I], [T][H], [T][H] out */ \
    ARRAY(double, ahead)                                       /* forecast [T][B] out: turns */ \
    ARRAY(void, workspace)

struct strokes { DECLARE(STROKES_FIELDS) };

struct stroke_memory { v4 *credit, *x; };  // [components][W], [I][W]

// sin and cos of -pi to pi: quarter turns are taken off, and the Taylor series serve the rest. Off by less than 3e-7.
static inline void sin_cos4(v4 x, v4 *sine, v4 *cosine) {
    const float shift = 12582912.0f;
    v4 shifted = x * 0.636619772f + shift, n = shifted - shift;
    v4 r = (x - n * 1.5703125f) - n * 4.83826794e-4f, q = r * r;
    v4 s = (((q / 362880 - 1.0f / 5040) * q + 1.0f / 120) * q - 1.0f / 6) * q * r + r;
    v4 c = ((((q / -3628800 + 1.0f / 40320) * q - 1.0f / 720) * q + 1.0f / 24) * q - 0.5f) * q + 1.0f;
    u4 quarter = (u4)shifted;
    i4 swap = -(i4)(quarter & 1), flip_s = -(i4)(quarter >> 1 & 1), flip_c = -(i4)((quarter + 1) >> 1 & 1);
    v4 a = choose(swap, c, s), b = choose(swap, s, c);
    *sine = choose(flip_s, -a, a), *cosine = choose(flip_c, -b, b);
}

// Into -pi to pi, from a few turns around.
static inline v4 wrap4(v4 x) {
    const float shift = 12582912.0f;
    v4 n = (x * 0.159154943f + shift) - shift;
    return (x - n * 6.28125f) - n * 1.93530718e-3f;
}

// features.next_input; x[n * stride] is entry n.
static inline void next_input4(const struct strokes *call, size_t stride, v4 *x, v4 turn) {
    v4 sine, cosine, scaled = turn / (float)call->turn_scale;
    sin_cos4(turn, &sine, &cosine);
    x[0] = scaled;
    for (size_t n = 0; n < (size_t)call->averages; n++) {
        v4 *average = x + (1 + n) * stride;
        *average += (float)call->rates[n] * (scaled - *average);
    }
    for (size_t n = 0; n < (size_t)call->directions; n++) {
        const float rate = (float)call->rates[(size_t)call->averages + n];
        v4 *along = x + (1 + (size_t)call->averages + 2 * n) * stride, *across = along + stride;
        v4 a = cosine * *along + sine * *across, b = cosine * *across - sine * *along;
        *along = a + rate * (1.0f - a);
        *across = b - rate * b;
    }
}

// The rows that the slots see: the bias's one, the row that fills up, and no h yet.
static void clear_seen(const struct sizes *s, size_t steps, v4 *seen) {
    for (size_t t = 0; t <= steps; t++)
        for (size_t row = 0; row < s->rows; row++)
            for (size_t j = 0; j < s->W; j++) seen[(t * s->rows + row) * s->W + j] = splat(row == s->H + s->I ? 1 : 0);
}
