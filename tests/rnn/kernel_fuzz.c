// Calls the kernel with arrays of exactly the promised sizes, each in memory of its own, so that a sanitizer sees every
// step beyond; and with numbers from harmless to absurd. Prints nothing when all is well.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../py/rnn/kernel.c"

static uint32_t state = 1;

static uint32_t draw(uint32_t below) {  // a linear congruential generator: the same numbers everywhere
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)state * below) >> 32);
}

static double number(int wildness) {
    static const double absurd[] = {INFINITY, -INFINITY, NAN, 1e300, -1e300, 1e38, 1e-320, 0.0, -0.0};
    if (wildness && draw(8) == 0) return absurd[draw(sizeof absurd / sizeof *absurd)];
    return (draw(2000001) / 1e6 - 1) * (wildness ? 50 : 1);
}

static double *array(size_t count, int wildness) {
    double *made = malloc(count * sizeof *made);
    for (size_t n = 0; n < count; n++) made[n] = number(wildness);
    return made;
}

static void *aligned(size_t bytes) {  // exactly so many, at a multiple of 16
    void *made = malloc(bytes);
    if ((uintptr_t)made % 16) abort();
    for (size_t n = 0; n < bytes; n++) ((unsigned char *)made)[n] = 0xa5;
    return made;
}

static int once(int wildness) {
    struct task task = {0};
    task.inputs = 1 + (int32_t)draw(3), task.units = 1 + (int32_t)draw(9), task.outputs = 1 + (int32_t)draw(3);
    task.steps = 1 + (int32_t)draw(6), task.batch = 1 + (int32_t)draw(70), task.epochs = 1 + (int32_t)draw(3);
    if (kernel_workspace_size(&task)) return 1;
    const size_t I = (size_t)task.inputs, H = (size_t)task.units, O = (size_t)task.outputs;
    const size_t answers = (size_t)task.steps * (size_t)task.batch, epochs = (size_t)task.epochs;
    const size_t size = 4 * H * (I + H + 2) + O * (H + 1);
    double *weights = array(answers * O, 0);
    for (size_t n = 0; n < answers * O; n++) weights[n] = draw(2) ? fabs(weights[n]) : 0;
    task.beta1 = 0.9, task.beta2 = 0.999, task.epsilon = 1e-8, task.tolerance = 0.1;
    task.xs = array(answers * I, wildness), task.targets = array(answers * O, wildness), task.weights = weights;
    task.corrections = array(epochs * 2, 0);
    task.thetas = array((epochs + 1) * size, wildness), task.means = array((epochs + 1) * size, 0);
    task.squares = array((epochs + 1) * size, 0);
    task.losses = array(epochs, 0), task.worst_errors = array(epochs, 0), task.gradient = array(size, 0);
    task.workspace = aligned(task.workspace_bytes);
    int failed = kernel_gradient(&task) != 0;
    const int done = kernel_train(&task);
    failed |= done < 1 || done > task.epochs;
    task.workspace_bytes--;
    failed |= kernel_train(&task) != BAD_WORKSPACE;
    task.workspace_bytes++;
    task.workspace = (char *)task.workspace + 8;
    failed |= kernel_train(&task) != BAD_ADDRESS;
    task.workspace = (char *)task.workspace - 8;
    double *all[] = {(double *)task.xs, (double *)task.targets, weights, (double *)task.corrections, task.thetas,
                     task.means, task.squares, task.losses, task.worst_errors, task.gradient, task.workspace};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) free(all[n]);
    return failed;
}

int main(void) {
    for (int round = 0; round < 600; round++)
        if (once(round % 2)) {
            fprintf(stderr, "round %d\n", round);
            return 1;
        }
    struct task task = {0};
    if (kernel_workspace_size(&task) != BAD_SIZE || kernel_train(&task) != BAD_SIZE) return 1;
    task.inputs = task.units = task.outputs = task.steps = task.batch = task.epochs = MOST;
    if (kernel_workspace_size(&task)) return 1;  // far more memory than there is, but counted without overflow
    return task.workspace_bytes < (1ull << 50);
}
