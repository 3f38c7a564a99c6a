// What a call is given is a struct, and its fields are listed once, as a macro that is given a macro for each kind of
// field. From that list come the struct itself and, as text, what native/library.py makes the same struct of.

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

// For loops that are told at compile time what they are for. A compiler that does not inline them makes one for all,
// which asks at every turn: that took up to half as long again.
#define INLINE static inline __attribute__((always_inline))

enum { BAD_SIZE = -1, BAD_ADDRESS = -2, BAD_WORKSPACE = -3, BAD_CHOICE = -4 };  // PROBLEMS of native/library.py

// A list is FIELDS(COUNT, SIZE, NUMBER, ARRAY): COUNT(name), SIZE(name), NUMBER(name), ARRAY(type, name).
#define DECLARE_COUNT(name) int32_t name;
#define DECLARE_SIZE(name) uint64_t name;
#define DECLARE_NUMBER(name) double name;
#define DECLARE_ARRAY(type, name) type *name;
#define DECLARE(FIELDS) FIELDS(DECLARE_COUNT, DECLARE_SIZE, DECLARE_NUMBER, DECLARE_ARRAY)

// One line a field: its kind, or what it points to, and its name. `const` is an array that is only read.
#define TELL_COUNT(name) "count " #name "\n"
#define TELL_SIZE(name) "size " #name "\n"
#define TELL_NUMBER(name) "number " #name "\n"
#define TELL_ARRAY(type, name) #type " * " #name "\n"
#define TELL(FIELDS) FIELDS(TELL_COUNT, TELL_SIZE, TELL_NUMBER, TELL_ARRAY)
