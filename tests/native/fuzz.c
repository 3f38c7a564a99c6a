// Calls every function of the library with arrays of exactly the promised sizes, each in memory of its own, so that a
// sanitizer sees every step beyond; with every cell and head, and with numbers from harmless to absurd. Prints nothing
// when all is well.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../py/native/library.c"

static uint32_t state = 1;

static uint32_t below(uint32_t limit) {  // a linear congruential generator: the same numbers everywhere
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)state * limit) >> 32);
}

static int32_t up_to(uint32_t most) { return 1 + (int32_t)below(most); }

static double number(int wild) {
    static const double absurd[] = {INFINITY, -INFINITY, NAN, 1e300, -1e300, 1e38, 1e-320, 0.0, -0.0};
    if (wild && below(8) == 0) return absurd[below(sizeof absurd / sizeof *absurd)];
    return (below(2000001) / 1e6 - 1) * (wild ? 50 : 1);
}

static void *made[64];
static size_t how_many;

static void *keep(void *memory) {
    if (!memory || (uintptr_t)memory % 16) abort();
    return made[how_many++] = memory;
}

static void forget(void) {
    while (how_many) free(made[--how_many]);
}

static double *numbers(size_t count, int wild) {
    double *array = keep(malloc(count * sizeof *array));
    for (size_t n = 0; n < count; n++) array[n] = number(wild);
    return array;
}

static double *positive(size_t count) {
    double *array = numbers(count, 0);
    for (size_t n = 0; n < count; n++) array[n] = fabs(array[n]);
    return array;
}

static void *room_for(uint64_t bytes) {
    unsigned char *memory = keep(malloc(bytes));
    for (size_t n = 0; n < bytes; n++) memory[n] = 0xa5;
    return memory;
}

static int train_once(int wild) {
    struct training call = {.tolerance = 0.1, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .ema_decay = 0.9};
    static const size_t gates[] = {1, 3, 4};
    call.cell = (int32_t)below(CELLS), call.head = (int32_t)below(HEADS);
    call.inputs = up_to(3), call.units = up_to(9), call.outputs = up_to(3) * (call.head == MIXTURE ? 3 : 1);
    call.steps = up_to(6), call.batch = up_to(70), call.updates = up_to(3), call.batches = below(2) ? 1 : call.updates;
    call.in_place = (int32_t)below(2), call.clip = below(2) ? INFINITY : 0.5;
    if (training_workspace_size(&call)) return 1;
    const size_t I = (size_t)call.inputs, H = (size_t)call.units, O = (size_t)call.outputs, B = (size_t)call.batch;
    const size_t N = (size_t)call.updates, D = (size_t)call.batches, answers = (size_t)call.steps * B;
    const size_t size = gates[call.cell] * H * (I + H + 2) + O * (H + 1), A = call.head == MIXTURE ? 1 : O;
    const size_t rows = call.in_place ? 1 : N + 1;
    double *weights = numbers(D * answers * A, 0);
    for (size_t n = 0; n < D * answers * A; n++) weights[n] = below(2) ? fabs(weights[n]) : 0;
    call.xs = numbers(D * answers * I, wild), call.targets = numbers(D * answers * A, wild);
    call.loss_weights = weights, call.bias_corrections = positive(N * 2);
    call.h0 = below(2) ? numbers(D * B * H, wild) : 0, call.c0 = below(2) ? numbers(D * B * H, wild) : 0;
    call.thetas = numbers(rows * size, wild), call.first_moments = numbers(rows * size, 0);
    call.second_moments = positive(rows * size), call.ema_theta = below(2) ? numbers(size, 0) : 0;
    call.losses = numbers(N, 0), call.max_errors = numbers(N, 0), call.norms = below(2) ? numbers(N, 0) : 0;
    call.gradient = numbers(size, 0), call.hs = numbers(answers * H, 0), call.logits = numbers(answers * O, 0);
    call.cs = call.cell == LSTM ? numbers(answers * H, 0) : 0;
    call.workspace = room_for(call.workspace_bytes);
    int failed = training_forward(&call) != 0 || training_gradient(&call) != 0;
    const int done = training_run(&call);
    failed |= done < !call.in_place || done > call.updates;
    call.workspace_bytes--;
    failed |= training_run(&call) != BAD_WORKSPACE;
    call.workspace_bytes++;
    call.workspace = (char *)call.workspace + 8;
    failed |= training_run(&call) != BAD_ADDRESS || training_forward(&call) != BAD_ADDRESS;
    call.workspace = (char *)call.workspace - 8;
    call.gradient = 0;
    failed |= training_run(&call) != BAD_ADDRESS || training_gradient(&call) != BAD_ADDRESS;
    return failed;
}

static int draw_once(int wild) {
    struct strokes k = {.turn_scale = 0.25, .ar_coef = 0.9, .innovation_std = 0.02,
                        .correction_rate = 0.25, .clip = 1, .ema_decay = 0.9, .beta1 = 0.9, .beta2 = 0.999,
                        .epsilon = 1e-8};
    k.units = up_to(9), k.components = up_to(4), k.averages = up_to(2), k.directions = up_to(3);
    k.steps = up_to(40), k.batch = up_to(50), k.updates = up_to(3), k.burn_in = (int32_t)below((uint32_t)k.steps);
    k.augmentation_prefix = (int32_t)below(6), k.steps_kept = k.steps + 2 + (int32_t)below(9);
    if (strokes_workspace_size(&k)) return 1;
    const size_t T = (size_t)k.steps, B = (size_t)k.batch, N = (size_t)k.updates, H = (size_t)k.units;
    const size_t I = 1 + (size_t)k.averages + 2 * (size_t)k.directions, O = 3 * (size_t)k.components;
    const size_t size = 4 * H * (I + H + 2) + O * (H + 1), L = (size_t)k.augmentation_prefix;
    int32_t *starts = keep(malloc(N * B * sizeof *starts)), *prefixes = keep(malloc(N * B * sizeof *prefixes));
    int32_t *lengths = keep(malloc(N * B * sizeof *lengths));
    for (size_t n = 0; n < N * B; n++) {
        prefixes[n] = (int32_t)below((uint32_t)k.augmentation_prefix + 1);
        lengths[n] = up_to((uint32_t)k.steps);
        starts[n] = (int32_t)below((uint32_t)(k.steps_kept - lengths[n]));
        if (prefixes[n] > starts[n]) prefixes[n] = starts[n];
    }
    k.rates = numbers((size_t)k.averages + (size_t)k.directions, 0), k.workspace = room_for(k.workspace_bytes);

    struct strokes learn = k, read = k, forecast = k;
    learn.xs = numbers((size_t)k.steps_kept * I, wild), learn.starts = starts, learn.prefixes = prefixes;
    learn.lengths = lengths;
    learn.normals = numbers(N * (L + T) * B, wild), learn.bias_corrections = positive(2 * N);
    learn.theta = numbers(size, wild), learn.first_moments = numbers(size, 0), learn.second_moments = positive(size);
    learn.ema_theta = numbers(size, 0), learn.losses = numbers(N, 0), learn.norms = numbers(N, 0);
    learn.gradient = numbers(size, 0);
    read.params = forecast.params = numbers(size, wild);
    read.x_start = forecast.x_start = numbers(I, wild), read.h_start = forecast.h_start = numbers(H, wild);
    read.c_start = forecast.c_start = numbers(H, wild), read.turns = numbers(T, wild);
    read.x = numbers(T * I, 0), read.h = numbers(T * H, 0), read.c = numbers(T * H, 0);
    forecast.temperatures = numbers(B, wild), forecast.uniforms = numbers(2 * T * B, wild);
    forecast.normals = numbers(T * B, wild), forecast.ahead = numbers(T * B, 0);

    int failed = strokes_read(&read) != 0 || strokes_forecast(&forecast) != 0;
    const int done = strokes_learn(&learn);
    failed |= done < 0 || done > k.updates;
    learn.workspace_bytes = 16;
    failed |= strokes_learn(&learn) != BAD_WORKSPACE;
    learn.workspace_bytes = k.workspace_bytes;
    learn.workspace = (char *)k.workspace + 8;
    failed |= strokes_learn(&learn) != BAD_ADDRESS;
    learn.workspace = k.workspace;
    const size_t spoilt = below((uint32_t)(N * B));
    starts[spoilt] = k.steps_kept - lengths[spoilt];
    failed |= strokes_learn(&learn) != BAD_SIZE;
    starts[spoilt] = 0, prefixes[spoilt] = 0, lengths[spoilt] = below(2) ? 0 : k.steps + 1;
    failed |= strokes_learn(&learn) != BAD_SIZE;
    return failed;
}

static int impossible(void) {
    struct training call = {0};
    struct strokes strokes = {0};
    if (training_workspace_size(&call) != BAD_SIZE || training_run(&call) != BAD_SIZE) return 1;
    if (strokes_workspace_size(&strokes) != BAD_SIZE || strokes_learn(&strokes) != BAD_SIZE) return 1;
    call.inputs = call.units = call.outputs = call.steps = call.batch = call.updates = call.batches = MOST;
    call.cell = LSTM;
    if (training_workspace_size(&call)) return 1;  // far more memory than there is, but counted without overflow
    if (call.workspace_bytes < (1ull << 50)) return 1;
    call.head = MIXTURE;  // of which MOST numbers do not make a whole number of components
    if (training_workspace_size(&call) != BAD_SIZE) return 1;
    call.head = HEADS;
    if (training_workspace_size(&call) != BAD_CHOICE) return 1;
    call.head = LOGISTIC, call.batches = 2;
    if (training_workspace_size(&call) != BAD_SIZE) return 1;
    return library_struct_size(0) != sizeof call || library_struct_size(2) != 0;
}

int main(void) {
    for (int round = 0; round < 900; round++) {
        if (train_once(round % 2)) {
            fprintf(stderr, "training, round %d\n", round);
            return 1;
        }
        forget();
    }
    for (int round = 0; round < 120; round++) {
        if (draw_once(round % 3 == 2)) {
            fprintf(stderr, "strokes, round %d\n", round);
            return 1;
        }
        forget();
    }
    return impossible();
}
