// A linear layer of h after one step of one block, and on it one of two heads. Logistic: O answers, each yes or no, as
// in heads/logistic.py. Mixture: one number, for which O = 3 K numbers describe K components: the logits of their
// weights, their means, and the logarithms of their standard deviations, as in heads/mixture.py.

#pragma once

#include "layout.h"

#define LOG_STD_MIN -3.5f  // as in heads/mixture.py, like the next two
#define LOG_STD_MAX 1.0f
#define MERGE_SCALE 1.0f
#define HALF_LOG_2PI 0.918938533f

//   readout          [O][H + 1]
//   h                [H][W]
//   logits           [O][W]      out
static void logits_of(const struct sizes *s, const float *readout, const v4 *h, v4 *logits) {
    const size_t H = s->H, W = s->W;
    for (size_t o = 0; o < s->O; o++) {
        const float *weight = readout + o * (H + 1);
        for (size_t j = 0; j < W; j++) {
            v4 sum = splat(weight[H]);
            for (size_t u = 0; u < H; u++) sum += weight[u] * h[u * W + j];
            logits[o * W + j] = sum;
        }
    }
}

//   dlogits          [O][W]
//   dh               [H4][W]     out: dL/dh
//   gradients        [O][H + 1]  this step's part is added
static void logits_backward(const struct sizes *s, const float *readout, const v4 *h, const v4 *dlogits, v4 *dh,
                            double *gradients) {
    const size_t H = s->H, W = s->W;
    for (size_t u = 0; u < s->H4; u++)
        for (size_t j = 0; j < W; j++) {
            dh[u * W + j] = splat(0);
            if (u < H)
                for (size_t o = 0; o < s->O; o++) dh[u * W + j] += readout[o * (H + 1) + u] * dlogits[o * W + j];
        }
    for (size_t o = 0; o < s->O; o++)
        for (size_t u = 0; u <= H; u++) {
            v4 total = splat(0);
            for (size_t j = 0; j < W; j++) total += u < H ? dlogits[o * W + j] * h[u * W + j] : dlogits[o * W + j];
            gradients[o * (H + 1) + u] += sum(total);
        }
}

// Updates the largest error, lane by lane, where the answer counts.
static inline void note_error(v4 *max_error, v4 scale, v4 difference) {
    *max_error = larger(choose(scale > splat(0), absolute(difference), splat(0)), *max_error);
}

// Cross-entropy. Returns this step's part of the loss.
//   targets, scales  [O][W]
//   logits           [O][W]      in; out: dL/dlogits
//   max_error        of |p - y|
static double logistic(const struct sizes *s, const v4 *targets, const v4 *scales, v4 *logits, v4 *max_error) {
    double loss = 0;
    for (size_t n = 0; n < s->O * s->W; n++) {
        v4 a = logits[n], y = targets[n], scale = scales[n], difference = sigmoid4(a) - y;
        note_error(max_error, scale, difference);
        loss += sum(scale * cross_entropy4(a, y));
        logits[n] = scale * difference;
    }
    return loss;
}

// log(sum of exp(a_k)); values[k * W] is a_k.
static inline v4 log_sum_exp(size_t W, size_t components, const v4 *values) {
    v4 top = values[0], total = splat(0);
    for (size_t k = 1; k < components; k++) top = larger(values[k * W], top);
    for (size_t k = 0; k < components; k++) total += exp4(values[k * W] - top);
    return top + log4(total);
}

static inline v4 clamped(v4 log_std) { return at_least(at_most(log_std, LOG_STD_MAX), LOG_STD_MIN); }

// heads/mixture.py: loss. Returns this step's part of the loss.
//   targets, scales  [W]         y, and its share in the mean
//   logits, dlogits  [O][W]      in, out
//   max_error        of |E[y] - y|; null: not wanted
static double mixture(const struct sizes *s, const v4 *targets, const v4 *scales, const v4 *logits, v4 *dlogits,
                      v4 *max_error) {
    const size_t W = s->W, components = s->O / 3, M = components * W;
    double loss = 0;
    for (size_t j = 0; j < W; j++) {
        const v4 *logit = logits + j, *mean = logit + M, *log_sigma = mean + M;
        v4 *d_logit = dlogits + j, *d_mean = d_logit + M, *d_log_sigma = d_mean + M;
        const v4 all = log_sum_exp(W, components, logit);
        for (size_t k = 0; k < M; k += W) {
            v4 log_s = clamped(log_sigma[k]), inverse = exp4(-log_s);
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
        if (max_error) {
            v4 expected = splat(0);
            for (size_t k = 0; k < M; k += W) expected += exp4(at_most(logit[k] - all, 0.0f)) * mean[k];
            note_error(max_error, scale, expected - targets[j]);
        }
    }
    return loss;
}

// The head of this network, forward and backward. Returns this step's part of the loss.
//   h                [H][W]
//   targets, scales  [A][W]
//   dh               [H4][W]     out
static double answer(const struct sizes *s, const struct memory *m, const v4 *h, const v4 *targets, const v4 *scales,
                     v4 *dh, v4 *max_error) {
    double loss;
    logits_of(s, m->readout, h, m->logits);
    if (s->head == MIXTURE)
        loss = mixture(s, targets, scales, m->logits, m->dlogits, max_error);
    else
        loss = logistic(s, targets, scales, m->logits, max_error);
    logits_backward(s, m->readout, h, s->head == MIXTURE ? m->dlogits : m->logits, dh, m->readout_gradients);
    return loss;
}

// Four samples of the mixtures that the logits describe: mixture.sample.
//   logits  [O][W]  the first of four sequences; the weights' logits become the weights
//   credit  [components][W]  likewise; kept from step to step
//   rule, pick, normal  of mixture.Noise
static inline v4 sample4(size_t W, size_t components, v4 *logits, v4 *credit, v4 temperature, v4 rule, v4 pick,
                         v4 normal) {
    const size_t M = components * W;
    v4 *weight = logits, *mean = logits + M, *log_sigma = mean + M;
    const v4 all = log_sum_exp(W, components, logits), one = splat(1);
    v4 richest = splat(-__FLT_MAX__), credited = splat(0), sum_so_far = splat(0);
    v4 picked = mean[M - W], picked_log = clamped(log_sigma[M - W]), picked_index = splat((float)(components - 1));
    v4 credited_log = splat(0);
    i4 done = {0};
    for (size_t k = 0; k < M; k += W) {
        weight[k] = exp4(at_most(weight[k] - all, 0.0f));
        credit[k] += weight[k];
        i4 richer = credit[k] > richest;
        richest = choose(richer, credit[k], richest);
        credited = choose(richer, mean[k], credited);
        credited_log = choose(richer, clamped(log_sigma[k]), credited_log);
        sum_so_far += weight[k];
        i4 here = ~done & (sum_so_far > pick);
        picked = choose(here, mean[k], picked);
        picked_log = choose(here, clamped(log_sigma[k]), picked_log);
        picked_index = choose(here, splat((float)(k / W)), picked_index);
        done |= here;
    }
    const i4 by_chance = rule < temperature;
    v4 total = splat(0), merged = splat(0);
    for (size_t k = 0; k < M; k += W) {
        v4 apart = (mean[k] - credited) / MERGE_SCALE;
        weight[k] *= exp4(-0.5f * apart * apart);
        total += weight[k];
        merged += weight[k] * mean[k];
    }
    for (size_t k = 0; k < M; k += W) {
        v4 only = choose(splat((float)(k / W)) == picked_index, one, splat(0));
        credit[k] -= choose(by_chance, only, weight[k] / total);
    }
    v4 sigma = exp4(choose(by_chance, picked_log, credited_log));
    return choose(by_chance, picked, merged / total) + temperature * sigma * normal;
}
