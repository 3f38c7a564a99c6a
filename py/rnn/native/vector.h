// Four numbers at a time. Every function adds and multiplies in one order, without contracting or reordering anything,
// so that WebAssembly and a native library give the same bits.

#pragma once

#include "../../native/fields.h"

typedef float v4 __attribute__((vector_size(16)));
typedef int32_t i4 __attribute__((vector_size(16)));
typedef uint32_t u4 __attribute__((vector_size(16)));

#define LIMIT 1e18  // larger numbers are clamped to this: a gate is saturated long before, and sums stay finite

static inline float narrow(double x) { return (float)(x > LIMIT ? LIMIT : x < -LIMIT ? -LIMIT : x); }

static inline v4 splat(float x) { return (v4){x, x, x, x}; }

static inline v4 choose(i4 condition, v4 yes, v4 no) { return (v4)((condition & (i4)yes) | (~condition & (i4)no)); }

// A NaN stays NaN.
static inline v4 at_most(v4 x, float top) { return choose(x > splat(top), splat(top), x); }
static inline v4 at_least(v4 x, float bottom) { return choose(x < splat(bottom), splat(bottom), x); }

static inline v4 larger(v4 a, v4 b) { return choose(a > b, a, b); }
static inline v4 absolute(v4 x) { return choose(x < splat(0), -x, x); }

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

// exp(x) for x <= 88: 2^n exp(r) with |r| <= ln(2) / 2, and the Taylor series of exp(r). Below -87 it is exp(-87).
static inline v4 exp4(v4 x) {
    const float shift = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number, which is then in the low bits
    x = at_least(x, -87.0f);
    v4 shifted = x * 1.44269504f + shift;
    v4 n = shifted - shift;
    v4 r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln(2) in two parts, the first short enough to be exact
    v4 e = ((((r / 5040 + 1.0f / 720) * r + 1.0f / 120) * r + 1.0f / 24) * r + 1.0f / 6) * r + 0.5f;
    e = e * r * r + r + 1.0f;
    return e * (v4)(((u4)shifted + 127) << 23);
}

// log(x) for x from the least normal number up: x = 2^n m with m near 1, and the series of 2 artanh((m - 1) / (m + 1)).
static inline v4 log4(v4 x) {
    const u4 root_half = {0x3f3504f3, 0x3f3504f3, 0x3f3504f3, 0x3f3504f3};  // m from sqrt(1/2) to sqrt(2)
    i4 n = (i4)((u4)x - root_half) >> 23;
    v4 m = (v4)((u4)x - ((u4)n << 23)), s = (m - 1.0f) / (m + 1.0f), q = s * s;
    v4 series = ((((q / 11 + 1.0f / 9) * q + 1.0f / 7) * q + 0.2f) * q + 1.0f / 3) * q + 1.0f;
    return __builtin_convertvector(n, v4) * 0.69314718f + 2.0f * s * series;
}

// log(1 + exp(a)) - y a, as (max(a, 0) - y a) + log(1 + e) with e = exp(-|a|): for y = 0 or 1 the bracket is exact, so
// nothing is lost where the answer is right and the loss small. The logarithm is the series of 2 artanh(s) with
// s = e / (2 + e) <= 1/3.
static inline v4 cross_entropy4(v4 a, v4 y) {
    v4 positive = at_least(a, 0.0f), e = exp4(at_most(a, 0.0f) - positive);
    v4 s = e / (2.0f + e), q = s * s;
    v4 series = (((((q / 13 + 1.0f / 11) * q + 1.0f / 9) * q + 1.0f / 7) * q + 0.2f) * q + 1.0f / 3) * q + 1.0f;
    return (positive - y * a) + 2.0f * s * series;
}
