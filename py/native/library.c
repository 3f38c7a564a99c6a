// All C of this project is one library, compiled from this file: WebAssembly with SIMD in the browser, a native library
// in a checkout. What it does stands in the headers; native/library.py loads it.

#include "../rnn/native/train.h"
#include "../tasks/strokes/native.h"

#define VERSION 2  // counts changes to what the functions do; native/library.py must know the same

EXPORT(library_version) int library_version(void) { return VERSION; }

// The structs that the functions take: a line with each one's name, then its fields, then an empty line.
EXPORT(library_fields) const char *library_fields(void) {
    return "training\n" DESCRIBE(TRAINING_FIELDS) "\n"
           "strokes\n" DESCRIBE(STROKES_FIELDS) "\n";
}

// The size of the n-th of them in bytes: native/library.py checks that its own struct has the same.
EXPORT(library_struct_size) int library_struct_size(int n) {
    return n == 0 ? (int)sizeof(struct training) : n == 1 ? (int)sizeof(struct strokes) : 0;
}
