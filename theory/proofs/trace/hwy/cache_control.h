// A stand-in: traces prefetch nothing.
