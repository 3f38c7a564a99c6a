// The argument of a call is a struct. Its fields are listed once, as an X-macro: a macro that takes a macro for each
// kind of field. The list makes the struct itself and the text from which native/library.py makes the same struct.

#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__wasm__)
#define EXPORT(name) __attribute__((visibility("default"), export_name(#name)))
#elif defined(_WIN32)
#define EXPORT(name) __declspec(dllexport)
#else
#define EXPORT(name) __attribute__((visibility("default")))
#endif

// For functions whose cell is a compile-time constant: each call is specialized for it. Not inlined, one copy would
// branch on the cell in every iteration, which took up to half as long again.
#define INLINE static inline __attribute__((always_inline))

enum { BAD_SIZE = -1, BAD_ADDRESS = -2, BAD_WORKSPACE = -3, BAD_CHOICE = -4 };  // PROBLEMS of native/library.py

// A list is FIELDS(COUNT, SIZE, NUMBER, ARRAY): COUNT(name), SIZE(name), NUMBER(name), ARRAY(type, name).
#define DECLARE_COUNT(name) int32_t name;
#define DECLARE_SIZE(name) uint64_t name;
#define DECLARE_NUMBER(name) double name;
#define DECLARE_ARRAY(type, name) type *name;
#define DECLARE(FIELDS) FIELDS(DECLARE_COUNT, DECLARE_SIZE, DECLARE_NUMBER, DECLARE_ARRAY)

// One line a field: its kind, or what it points to, and its name. `const` is an array that is only read.
#define DESCRIBE_COUNT(name) "count " #name "\n"
#define DESCRIBE_SIZE(name) "size " #name "\n"
#define DESCRIBE_NUMBER(name) "number " #name "\n"
#define DESCRIBE_ARRAY(type, name) #type " * " #name "\n"
#define DESCRIBE(FIELDS) FIELDS(DESCRIBE_COUNT, DESCRIBE_SIZE, DESCRIBE_NUMBER, DESCRIBE_ARRAY)
