// What the network does with strokes, fast: learning from windows of them, reading new steps, forecasting. The
// functions are those of network.py, which reads like the equations; read it first. Precision, layout and memory are
// those of layout.h.

#pragma once

#include "native_learning.h"

#define CHUNK 32  // steps that are read at a time
#define MOST_KEPT 1048576

static int strokes_sizes(const struct strokes *call, size_t steps, size_t batch, struct sizes *s) {
    const int32_t counts[] = {call->averages, call->directions, call->components,
                              call->updates,  call->steps,      call->batch};
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        if (counts[n] < 1 || counts[n] > MOST) return BAD_SIZE;
    if (call->steps_kept < 0 || call->steps_kept > MOST_KEPT || call->augmentation_prefix < 0 ||
        call->augmentation_prefix > MOST || call->burn_in < 0 || call->burn_in >= call->steps)
        return BAD_SIZE;
    const int32_t shape[] = {1 + call->averages + 2 * call->directions, call->units, 3 * call->components,
                             (int32_t)steps, (int32_t)batch};
    return fill_sizes(LSTM, MIXTURE, shape, s);
}

static uint64_t lay_out_strokes(const struct sizes *s, uint64_t start, struct memory *m, struct stroke_memory *n) {
    struct sizes one = *s;
    one.blocks = 1;  // blocks come one after another, so that all use the same memory
    uint64_t used = lay_out(&one, start, m);
#define TAKE(array, count) (n->array = (void *)(uintptr_t)(start + used), used += (count) * sizeof *n->array)
    TAKE(credit, s->O / 3 * s->W);
    TAKE(x, s->I * s->W);
#undef TAKE
    return used;
}

static int begin_strokes(const struct strokes *call, size_t steps, size_t batch, struct sizes *s, struct memory *m,
                         struct stroke_memory *n) {
    const int problem = strokes_sizes(call, steps, batch, s);
    if (problem) return problem;
    if (!call->workspace || (uintptr_t)call->workspace % sizeof(v4)) return BAD_ADDRESS;
    return lay_out_strokes(s, (uintptr_t)call->workspace, m, n) > call->workspace_bytes ? BAD_WORKSPACE : 0;
}

static void read_steps(const struct strokes *call, const struct sizes *s, const struct memory *m,
                       const struct stroke_memory *n) {
    const size_t I = s->I, H = s->H, rows = s->rows, W = s->W;
    unpack_parameters(s, call->params, m);
    clear_seen(s, CHUNK, m->seen);
    for (size_t i = 0; i < I * W; i++) n->x[i] = splat(0);
    for (size_t i = 0; i < H * W; i++) m->c[i] = splat(0);
    for (size_t i = 0; i < I; i++) n->x[i * W][0] = narrow(call->x_start[i]);
    for (size_t u = 0; u < H; u++)
        m->seen[u * W][0] = narrow(call->h_start[u]), m->c[u * W][0] = narrow(call->c_start[u]);
    for (size_t first = 0; first < (size_t)call->steps; first += CHUNK) {
        struct sizes some = *s;
        some.T = (size_t)call->steps - first < CHUNK ? (size_t)call->steps - first : CHUNK;
        for (size_t t = 0; t < some.T; t++) {
            next_input4(call, W, n->x, wrap4(splat(narrow(call->turns[first + t]))));
            for (size_t i = 0; i < I; i++) {
                m->seen[(t * rows + H + i) * W] = n->x[i * W];
                call->x[(first + t) * I + i] = n->x[i * W][0];
            }
        }
        unroll_forward(&some, 1, m, m->seen);
        for (size_t t = 0; t < some.T; t++)
            for (size_t u = 0; u < H; u++) {
                call->h[(first + t) * H + u] = m->seen[((t + 1) * rows + u) * W][0];
                call->c[(first + t) * H + u] = m->c[((t + 1) * H + u) * W][0];
            }
        for (size_t i = 0; i < H * W; i++)
            m->seen[i] = m->seen[some.T * rows * W + i], m->c[i] = m->c[some.T * H * W + i];
    }
}

static void forecast_block(const struct strokes *call, const struct sizes *s, const struct memory *m,
                           const struct stroke_memory *n, size_t block) {
    const size_t I = s->I, H = s->H, W = s->W, B = s->B;
    clear_seen(s, 1, m->seen);
    for (size_t i = 0; i < I * W; i++) n->x[i] = splat(narrow(call->x_start[i / W]));
    for (size_t i = 0; i < H * W; i++)
        m->seen[i] = splat(narrow(call->h_start[i / W])), m->c[i] = splat(narrow(call->c_start[i / W]));
    for (size_t i = 0; i < s->O / 3 * W; i++) n->credit[i] = splat(0);
    for (size_t t = 0; t < (size_t)call->steps; t++) {
        logits_of(s, m->readout, m->seen, m->logits);
        for (size_t j = 0; j < W; j++) {
            v4 temperature = splat(0), rule = splat(0), pick = splat(0), normal = splat(0);
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b >= B) continue;
                temperature[lane] = narrow(call->temperatures[b]);
                rule[lane] = narrow(call->uniforms[(t * B + b) * 2]);
                pick[lane] = narrow(call->uniforms[(t * B + b) * 2 + 1]);
                normal[lane] = narrow(call->normals[t * B + b]);
            }
            v4 y = sample4(W, s->O / 3, m->logits + j, n->credit + j, temperature, rule, pick, normal);
            v4 turn = wrap4(y * (float)call->turn_scale);
            next_input4(call, W, n->x + j, turn);
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b < B) call->ahead[t * B + b] = turn[lane];
            }
        }
        for (size_t i = 0; i < I * W; i++) m->seen[H * W + i] = n->x[i];
        unroll_forward(s, 1, m, m->seen);
        for (size_t i = 0; i < H * W; i++) m->seen[i] = m->seen[s->rows * W + i], m->c[i] = m->c[H * W + i];
    }
}

// ---- Calls ----

// Sets workspace_bytes to what each of the other calls needs at most.
EXPORT(strokes_workspace_size) int strokes_workspace_size(struct strokes *call) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    uint64_t most = 0;
    const size_t shapes[][2] = {{(size_t)call->steps, (size_t)call->batch}, {CHUNK, 1}, {1, (size_t)call->batch}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const int problem = strokes_sizes(call, shapes[i][0], shapes[i][1], &s);
        if (problem) return problem;
        const uint64_t needed = lay_out_strokes(&s, 0, &m, &n);
        most = needed > most ? needed : most;
    }
    call->workspace_bytes = most;
    return 0;
}

EXPORT(strokes_learn) int strokes_learn(const struct strokes *call) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(call, (size_t)call->steps, (size_t)call->batch, &s, &m, &n);
    if (problem) return problem;
    for (size_t i = 0; i < (size_t)call->updates * s.B; i++)  // a window needs a row after it
        if (call->prefixes[i] < 0 || call->prefixes[i] > call->augmentation_prefix || call->lengths[i] < 1 ||
            call->lengths[i] > call->steps || call->starts[i] < call->prefixes[i] ||
            call->starts[i] > call->steps_kept - call->lengths[i] - 1)
            return BAD_SIZE;
    return learn(call, &s, &m, &n);
}

EXPORT(strokes_read) int strokes_read(const struct strokes *call) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(call, CHUNK, 1, &s, &m, &n);
    if (!problem) read_steps(call, &s, &m, &n);
    return problem;
}

EXPORT(strokes_forecast) int strokes_forecast(const struct strokes *call) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(call, 1, (size_t)call->batch, &s, &m, &n);
    if (problem) return problem;
    unpack_parameters(&s, call->params, &m);
    for (size_t block = 0; block < s.blocks; block++) forecast_block(call, &s, &m, &n, block);
    return 0;
}
