"""The traces: sources of kernels compiled against the stand-ins of trace/, which print their steps instead of taking them."""
import concurrent.futures
import hashlib
import re
import subprocess

# Sources whose operations on double words are steps, and that ask balls for their constants.
ROOM = "theory/proofs/trace"
WORDS = [f"-I{ROOM}/words", "-lflint", "-lflint-arb"]
TRACES = {
    "table": ("exponential64.cpp", ["-DHWY_TARGET=1"]),
    "fused": ("exponential64.cpp", ["-DHWY_TARGET=2", "-DHWY_NATIVE_FMA=1"]),
    "plain": ("exponential64.cpp", ["-DHWY_TARGET=2", "-DHWY_NATIVE_FMA=0"]),
    "float32": ("exponential32.cpp", ["-DHWY_ARCH_X86=0", "-ffunction-sections", "-Wl,--gc-sections"]),
    "words": ("double_word.cpp", []),
    "sums": ("sums.cpp", []),
    "exponential": ("word_exponential.cpp", WORDS),
    **{f"log_{eighths}_{exponent}": ("log_one_plus.cpp", WORDS[:1], str(eighths), str(exponent))
       for eighths in range(8, 17) for exponent in (0, 1)},
}


def program_of(name, build):
    source, options, *_ = TRACES[name]
    return build / ("trace_" + re.sub(r"\W+", "_", source + "".join(options)))


def contents_of(read, root):
    """A digest of the files that a program was compiled from, as the compiler listed them; none where one is gone."""
    try:
        names = read.read_text().partition(":")[2].replace("\\\n", " ").split()
        return hashlib.sha256(b"".join((root / name).read_bytes() for name in names)).hexdigest()
    except OSError:
        return None


def compile_program(name, root, build):
    """Compiles the program that prints a trace, unless there is one of the same sources."""
    source, options, *_ = TRACES[name]
    program = program_of(name, build)
    read, stamp = program.with_suffix(".d"), program.with_suffix(".stamp")
    if stamp.exists() and stamp.read_text() == contents_of(read, root):
        return
    stamp.unlink(missing_ok=True)
    # Names within the project, so that a copy of it knows its own files.
    subprocess.run(["g++", "-std=c++20", "-w", "-MMD", "-MF", str(read), f"{ROOM}/{source}", *options, f"-I{ROOM}", "-I.",
                    "-o", str(program)], check=True, cwd=root)
    stamp.write_text(contents_of(read, root))


def traces(root, build, workers):
    """What the programs print, by the trace's name."""
    first = {program_of(name, build): name for name in TRACES}.values()
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda name: compile_program(name, root, build), first))

    def printed(name):
        command = [str(program_of(name, build)), *TRACES[name][2:]]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return {name: printed(name) for name in TRACES}
