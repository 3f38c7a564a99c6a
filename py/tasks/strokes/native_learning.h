// Learning from windows of strokes, each drawn by an unsteady hand: augment.py, and Reference.learn of network.py.

#pragma once

#include "native_inputs.h"

// augment.draw_windows: one block of the windows of an update, into m->seen and m->targets [T][W].
static void draw_windows(const struct strokes *call, const struct sizes *s, const struct memory *m,
                         const struct stroke_memory *n, size_t update, size_t block) {
    const size_t I = s->I, W = s->W, B = s->B, L = (size_t)call->augmentation_prefix, all = L + s->T;
    const int32_t *starts = call->starts + update * B, *prefixes = call->prefixes + update * B;
    const int32_t *lengths = call->lengths + update * B;
    const double *normals = call->normals + update * all * B;
    const float turn_scale = (float)call->turn_scale;
    const float ar_coef = (float)call->ar_coef, innovation_std = (float)call->innovation_std;
    for (size_t j = 0; j < W; j++) {
        v4 *x = n->x + j, off = splat(0);
        for (size_t t = 0; t <= all; t++) {
            v4 turn = splat(0), last = off;
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b >= B) continue;
                const size_t first = L - (size_t)prefixes[b];  // when this one begins
                if (t <= first || t > L + (size_t)lengths[b]) continue;
                turn[lane] = narrow(call->xs[((size_t)starts[b] + t - L) * I]) * turn_scale;
                if (t < L + (size_t)lengths[b])
                    off[lane] = ar_coef * off[lane] + innovation_std * narrow(normals[t * B + b]);
            }
            if (t > L) m->targets[(t - L - 1) * W + j] = (turn - (float)call->correction_rate * last) / turn_scale;
            if (t == all) break;
            next_input4(call, W, x, wrap4(turn + (off - last)));
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b >= B || t != L - (size_t)prefixes[b]) continue;  // it begins with what the steady hand drew
                const double *row = call->xs + ((size_t)starts[b] + t - L) * I;
                for (size_t entry = 0; entry < I; entry++) x[entry * W][lane] = narrow(row[entry]);
            }
            if (t >= L)
                for (size_t entry = 0; entry < I; entry++)
                    m->seen[((t - L) * s->rows + s->H + entry) * W + j] = x[entry * W];
        }
    }
}

// augment.counts: from which step of a window on the answers count.
static size_t first_counted(const struct strokes *call, int32_t prefix, int32_t length) {
    if (!prefix) return 0;
    return (size_t)(call->burn_in < length ? call->burn_in : length);
}

static struct evaluation evaluate_windows(const struct strokes *call, const struct sizes *s, const struct memory *m,
                                          const struct stroke_memory *n, size_t update) {
    const size_t W = s->W;
    const int32_t *prefixes = call->prefixes + update * s->B, *lengths = call->lengths + update * s->B;
    size_t counted = 0;
    for (size_t b = 0; b < s->B; b++) counted += (size_t)lengths[b] - first_counted(call, prefixes[b], lengths[b]);
    const float share = counted ? (float)(1.0 / (double)counted) : 0;
    struct evaluation e = evaluation_begin(s, m, call->theta, 0);
    for (size_t i = 0; i < s->H * W; i++) m->c[i] = splat(0);
    for (size_t t = 0; t < s->T; t++) {
        m->counts[t] = 0;
        for (size_t b = 0; b < s->B; b++)
            m->counts[t] |= t >= first_counted(call, prefixes[b], lengths[b]) && t < (size_t)lengths[b];
    }
    for (size_t block = 0; block < s->blocks; block++) {
        clear_seen(s, s->T, m->seen);
        for (size_t i = 0; i < s->I * W; i++) n->x[i] = splat(0);
        draw_windows(call, s, m, n, update, block);
        for (size_t i = 0; i < s->T * W; i++)
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + i % W) * 4 + lane, t = i / W;
                const int in_mask =
                    b < s->B && t >= first_counted(call, prefixes[b], lengths[b]) && t < (size_t)lengths[b];
                m->scales[i][lane] = in_mask ? share : 0;
            }
        evaluation_add(s, m, 0, m->seen, m->targets, m->scales, &e);
    }
    evaluation_end(s, m, call->gradient, &e);
    return e;
}

// Makes updates up to the first whose loss or gradient is not finite, which is not made. Returns how many were made.
static int learn(const struct strokes *call, const struct sizes *s, const struct memory *m,
                 const struct stroke_memory *n) {
    const struct moments now = {call->theta, call->first_moments, call->second_moments};
    const struct rule rule = {call->clip, call->ema_decay, call->beta1, call->beta2, call->epsilon};
    for (size_t update = 0; update < (size_t)call->updates; update++) {
        const struct evaluation e = evaluate_windows(call, s, m, n, update);
        const double norm = norm_of(s->P, call->gradient);
        call->losses[update] = e.loss, call->norms[update] = norm;
        if (!(is_finite(e.loss) && is_finite(norm))) return (int)update;
        update_make(s->P, &rule, call->bias_corrections + 2 * update, norm, call->gradient, now, now, call->ema_theta);
    }
    return call->updates;
}
