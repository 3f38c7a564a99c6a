// A mixture of Gaussians for a readout, in the kernel: read mixture.py first, whose numbers these are.
//
// A readout of O = 3 K numbers: of the K components the logits of their weights, their means, and the logarithms of their
// deviations, in this order. Layout and notation as in kernel.c.

#include "kernel.c"

#define LEAST_LOG -3.5f  // of a deviation's logarithm: LEAST_LOG and GREATEST_LOG of mixture.py
#define GREATEST_LOG 1.0f
#define HALF_LOG_2PI 0.918938533f
#define BLEND 1.0f  // how close components must be, in units of the output, to count as the same intention

// log(x) for x from the least normal number up: x = 2^n m with m near 1, and the series of 2 artanh((m - 1) / (m + 1)).
static inline v4 log4(v4 x) {
    const u4 root_half = {0x3f3504f3, 0x3f3504f3, 0x3f3504f3, 0x3f3504f3};  // m from sqrt(1/2) to sqrt(2)
    i4 n = (i4)((u4)x - root_half) >> 23;
    v4 m = (v4)((u4)x - ((u4)n << 23)), s = (m - 1.0f) / (m + 1.0f), q = s * s;
    v4 series = ((((q / 11 + 1.0f / 9) * q + 1.0f / 7) * q + 0.2f) * q + 1.0f / 3) * q + 1.0f;
    return __builtin_convertvector(n, v4) * 0.69314718f + 2.0f * s * series;
}

static inline v4 larger(v4 a, v4 b) { return choose(a > b, a, b); }

// log(sum of exp(z_k)); values[k * W] is z_k.
static inline v4 log_sum_exp(size_t W, size_t components, const v4 *values) {
    v4 top = values[0], total = splat(0);
    for (size_t k = 1; k < components; k++) top = larger(values[k * W], top);
    for (size_t k = 0; k < components; k++) total += exp4(values[k * W] - top);
    return top + log4(total);
}

static inline v4 log_deviation(v4 z) { return at_least(at_most(z, GREATEST_LOG), LEAST_LOG); }

// mixture.negative_log_likelihood of one step of one block, and its way back through the readout. Returns its part of
// the loss.
//   weights          [O][H + 1]
//   h                [H][W]
//   targets, scales  [W]         y, and its share in the mean
//   z, dz            [O][W]      scratch
//   dh               [H4][W]     out: dL/dh
//   gradients        [O][H + 1]  this step's part is added
static double mixture_readout(const struct sizes *s, const float *weights, const v4 *h, const v4 *targets,
                              const v4 *scales, v4 *z, v4 *dz, v4 *dh, double *gradients) {
    const size_t W = s->W, components = s->O / 3, M = components * W;
    double loss = 0;
    logits(s, weights, h, z);
    for (size_t j = 0; j < W; j++) {
        v4 *logit = z + j, *mean = logit + M, *log_sigma = mean + M;
        v4 *d_logit = dz + j, *d_mean = d_logit + M, *d_log_sigma = d_mean + M;
        const v4 all = log_sum_exp(W, components, logit);
        for (size_t k = 0; k < M; k += W) {
            v4 log_s = log_deviation(log_sigma[k]), inverse = exp4(-log_s);
            v4 distance = (targets[j] - mean[k]) * inverse;
            // log(pi_k N(y; mu_k, sigma_k)) for now, and what its derivatives need
            d_logit[k] = logit[k] - all - log_s - 0.5f * distance * distance - HALF_LOG_2PI;
            d_mean[k] = distance * inverse;
            d_log_sigma[k] = choose(log_s == log_sigma[k], 1.0f - distance * distance, splat(0));
        }
        const v4 likelihood = log_sum_exp(W, components, d_logit), scale = scales[j];
        loss -= sum(scale * likelihood);
        for (size_t k = 0; k < M; k += W) {
            v4 share = scale * exp4(at_most(d_logit[k] - likelihood, 0.0f));
            d_logit[k] = scale * exp4(at_most(logit[k] - all, 0.0f)) - share;
            d_mean[k] = -(share * d_mean[k]);
            d_log_sigma[k] = share * d_log_sigma[k];
        }
    }
    logits_backward(s, weights, h, dz, dh, gradients);
    return loss;
}

// Four draws from the mixtures that z describes: mixture.draw.
//   z       [O][W]  the first of four sequences; the weights' logits become the weights
//   credit  [K][W]  likewise; kept from step to step
static inline v4 draw4(size_t W, size_t components, v4 *z, v4 *credit, v4 temperature, v4 luck, v4 pick, v4 normal) {
    const size_t M = components * W;
    v4 *weight = z, *mean = z + M, *log_sigma = mean + M;
    const v4 all = log_sum_exp(W, components, z), one = splat(1);
    v4 richest = splat(-__FLT_MAX__), credited = splat(0), sum_so_far = splat(0);
    v4 picked = mean[M - W], picked_log = log_deviation(log_sigma[M - W]), picked_index = splat((float)(components - 1));
    v4 credited_log = splat(0);
    i4 done = {0};
    for (size_t k = 0; k < M; k += W) {
        weight[k] = exp4(at_most(weight[k] - all, 0.0f));
        credit[k] += weight[k];
        i4 richer = credit[k] > richest;
        richest = choose(richer, credit[k], richest);
        credited = choose(richer, mean[k], credited);
        credited_log = choose(richer, log_deviation(log_sigma[k]), credited_log);
        sum_so_far += weight[k];
        i4 here = ~done & (sum_so_far > pick);
        picked = choose(here, mean[k], picked);
        picked_log = choose(here, log_deviation(log_sigma[k]), picked_log);
        picked_index = choose(here, splat((float)(k / W)), picked_index);
        done |= here;
    }
    const i4 by_chance = luck < temperature;
    v4 total = splat(0), blended = splat(0);
    for (size_t k = 0; k < M; k += W) {
        v4 apart = (mean[k] - credited) / BLEND;
        weight[k] *= exp4(-0.5f * apart * apart);
        total += weight[k];
        blended += weight[k] * mean[k];
    }
    for (size_t k = 0; k < M; k += W) {
        v4 only = choose(splat((float)(k / W)) == picked_index, one, splat(0));
        credit[k] -= choose(by_chance, only, weight[k] / total);
    }
    v4 sigma = exp4(choose(by_chance, picked_log, credited_log));
    return choose(by_chance, picked, blended / total) + temperature * sigma * normal;
}
