// What the network does with strokes, fast: learning from windows of them, reading new steps, forecasting. The functions
// are those of network.py, which reads like the equations; read it first.
//
// Precision, layout and memory as in kernel.c: float32 but for parameters, Adam and sums; all memory is the caller's.

#include "../../rnn/mixture.c"

#define STROKES_ABI 1     // counts changes to struct strokes or to what the functions do
#define CHUNK 32          // steps that are read at a time
#define MOST_ROWS 1048576

// One call. I, H, O, T, B, N as in kernel.c; every call uses a part of the arrays, the others may be null.
struct strokes {
    int32_t units, components, averages, directions;  // I = 1 + averages + 2 directions, O = 3 components
    int32_t steps, batch, updates;                    // T, B, N
    int32_t ungraded;                                 // steps at the beginning of a window that are not graded
    int32_t rows;                                     // S, of xs
    int32_t lead;                                     // L: steps before a window in which the hand may be unsteady
    uint64_t workspace_bytes;
    double unit;                                // of a turn, in radians
    double wobble, persistence, fresh, return_; // of the unsteady hand
    double clip, keep, beta1, beta2, epsilon;   // of the gradient; of the averaged parameters; of Adam
    const double *rates;                        // [averages + directions]
    const double *xs;                           // learn [S][I]    read: [I] before the first step
    const double *turns;                        // read [T]
    const int32_t *starts, *leads;              // learn [N][B]
    const double *normals;                      // learn [N][L + T][B]  forecast [T][B]
    const double *chances;                      // forecast [T][B][2]
    const double *temperatures;                 // forecast [B]
    const double *corrections;                  // learn [N][2]
    double *theta, *mean, *square, *averaged;   // [P]; all but theta of learn alone
    double *losses, *norms;                     // learn [N]
    double *gradient;                           // learn [P]
    double *x, *h, *c;                          // read [T][I], [T][H], [T][H] out; forecast [I], [H], [H] in
    double *h_start, *c_start;                  // read [H], [H] in
    double *ahead;                              // forecast [T][B] out: turns
    void *workspace;
};

struct stroke_memory {
    v4 *z, *credit, *targets, *scales, *wobble, *x;  // [O][W], [K][W], [W], [W], [W], [I][W]
};

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

// network.next_input, for four strokes; x[n * stride] is entry n.
static inline void next_input4(const struct strokes *k, size_t stride, v4 *x, v4 turn) {
    v4 sine, cosine, turned = turn / (float)k->unit;
    sin_cos4(turn, &sine, &cosine);
    x[0] = turned;
    for (size_t n = 0; n < (size_t)k->averages; n++) {
        v4 *average = x + (1 + n) * stride;
        *average += (float)k->rates[n] * (turned - *average);
    }
    for (size_t n = 0; n < (size_t)k->directions; n++) {
        const float rate = (float)k->rates[(size_t)k->averages + n];
        v4 *along = x + (1 + (size_t)k->averages + 2 * n) * stride, *across = along + stride;
        v4 a = cosine * *along + sine * *across, b = cosine * *across - sine * *along;
        *along = a + rate * (1.0f - a);
        *across = b - rate * b;
    }
}

static inline size_t inputs_of(const struct strokes *k) { return 1 + (size_t)k->averages + 2 * (size_t)k->directions; }

static int sizes_of(const struct strokes *k, size_t steps, size_t batch, struct sizes *s) {
    const int32_t counts[] = {k->averages, k->directions, k->components, k->updates, k->steps, k->batch};
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        if (counts[n] < 1 || counts[n] > MOST) return BAD_SIZE;
    if (k->rows < 0 || k->rows > MOST_ROWS || k->lead < 0 || k->lead > MOST || k->ungraded < 0 || k->ungraded >= k->steps) return BAD_SIZE;
    const struct task task = {.inputs = (int32_t)inputs_of(k), .units = k->units, .outputs = 3 * k->components,
                              .steps = (int32_t)steps, .batch = (int32_t)batch, .epochs = 1};
    return measure(&task, s);
}

static uint64_t lay_out_strokes(const struct sizes *s, uint64_t start, struct memory *m, struct stroke_memory *n) {
    struct sizes one = *s;
    one.blocks = 1;  // blocks come one after another, so that all use the same memory
    uint64_t used = lay_out(&one, start, m);
#define TAKE(array, count) (n->array = (void *)(uintptr_t)(start + used), used += (count) * sizeof *n->array)
    TAKE(z, s->O * s->W);
    TAKE(credit, s->O / 3 * s->W);
    TAKE(targets, s->W);
    TAKE(scales, s->W);
    TAKE(wobble, s->W);
    TAKE(x, s->I * s->W);
#undef TAKE
    return used;
}

static int begin_strokes(const struct strokes *k, size_t steps, size_t batch, struct sizes *s, struct memory *m,
                         struct stroke_memory *n) {
    const int problem = sizes_of(k, steps, batch, s);
    if (problem) return problem;
    if (!k->workspace || (uintptr_t)k->workspace % sizeof(v4)) return BAD_ADDRESS;
    return lay_out_strokes(s, (uintptr_t)k->workspace, m, n) > k->workspace_bytes ? BAD_WORKSPACE : 0;
}

// Rows that the gates see: the bias's one, the row that fills up, and no h yet.
static void clear_seen(const struct sizes *s, size_t steps, v4 *seen) {
    for (size_t t = 0; t <= steps; t++)
        for (size_t row = 0; row < s->K; row++)
            for (size_t j = 0; j < s->W; j++) seen[(t * s->K + row) * s->W + j] = splat(row == s->H + s->I ? 1 : 0);
}

// ---- Learning ----

// network.windows: one block of the windows of an update, into `seen` and `targets` [T][W].
static void draw_windows(const struct strokes *k, const struct sizes *s, const struct memory *m,
                         const struct stroke_memory *n, size_t update, size_t block) {
    const size_t I = s->I, W = s->W, B = s->B, L = (size_t)k->lead, all = L + s->T;
    const int32_t *starts = k->starts + update * B, *leads = k->leads + update * B;
    const double *normals = k->normals + update * all * B;
    const float unit = (float)k->unit, wobble = (float)k->wobble, persistence = (float)k->persistence;
    for (size_t j = 0; j < W; j++) {
        v4 *x = n->x + j, off = splat(0);
        for (size_t t = 0; t <= all; t++) {
            v4 turn = splat(0), last = off;
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b >= B) continue;
                const size_t first = L - (size_t)leads[b];  // when this one begins
                if (t < first) continue;
                const double *row = k->xs + ((size_t)starts[b] + t - L) * I;
                turn[lane] = narrow(row[0]) * unit;
                if (t == all) continue;
                const float normal = narrow(normals[t * B + b]);
                if (t > first) {
                    off[lane] = persistence * off[lane] + (float)k->fresh * normal;
                } else {
                    off[lane] = wobble * normal;
                    for (size_t entry = 0; entry < I; entry++) x[entry * W][lane] = narrow((row - I)[entry]);
                }
            }
            if (t > L) m->targets[(t - L - 1) * W + j] = (turn - (float)k->return_ * last) / unit;
            if (t == all) break;
            next_input4(k, W, x, wrap4(turn + (off - last)));
            if (t >= L)
                for (size_t entry = 0; entry < I; entry++)
                    m->seen[((t - L) * s->K + s->H + entry) * W + j] = x[entry * W];
        }
    }
}

static double evaluate_windows(const struct strokes *k, const struct sizes *s, const struct memory *m,
                               const struct stroke_memory *n, size_t update) {
    const size_t H = s->H, W = s->W;
    const float share = (float)(1.0 / ((double)(k->steps - k->ungraded) * k->batch));
    double loss = 0;
    unpack_parameters(s, k->theta, m);
    for (size_t i = 0; i < H * s->K * GATES; i++) m->gradients[i] = 0;
    for (size_t i = 0; i < s->O * (H + 1); i++) m->readout_gradients[i] = 0;
    for (size_t i = 0; i < H * W; i++) m->c[i] = splat(0);
    for (size_t t = 0; t < s->T; t++) m->graded[t] = t >= (size_t)k->ungraded;
    for (size_t block = 0; block < s->blocks; block++) {
        clear_seen(s, s->T, m->seen);
        for (size_t i = 0; i < s->I * W; i++) n->x[i] = splat(0);
        draw_windows(k, s, m, n, update, block);
        for (size_t j = 0; j < W; j++)
            for (size_t lane = 0; lane < 4; lane++)
                n->scales[j][lane] = (block * W + j) * 4 + lane < s->B ? share : 0;
        lstm_forward(s, 0, m->weights, m->seen, m->gates, m->c, m->tanh_c);
        for (size_t t = (size_t)k->ungraded; t < s->T; t++)
            loss += mixture_readout(s, m->readout, m->seen + (t + 1) * s->K * W, m->targets + t * W, n->scales, n->z,
                                    m->dz, m->dh + t * s->H4 * W, m->readout_gradients);
        lstm_backward(s, m->turned, m->gates, m->c, m->tanh_c, m->dh, m->graded, m->dc);
        lstm_gradients(s, m->seen, m->gates, m->gradients);
    }
    pack_gradient(s, m, k->gradient);
    return loss;
}

// Updates until one of them has a loss or a gradient that is no number, which is not made. Returns how many were made.
static int learn(const struct strokes *k, const struct sizes *s, const struct memory *m, const struct stroke_memory *n) {
    const struct moments now = {k->theta, k->mean, k->square};
    for (size_t update = 0; update < (size_t)k->updates; update++) {
        double norm = 0;
        k->losses[update] = evaluate_windows(k, s, m, n, update);
        for (size_t i = 0; i < s->P; i++) norm += k->gradient[i] * k->gradient[i];
        k->norms[update] = norm = __builtin_sqrt(norm);
        if (!(k->losses[update] - k->losses[update] == 0 && norm - norm == 0)) return (int)update;
        if (norm > k->clip)
            for (size_t i = 0; i < s->P; i++) k->gradient[i] *= k->clip / norm;
        adam(s->P, k->beta1, k->beta2, k->epsilon, k->corrections + 2 * update, k->gradient, now, now);
        for (size_t i = 0; i < s->P; i++) k->averaged[i] = k->keep * k->averaged[i] + (1 - k->keep) * k->theta[i];
    }
    return k->updates;
}

// ---- Reading ----

static void read_steps(const struct strokes *k, const struct sizes *s, const struct memory *m,
                       const struct stroke_memory *n) {
    const size_t I = s->I, H = s->H, K = s->K, W = s->W;
    unpack_parameters(s, k->theta, m);
    clear_seen(s, CHUNK, m->seen);
    for (size_t i = 0; i < I * W; i++) n->x[i] = splat(0);
    for (size_t i = 0; i < H * W; i++) m->c[i] = splat(0);
    for (size_t i = 0; i < I; i++) n->x[i * W][0] = narrow(k->xs[i]);
    for (size_t u = 0; u < H; u++) m->seen[u * W][0] = narrow(k->h_start[u]), m->c[u * W][0] = narrow(k->c_start[u]);
    for (size_t first = 0; first < (size_t)k->steps; first += CHUNK) {
        struct sizes some = *s;
        some.T = (size_t)k->steps - first < CHUNK ? (size_t)k->steps - first : CHUNK;
        for (size_t t = 0; t < some.T; t++) {
            next_input4(k, W, n->x, wrap4(splat(narrow(k->turns[first + t]))));
            for (size_t i = 0; i < I; i++) {
                m->seen[(t * K + H + i) * W] = n->x[i * W];
                k->x[(first + t) * I + i] = n->x[i * W][0];
            }
        }
        lstm_forward(&some, 1, m->weights, m->seen, m->gates, m->c, m->tanh_c);
        for (size_t t = 0; t < some.T; t++)
            for (size_t u = 0; u < H; u++) {
                k->h[(first + t) * H + u] = m->seen[((t + 1) * K + u) * W][0];
                k->c[(first + t) * H + u] = m->c[((t + 1) * H + u) * W][0];
            }
        for (size_t i = 0; i < H * W; i++) m->seen[i] = m->seen[some.T * K * W + i], m->c[i] = m->c[some.T * H * W + i];
    }
}

// ---- Forecasting ----

static void forecast_block(const struct strokes *k, const struct sizes *s, const struct memory *m,
                           const struct stroke_memory *n, size_t block) {
    const size_t I = s->I, H = s->H, K = s->K, W = s->W, B = s->B;
    clear_seen(s, 1, m->seen);
    for (size_t i = 0; i < I * W; i++) n->x[i] = splat(narrow(k->x[i / W]));
    for (size_t i = 0; i < H * W; i++) m->seen[i] = splat(narrow(k->h[i / W])), m->c[i] = splat(narrow(k->c[i / W]));
    for (size_t i = 0; i < s->O / 3 * W; i++) n->credit[i] = splat(0);
    for (size_t t = 0; t < (size_t)k->steps; t++) {
        logits(s, m->readout, m->seen, n->z);
        for (size_t j = 0; j < W; j++) {
            v4 temperature = splat(0), luck = splat(0), pick = splat(0), normal = splat(0);
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b >= B) continue;
                temperature[lane] = narrow(k->temperatures[b]);
                luck[lane] = narrow(k->chances[(t * B + b) * 2]), pick[lane] = narrow(k->chances[(t * B + b) * 2 + 1]);
                normal[lane] = narrow(k->normals[t * B + b]);
            }
            v4 drawn = draw4(W, s->O / 3, n->z + j, n->credit + j, temperature, luck, pick, normal);
            v4 turn = wrap4(drawn * (float)k->unit);
            next_input4(k, W, n->x + j, turn);
            for (size_t lane = 0; lane < 4; lane++) {
                const size_t b = (block * W + j) * 4 + lane;
                if (b < B) k->ahead[t * B + b] = turn[lane];
            }
        }
        for (size_t i = 0; i < I * W; i++) m->seen[H * W + i] = n->x[i];
        lstm_forward(s, 1, m->weights, m->seen, m->gates, m->c, m->tanh_c);
        for (size_t i = 0; i < H * W; i++) m->seen[i] = m->seen[K * W + i], m->c[i] = m->c[H * W + i];
    }
}

// ---- Calls ----

EXPORT(strokes_abi) int strokes_abi(void) { return STROKES_ABI << 16 | (int)sizeof(struct strokes); }

// Sets workspace_bytes to what each of the other calls needs at most.
EXPORT(strokes_workspace_size) int strokes_workspace_size(struct strokes *k) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    uint64_t most = 0;
    const size_t shapes[][2] = {{(size_t)k->steps, (size_t)k->batch}, {CHUNK, 1}, {1, (size_t)k->batch}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const int problem = sizes_of(k, shapes[i][0], shapes[i][1], &s);
        if (problem) return problem;
        const uint64_t needed = lay_out_strokes(&s, 0, &m, &n);
        most = needed > most ? needed : most;
    }
    k->workspace_bytes = most;
    return 0;
}

EXPORT(strokes_learn) int strokes_learn(const struct strokes *k) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(k, (size_t)k->steps, (size_t)k->batch, &s, &m, &n);
    if (problem) return problem;
    for (size_t i = 0; i < (size_t)k->updates * s.B; i++)  // a window needs the row before it, and one after it
        if (k->leads[i] < 0 || k->leads[i] > k->lead || k->starts[i] < k->leads[i] + 1 ||
            k->starts[i] > k->rows - k->steps - 1)
            return BAD_SIZE;
    return learn(k, &s, &m, &n);
}

EXPORT(strokes_read) int strokes_read(const struct strokes *k) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(k, CHUNK, 1, &s, &m, &n);
    if (!problem) read_steps(k, &s, &m, &n);
    return problem;
}

EXPORT(strokes_forecast) int strokes_forecast(const struct strokes *k) {
    struct sizes s;
    struct memory m;
    struct stroke_memory n;
    const int problem = begin_strokes(k, 1, (size_t)k->batch, &s, &m, &n);
    if (problem) return problem;
    unpack_parameters(&s, k->theta, &m);
    for (size_t block = 0; block < s.blocks; block++) forecast_block(k, &s, &m, &n, block);
    return 0;
}
