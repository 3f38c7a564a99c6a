// Calls the strokes' kernel with arrays of exactly the promised sizes, each in memory of its own, so that a sanitizer sees
// every step beyond; and with numbers from harmless to absurd. Prints nothing when all is well.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../../py/tasks/strokes/strokes.c"

static uint32_t state = 1;

static uint32_t below(uint32_t limit) {  // a linear congruential generator: the same numbers everywhere
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)state * limit) >> 32);
}

static double number(int wild) {
    static const double absurd[] = {INFINITY, -INFINITY, NAN, 1e300, -1e300, 1e38, 1e-320, 0.0, -0.0};
    if (wild && below(8) == 0) return absurd[below(sizeof absurd / sizeof *absurd)];
    return (below(2000001) / 1e6 - 1) * (wild ? 50 : 1);
}

static double *numbers(size_t count, int wild) {
    double *made = malloc(count * sizeof *made);
    for (size_t n = 0; n < count; n++) made[n] = number(wild);
    return made;
}

static void *room_for(uint64_t bytes) {
    void *made = malloc(bytes);
    if ((uintptr_t)made % 16) abort();
    for (size_t n = 0; n < bytes; n++) ((unsigned char *)made)[n] = 0xa5;
    return made;
}

static int once(int wild) {
    struct strokes k = {.unit = 0.25, .wobble = 0.06, .persistence = 0.9, .fresh = 0.02, .return_ = 0.25, .clip = 1,
                        .keep = 0.9, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    k.units = 1 + (int32_t)below(9), k.components = 1 + (int32_t)below(4), k.averages = 1 + (int32_t)below(2);
    k.directions = 1 + (int32_t)below(3), k.steps = 1 + (int32_t)below(40), k.batch = 1 + (int32_t)below(50);
    k.updates = 1 + (int32_t)below(3), k.ungraded = (int32_t)below((uint32_t)k.steps), k.lead = (int32_t)below(6);
    k.rows = k.steps + 2 + (int32_t)below(9);
    if (strokes_workspace_size(&k)) return 1;
    const size_t T = (size_t)k.steps, B = (size_t)k.batch, N = (size_t)k.updates, I = inputs_of(&k);
    const size_t H = (size_t)k.units, O = 3 * (size_t)k.components, L = (size_t)k.lead;
    const size_t size = 4 * H * (I + H + 2) + O * (H + 1);
    int32_t *starts = malloc(N * B * sizeof *starts), *leads = malloc(N * B * sizeof *leads);
    for (size_t n = 0; n < N * B; n++) {
        leads[n] = (int32_t)below((uint32_t)k.lead + 1);
        const int32_t last = k.rows - k.steps - 1;
        starts[n] = 1 + (int32_t)below((uint32_t)last);
        if (leads[n] > starts[n] - 1) leads[n] = starts[n] - 1;
    }
    double *rates = numbers(I, 0), *theta = numbers(size, wild), *xs = numbers((size_t)k.rows * I, wild);
    double *mean = numbers(size, 0), *square = numbers(size, 0), *averaged = numbers(size, 0), *losses = numbers(N, 0);
    double *norms = numbers(N, 0), *gradient = numbers(size, 0), *corrections = numbers(2 * N, 0);
    double *hand = numbers(N * (L + T) * B, wild), *turns = numbers(T, wild), *chances = numbers(2 * T * B, wild);
    double *normals = numbers(T * B, wild), *temperatures = numbers(B, wild), *ahead = numbers(T * B, 0);
    double *x = numbers(T * I, 0), *h = numbers(T * H, 0), *c = numbers(T * H, 0), *one = numbers(I, wild);
    double *h_start = numbers(H, wild), *c_start = numbers(H, wild);
    for (size_t n = 0; n < size; n++) square[n] = fabs(square[n]);
    void *workspace = room_for(k.workspace_bytes);
    k.rates = rates, k.theta = theta, k.workspace = workspace;

    struct strokes learn = k, read = k, forecast = k;
    learn.xs = xs, learn.starts = starts, learn.leads = leads, learn.normals = hand, learn.corrections = corrections;
    learn.mean = mean, learn.square = square, learn.averaged = averaged, learn.losses = losses, learn.norms = norms;
    learn.gradient = gradient;
    read.xs = one, read.turns = turns, read.x = x, read.h = h, read.c = c;
    read.h_start = h_start, read.c_start = c_start;
    forecast.x = one, forecast.h = h_start, forecast.c = c_start, forecast.temperatures = temperatures;
    forecast.chances = chances, forecast.normals = normals, forecast.ahead = ahead;

    int failed = strokes_read(&read) != 0 || strokes_forecast(&forecast) != 0;
    const int made = strokes_learn(&learn);
    failed |= made < 0 || made > k.updates;
    learn.workspace_bytes = 16;
    failed |= strokes_learn(&learn) != BAD_WORKSPACE;
    learn.workspace_bytes = k.workspace_bytes;
    learn.workspace = (char *)workspace + 8;
    failed |= strokes_learn(&learn) != BAD_ADDRESS;
    learn.workspace = workspace;
    starts[below((uint32_t)(N * B))] = k.rows - k.steps;
    failed |= strokes_learn(&learn) != BAD_SIZE;

    double *all[] = {rates, theta, xs, mean, square, averaged, losses, norms, gradient, corrections, hand, turns, chances,
                     normals, temperatures, ahead, x, h, c, one, h_start, c_start};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) free(all[n]);
    free(starts), free(leads), free(workspace);
    return failed;
}

int main(void) {
    for (int n = 0; n < 120; n++)
        if (once(n % 3 == 2)) {
            fprintf(stderr, "call %d failed\n", n);
            return 1;
        }
    return 0;
}
