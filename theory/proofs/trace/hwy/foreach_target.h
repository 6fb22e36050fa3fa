// A stand-in: one target, named by the compilation.
