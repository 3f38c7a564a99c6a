// The fast path: what training.py does an epoch at a time with numpy, many epochs a call. Read cell.py first.
//
// One source for two machines: WebAssembly with SIMD in the browser, a native library for the tests. Both add and
// multiply in the same order without contracting or reordering anything, so both give the same bits.
//
// Precision   The cell, the readout and their gradients are float32, four sequences to a vector. Parameters and Adam are
//             float64, and so are the sums that reach beyond a vector or a block: of the loss, of the gradients.
// Layout      T, B, I, H, O as in Python. Sequences are handled in blocks of W vectors, at most 32 sequences, so that
//             a block stays in the cache on its way there and back. An array [T][H][W] holds, for step t and unit u,
//             the values of the block's sequences side by side. Sequences that only fill up the last block weigh
//             nothing, and no gradient comes from them.
// Memory      All of it is the caller's: kernel_workspace_size says how much. There is no malloc, no libc, no global variable.

#include <stddef.h>
#include <stdint.h>

#define ABI 1          // counts changes to struct task or to what the functions do; kernel.py must know the same
#define MOST 65536     // of anything that is counted; keeps every product of sizes far from overflow
#define BLOCK 8        // vectors in a block, at most
#define REACH 1e18     // a number beyond is cut down to this: a gate is as saturated there, and sums stay finite

#if defined(__wasm__)
#define EXPORT(name) __attribute__((visibility("default"), export_name(#name)))
#elif defined(_WIN32)
#define EXPORT(name) __declspec(dllexport)
#else
#define EXPORT(name) __attribute__((visibility("default")))
#endif

typedef float v4 __attribute__((vector_size(16)));
typedef int32_t i4 __attribute__((vector_size(16)));
typedef uint32_t u4 __attribute__((vector_size(16)));

enum { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE, GATES };  // i, f, g, o

enum { BAD_SIZE = -1, BAD_ADDRESS = -2, BAD_WORKSPACE = -3 };

// One call. P is the number of parameters; kernel.py has the same fields in the same order.
struct task {
    int32_t inputs, units, outputs, steps, batch, epochs;  // I, H, O, T, B, N
    uint64_t workspace_bytes;
    double tolerance, beta1, beta2, epsilon;  // of training.Settings, of optim.adam
    const double *xs;                         // [T][B][I]
    const double *targets, *weights;          // [T][B][O]
    const double *corrections;                // [N][2]  learning rate / (1 - beta1^t), sqrt(1 - beta2^t) for each step
    double *thetas, *means, *squares;         // [N + 1][P]  row 0 is given, row n is after n steps of Adam
    double *losses, *worst_errors;            // [N]  of the parameters in row n
    double *gradient;                         // [P]  of the row evaluated last
    void *workspace;                          // workspace_bytes of it, at a multiple of 16
};

struct sizes {
    size_t I, H, O, T, B, P;
    size_t W, blocks;  // vectors in a block, always even, and how many blocks there are
    size_t K;          // rows that a gate sees: H of h_prev, I of x, a one for the bias; made even with a row of zeros
    size_t H4;         // H, made a multiple of 4
};

struct memory {
    float *weights;                             // [H][K][4]   of each unit, what its four gates make of each row
    float *turned;                              // [H][4][H4]  weight_hh, row by row
    float *readout;                             // [O][H + 1]  weight, and the bias last
    double *gradients, *readout_gradients;      // [H][K][4], [O][H + 1]
    int32_t *graded;                            // [T]         whether any answer after step t counts
    v4 *seen;                                   // [blocks][T + 1][K][W]  what the gates see in step t: h_prev, x, one
    v4 *targets, *scales;                       // [blocks][T][O][W]      y, and w / sum(w)
    v4 *gates, *c, *tanh_c, *dh, *dc, *dz;      // of one block; see lstm_forward, lstm_backward, readout
};

// ---- Four numbers at a time ----

static inline v4 splat(float x) { return (v4){x, x, x, x}; }

static inline v4 choose(i4 condition, v4 yes, v4 no) { return (v4)((condition & (i4)yes) | (~condition & (i4)no)); }

// Written so that a NaN stays one.
static inline v4 at_most(v4 x, float top) { return choose(x > splat(top), splat(top), x); }
static inline v4 at_least(v4 x, float bottom) { return choose(x < splat(bottom), splat(bottom), x); }

static inline double sum(v4 x) { return ((double)x[0] + (double)x[1]) + ((double)x[2] + (double)x[3]); }

// tanh as x P(x^2) / Q(x^2), fitted for the least relative error up to 9.011, where float32 has no number between tanh
// and 1. Off by at most 4e-7 of the value; exactly odd; never beyond -1 and 1; NaN for NaN.
static inline v4 tanh4(v4 x) {
    x = at_least(at_most(x, 9.011f), -9.011f);
    v4 y = x * x;
    v4 p = (((1.3335039e-08f * y + 2.0594970e-05f) * y + 3.4947318e-03f) * y + 1.3380305e-01f) * y + 1.0f;
    v4 q = (((7.7685434e-07f * y + 3.2842337e-04f) * y + 2.5873726e-02f) * y + 4.6713624e-01f) * y + 1.0f;
    return at_least(at_most(x * p / q, 1.0f), -1.0f);
}

static inline v4 sigmoid4(v4 x) { return 0.5f * tanh4(0.5f * x) + 0.5f; }  // as in arrays.py

// exp(x) for x <= 0: 2^n exp(r) with |r| <= ln(2) / 2, and the Taylor series of exp(r). Below -87 it stays at exp(-87).
static inline v4 exp4(v4 x) {
    const float shift = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number, which is then in the low bits
    x = at_least(x, -87.0f);
    v4 shifted = x * 1.44269504f + shift;
    v4 n = shifted - shift;
    v4 r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln(2) in two parts, the first short enough to be exact
    v4 e = (((((r / 5040 + 1.0f / 720) * r + 1.0f / 120) * r + 1.0f / 24) * r + 1.0f / 6) * r + 0.5f) * r * r + r + 1.0f;
    return e * (v4)(((u4)shifted + 127) << 23);
}

// log(1 + exp(z)) - y z, as (max(z, 0) - y z) + log(1 + e) with e = exp(-|z|): for y = 0 or 1 the bracket is exact, so
// nothing is lost where the answer is right and the loss small. The logarithm is the series of 2 artanh(s) with
// s = e / (2 + e) <= 1/3.
static inline v4 cross_entropy4(v4 z, v4 y) {
    v4 positive = at_least(z, 0.0f), e = exp4(at_most(z, 0.0f) - positive);
    v4 s = e / (2.0f + e), q = s * s;
    v4 series = (((((q / 13 + 1.0f / 11) * q + 1.0f / 9) * q + 1.0f / 7) * q + 0.2f) * q + 1.0f / 3) * q + 1.0f;
    return (positive - y * z) + 2.0f * s * series;
}

// ---- The LSTM, one block of sequences; knows no task and no readout ----

// All steps forward. As cell.step, four gates of a unit and eight sequences at a time.
//   begun    0 if h_prev of the first step is zero: then it need not be multiplied
//   weights  [H][K][4]
//   seen     [T + 1][K][W]  in: x and the one in every step, h_prev in the first; out: h of step t in seen[t + 1]
//   gates    [T][H][4][W]   out: i, f, g, o
//   c        [T + 1][H][W]  in: c_prev of the first step in c[0]; out: c of step t in c[t + 1]
//   tanh_c   [T][H][W]      out
static void lstm_forward(const struct sizes *s, int begun, const float *weights, v4 *seen, v4 *gates, v4 *c,
                         v4 *tanh_c) {
    const size_t H = s->H, K = s->K, W = s->W;
    for (size_t t = 0; t < s->T; t++)
        for (size_t j = 0; j < W; j += 2)
            for (size_t u = 0; u < H; u++) {
                v4 a[GATES][2] = {{{0}}};
                for (size_t k = t || begun ? 0 : H; k < K; k++) {
                    const v4 *row = seen + (t * K + k) * W + j;
                    const float *weight = weights + (u * K + k) * GATES;
                    for (int gate = 0; gate < GATES; gate++) {
                        a[gate][0] += weight[gate] * row[0];
                        a[gate][1] += weight[gate] * row[1];
                    }
                }
                for (size_t n = 0; n < 2; n++) {
                    v4 i = sigmoid4(a[INPUT_GATE][n]), f = sigmoid4(a[FORGET_GATE][n]);
                    v4 g = tanh4(a[CANDIDATE][n]), o = sigmoid4(a[OUTPUT_GATE][n]);
                    const size_t unit = (t * H + u) * W + j + n, next = unit + H * W;
                    v4 *gate = gates + (t * H + u) * GATES * W + j + n;
                    gate[0] = i, gate[W] = f, gate[2 * W] = g, gate[3 * W] = o;
                    c[next] = f * c[unit] + i * g;
                    tanh_c[unit] = tanh4(c[next]);
                    seen[((t + 1) * K + u) * W + j + n] = o * tanh_c[unit];
                }
            }
}

// cell.step_backward for four sequences of one unit: dh is all that reaches h, *dc in: what reaches c from the next
// step, out: what goes on to the step before. The pre-activations' gradients take the place of the gates.
static inline void cell_backward(size_t W, v4 dh, v4 c_prev, v4 tanh_c, v4 *gate, v4 *dc) {
    v4 i = gate[0], f = gate[W], g = gate[2 * W], o = gate[3 * W];
    v4 all = *dc + dh * o * (1.0f - tanh_c * tanh_c);
    gate[0] = all * g * i * (1.0f - i);
    gate[W] = all * c_prev * f * (1.0f - f);
    gate[2 * W] = all * i * (1.0f - g * g);
    gate[3 * W] = dh * tanh_c * o * (1.0f - o);
    *dc = all * f;
}

// All steps back. gates, c and tanh_c are those of lstm_forward.
//   turned  [H][4][H4]   weight_hh, each row filled up with zeros
//   gates   [T][H][4][W] out: dL/da
//   dh      [T][H4][W]   dL/dh_t from what was made of h_t, where given[t] is not 0; elsewhere it need not be set
//   dc      [H][W]       scratch
static void lstm_backward(const struct sizes *s, const float *turned, v4 *gates, const v4 *c, const v4 *tanh_c,
                          const v4 *dh, const int32_t *given, v4 *dc) {
    const size_t H = s->H, H4 = s->H4, W = s->W;
    for (size_t n = 0; n < H * W; n++) dc[n] = splat(0);
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
                    for (size_t r = 0; r < H * GATES; r++) {  // d += W_hh^T da of the next step
                        const v4 *da = gates + ((t + 1) * H * GATES + r) * W + j;
                        const float *weight = turned + r * H4 + first;
                        for (size_t n = 0; n < 4; n++) {
                            d[n][0] += weight[n] * da[0];
                            d[n][1] += weight[n] * da[1];
                        }
                    }
                for (size_t n = 0; n < 4 && first + n < H; n++)
                    for (size_t m = 0; m < 2; m++) {
                        const size_t u = first + n, unit = (t * H + u) * W + j + m;
                        v4 *gate = gates + (t * H + u) * GATES * W + j + m;
                        cell_backward(W, d[n][m], c[unit], tanh_c[unit], gate, dc + u * W + j + m);
                    }
            }
}

// Adds this block's part to dL/dW [H][K][4]: for each weight, the product of da and what the gate saw, over all steps
// and sequences.
static void lstm_gradients(const struct sizes *s, const v4 *seen, const v4 *da, double *gradients) {
    const size_t H = s->H, K = s->K, W = s->W;
    for (size_t u = 0; u < H; u++)
        for (size_t k = 0; k < K; k += 2) {
            v4 total[GATES][2] = {{{0}}};
            for (size_t t = k + 1 < H ? 1 : 0; t < s->T; t++) {  // h_prev of the first step is zero
                const v4 *a = da + (t * H + u) * GATES * W, *row = seen + (t * K + k) * W;
                for (size_t j = 0; j < W; j++)
                    for (size_t gate = 0; gate < GATES; gate++) {
                        total[gate][0] += a[gate * W + j] * row[j];
                        total[gate][1] += a[gate * W + j] * row[W + j];
                    }
            }
            for (size_t n = 0; n < 2; n++)
                for (size_t gate = 0; gate < GATES; gate++)
                    gradients[(u * K + k + n) * GATES + gate] += sum(total[gate][n]);
        }
}

// ---- The readout, after one step of one block: readout.py there and back ----

//   weights          [O][H + 1]
//   h                [H][W]
//   z                [O][W]      out
static void logits(const struct sizes *s, const float *weights, const v4 *h, v4 *z) {
    const size_t H = s->H, W = s->W;
    for (size_t o = 0; o < s->O; o++) {
        const float *weight = weights + o * (H + 1);
        for (size_t j = 0; j < W; j++) {
            v4 sum = splat(weight[H]);
            for (size_t u = 0; u < H; u++) sum += weight[u] * h[u * W + j];
            z[o * W + j] = sum;
        }
    }
}

//   dz               [O][W]
//   dh               [H4][W]     out: dL/dh
//   gradients        [O][H + 1]  this step's part is added
static void logits_backward(const struct sizes *s, const float *weights, const v4 *h, const v4 *dz, v4 *dh,
                            double *gradients) {
    const size_t H = s->H, W = s->W;
    for (size_t u = 0; u < s->H4; u++)
        for (size_t j = 0; j < W; j++) {
            dh[u * W + j] = splat(0);
            if (u < H)
                for (size_t o = 0; o < s->O; o++) dh[u * W + j] += weights[o * (H + 1) + u] * dz[o * W + j];
        }
    for (size_t o = 0; o < s->O; o++)
        for (size_t u = 0; u <= H; u++) {
            v4 total = splat(0);
            for (size_t j = 0; j < W; j++) total += u < H ? dz[o * W + j] * h[u * W + j] : dz[o * W + j];
            gradients[o * (H + 1) + u] += sum(total);
        }
}

// Cross-entropy of the answers. Returns this step's part of the loss.
//   targets, scales  [O][W]
//   dz               [O][W]      scratch
//   worst            four lanes: raised to the largest graded |p - y|
static double readout(const struct sizes *s, const float *weights, const v4 *h, const v4 *targets, const v4 *scales,
                      v4 *dz, v4 *dh, double *gradients, v4 *worst) {
    double loss = 0;
    logits(s, weights, h, dz);
    for (size_t n = 0; n < s->O * s->W; n++) {
        v4 z = dz[n], y = targets[n], scale = scales[n], difference = sigmoid4(z) - y;
        v4 error = choose(scale > splat(0), choose(difference < splat(0), -difference, difference), splat(0));
        *worst = choose(error > *worst, error, *worst);
        loss += sum(scale * cross_entropy4(z, y));
        dz[n] = scale * difference;
    }
    logits_backward(s, weights, h, dz, dh, gradients);
    return loss;
}

// ---- Adam, in the order of optim.py, operation by operation ----

// What is next may lie where it is now.
struct moments { double *theta, *mean, *square; };

static void adam(size_t size, double beta1, double beta2, double epsilon, const double *correction,
                 const double *gradient, struct moments now, struct moments next) {
    for (size_t n = 0; n < size; n++) {
        double m = beta1 * now.mean[n] + (1 - beta1) * gradient[n];
        double v = beta2 * now.square[n] + (1 - beta2) * (gradient[n] * gradient[n]);
        double denominator = __builtin_sqrt(v) / correction[1] + epsilon;
        next.theta[n] = now.theta[n] - correction[0] * m / denominator;
        next.mean[n] = m;
        next.square[n] = v;
    }
}

// ---- From the caller's arrays to ours and back ----

static inline float narrow(double x) { return (float)(x > REACH ? REACH : x < -REACH ? -REACH : x); }

// Parameters are in the order of NetworkShape.tensors, their rows gate by gate; ours are unit by unit.
static inline size_t row_of(const struct sizes *s, size_t unit, size_t gate) { return gate * s->H + unit; }

static void unpack_parameters(const struct sizes *s, const double *theta, const struct memory *m) {
    const size_t I = s->I, H = s->H, rows = GATES * H;
    const double *weight_ih = theta, *weight_hh = weight_ih + rows * I, *bias_ih = weight_hh + rows * H;
    const double *bias_hh = bias_ih + rows, *weight = bias_hh + rows, *bias = weight + s->O * H;
    for (size_t u = 0; u < H; u++)
        for (size_t gate = 0; gate < GATES; gate++) {
            const size_t row = row_of(s, u, gate);
            float *packed = m->weights + u * s->K * GATES + gate, *turned = m->turned + (u * GATES + gate) * s->H4;
            for (size_t k = 0; k < s->K; k++) packed[k * GATES] = 0;
            for (size_t k = 0; k < s->H4; k++) turned[k] = 0;
            for (size_t k = 0; k < H; k++) packed[k * GATES] = turned[k] = narrow(weight_hh[row * H + k]);
            for (size_t k = 0; k < I; k++) packed[(H + k) * GATES] = narrow(weight_ih[row * I + k]);
            packed[(H + I) * GATES] = narrow(bias_ih[row] + bias_hh[row]);
        }
    for (size_t o = 0; o < s->O; o++) {
        for (size_t u = 0; u < H; u++) m->readout[o * (H + 1) + u] = narrow(weight[o * H + u]);
        m->readout[o * (H + 1) + H] = narrow(bias[o]);
    }
}

static void pack_gradient(const struct sizes *s, const struct memory *m, double *gradient) {
    const size_t I = s->I, H = s->H, rows = GATES * H;
    double *weight_ih = gradient, *weight_hh = weight_ih + rows * I, *bias_ih = weight_hh + rows * H;
    double *bias_hh = bias_ih + rows, *weight = bias_hh + rows, *bias = weight + s->O * H;
    for (size_t u = 0; u < H; u++)
        for (size_t gate = 0; gate < GATES; gate++) {
            const size_t row = row_of(s, u, gate);
            const double *packed = m->gradients + u * s->K * GATES + gate;
            for (size_t k = 0; k < H; k++) weight_hh[row * H + k] = packed[k * GATES];
            for (size_t k = 0; k < I; k++) weight_ih[row * I + k] = packed[(H + k) * GATES];
            bias_ih[row] = bias_hh[row] = packed[(H + I) * GATES];
        }
    for (size_t o = 0; o < s->O; o++) {
        for (size_t u = 0; u < H; u++) weight[o * H + u] = m->readout_gradients[o * (H + 1) + u];
        bias[o] = m->readout_gradients[o * (H + 1) + H];
    }
}

// Sequence b of a caller's array [T][B][count], or 0 where there is no such sequence.
static inline double entry(const struct sizes *s, const double *array, size_t count, size_t t, size_t b, size_t n) {
    return b < s->B ? array[(t * s->B + b) * count + n] : 0;
}

static void unpack_examples(const struct sizes *s, const struct task *task, const struct memory *m) {
    const size_t H = s->H, K = s->K, W = s->W;
    double total = 0;
    for (size_t n = 0; n < s->T * s->B * s->O; n++) total += task->weights[n];
    for (size_t t = 0; t < s->T; t++) {
        m->graded[t] = 0;
        for (size_t n = 0; n < s->B * s->O; n++) m->graded[t] |= task->weights[t * s->B * s->O + n] != 0;
    }
    for (size_t block = 0; block < s->blocks; block++)
        for (size_t t = 0; t <= s->T; t++)
            for (size_t j = 0; j < W; j++) {
                v4 *seen = m->seen + ((block * (s->T + 1) + t) * K) * W + j;
                for (size_t k = 0; k < K; k++) seen[k * W] = splat(k == H + s->I ? 1 : 0);
                if (t == s->T) continue;  // holds the last h only
                for (size_t lane = 0; lane < 4; lane++) {
                    const size_t b = (block * W + j) * 4 + lane;
                    for (size_t k = 0; k < s->I; k++)
                        seen[(H + k) * W][lane] = narrow(entry(s, task->xs, s->I, t, b, k));
                    for (size_t o = 0; o < s->O; o++) {
                        const size_t at = ((block * s->T + t) * s->O + o) * W + j;
                        const double weight = entry(s, task->weights, s->O, t, b, o);
                        const float scale = narrow(weight / total);
                        m->targets[at][lane] = narrow(entry(s, task->targets, s->O, t, b, o));
                        // However little it weighs, it is graded.
                        m->scales[at][lane] = scale == 0 && weight > 0 ? __FLT_MIN__ : scale;
                    }
                }
            }
    for (size_t n = 0; n < H * W; n++) m->c[n] = splat(0);
}

// ---- Calls ----

static int measure(const struct task *task, struct sizes *s) {
    const int32_t counts[] = {task->inputs, task->units, task->outputs, task->steps, task->batch, task->epochs};
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        if (counts[n] < 1 || counts[n] > MOST) return BAD_SIZE;
    s->I = (size_t)task->inputs, s->H = (size_t)task->units, s->O = (size_t)task->outputs;
    s->T = (size_t)task->steps, s->B = (size_t)task->batch;
    s->P = GATES * s->H * (s->I + s->H + 2) + s->O * (s->H + 1);
    s->blocks = (s->B + 4 * BLOCK - 1) / (4 * BLOCK);
    s->W = 2 * ((s->B + 8 * s->blocks - 1) / (8 * s->blocks));  // as even as can be
    s->K = (s->H + s->I + 2) / 2 * 2;
    s->H4 = (s->H + 3) / 4 * 4;
    return 0;
}

// Hands out the workspace that begins at `start`; returns its size. With start = 0 it only counts.
static uint64_t lay_out(const struct sizes *s, uint64_t start, struct memory *m) {
    const uint64_t H = s->H, O = s->O, T = s->T, W = s->W, K = s->K, blocks = s->blocks;
    uint64_t used = 0;
#define TAKE(array, count) \
    (m->array = (void *)(uintptr_t)(start + used), used += ((count) * sizeof *m->array + 15) / 16 * 16)
    TAKE(weights, H * K * GATES);
    TAKE(turned, H * GATES * s->H4);
    TAKE(readout, O * (H + 1));
    TAKE(gradients, H * K * GATES);
    TAKE(readout_gradients, O * (H + 1));
    TAKE(graded, T);
    TAKE(seen, blocks * (T + 1) * K * W);
    TAKE(targets, blocks * T * O * W);
    TAKE(scales, blocks * T * O * W);
    TAKE(gates, T * H * GATES * W);
    TAKE(c, (T + 1) * H * W);
    TAKE(tanh_c, T * H * W);
    TAKE(dh, T * s->H4 * W);
    TAKE(dc, H * W);
    TAKE(dz, O * W);
#undef TAKE
    return used;
}

static int begin(const struct task *task, struct sizes *s, struct memory *m) {
    const void *arrays[] = {task->xs, task->targets, task->weights, task->corrections, task->thetas, task->means,
                            task->squares, task->losses, task->worst_errors, task->gradient};
    const int problem = measure(task, s);
    if (problem) return problem;
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++)
        if (!arrays[n] || (uintptr_t)arrays[n] % sizeof(double)) return BAD_ADDRESS;
    if (!task->workspace || (uintptr_t)task->workspace % sizeof(v4)) return BAD_ADDRESS;
    if (lay_out(s, (uintptr_t)task->workspace, m) > task->workspace_bytes) return BAD_WORKSPACE;
    unpack_examples(s, task, m);
    return 0;
}

// training.loss_and_gradient and the worst graded error, for the parameters in `row`.
static void evaluate(const struct task *task, const struct sizes *s, const struct memory *m, size_t row) {
    const size_t H = s->H, W = s->W;
    v4 worst = splat(0);
    double loss = 0;
    unpack_parameters(s, task->thetas + row * s->P, m);
    for (size_t n = 0; n < H * s->K * GATES; n++) m->gradients[n] = 0;
    for (size_t n = 0; n < s->O * (H + 1); n++) m->readout_gradients[n] = 0;
    for (size_t block = 0; block < s->blocks; block++) {
        v4 *seen = m->seen + block * (s->T + 1) * s->K * W;
        lstm_forward(s, 0, m->weights, seen, m->gates, m->c, m->tanh_c);
        for (size_t t = 0; t < s->T; t++)
            if (m->graded[t]) {
                const size_t answers = (block * s->T + t) * s->O * W;
                loss += readout(s, m->readout, seen + (t + 1) * s->K * W, m->targets + answers, m->scales + answers,
                                m->dz, m->dh + t * s->H4 * W, m->readout_gradients, &worst);
            }
        lstm_backward(s, m->turned, m->gates, m->c, m->tanh_c, m->dh, m->graded, m->dc);
        lstm_gradients(s, seen, m->gates, m->gradients);
    }
    pack_gradient(s, m, task->gradient);
    double largest = 0;
    for (size_t lane = 0; lane < 4; lane++) largest = worst[lane] > largest ? worst[lane] : largest;
    task->losses[row] = loss;
    task->worst_errors[row] = loss == loss ? largest : loss;  // a comparison overlooks NaN; a sum does not
}

static struct moments moments_of(const struct task *task, size_t size, size_t row) {
    return (struct moments){task->thetas + row * size, task->means + row * size, task->squares + row * size};
}

EXPORT(kernel_abi) int kernel_abi(void) { return ABI << 16 | (int)sizeof(struct task); }

// Sets workspace_bytes to what the other two calls need for these sizes.
EXPORT(kernel_workspace_size) int kernel_workspace_size(struct task *task) {
    struct sizes s;
    struct memory m;
    const int problem = measure(task, &s);
    if (!problem) task->workspace_bytes = lay_out(&s, 0, &m);
    return problem;
}

// Loss, worst error and gradient of the parameters in row 0; no step is taken.
EXPORT(kernel_gradient) int kernel_gradient(struct task *task) {
    struct sizes s;
    struct memory m;
    const int problem = begin(task, &s, &m);
    if (!problem) evaluate(task, &s, &m, 0);
    return problem;
}

// At most N epochs: evaluate row n, stop if it is good enough, else make row n + 1 of it. Returns how many rows were
// evaluated, or what is wrong.
EXPORT(kernel_train) int kernel_train(struct task *task) {
    struct sizes s;
    struct memory m;
    const int problem = begin(task, &s, &m);
    if (problem) return problem;
    for (size_t row = 0; row < (size_t)task->epochs; row++) {
        evaluate(task, &s, &m, row);
        if (task->worst_errors[row] < task->tolerance) return (int)row + 1;
        adam(s.P, task->beta1, task->beta2, task->epsilon, task->corrections + 2 * row, task->gradient,
             moments_of(task, s.P, row), moments_of(task, s.P, row + 1));
    }
    return task->epochs;
}
