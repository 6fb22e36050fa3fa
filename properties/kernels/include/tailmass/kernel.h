// A Top-k attention kernel as `tailmass hunt --kernel` calls it: ABI 1, plain C, tensors as DLPack has them.
//
// A shared library exports the two functions below. It is loaded in a process of its own, which a crash or a
// hang ends, and called with rows of every kind; `tailmass` holds what it writes to the theory.
#ifndef TAILMASS_KERNEL_H
#define TAILMASS_KERNEL_H

#include <dlpack/dlpack.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAILMASS_KERNEL_ABI 1

/// What a kernel writes. Without indices its output is the mean over all visible keys, not over a head.
enum { TAILMASS_INDICES = 1, TAILMASS_LSE = 2, TAILMASS_OUTPUT = 4 };
/// What a call returns. An unsupported call is no find: the case is passed over.
enum { TAILMASS_OK = 0, TAILMASS_UNSUPPORTED = 1, TAILMASS_FAILED = 2 };

/// What a kernel is. A number that is 0 leaves it open: any.
typedef struct tailmass_kernel_info {
  uint32_t abi;                           ///< TAILMASS_KERNEL_ABI
  uint32_t results;                       ///< an or of what it writes
  const char* name;                       ///< of at most 100 bytes, for reports
  DLDataType scores, values, lse, output; ///< kDLFloat of 64, 32 or 16 bits, or kDLBfloat of 16
  double lse_base;                        ///< 2, or 0 for e
  int64_t least_keys;                     ///< of a row
  int64_t most_keys;                      ///< of a row; where it is open, 131,072
  int64_t keys_multiple;                  ///< rows are padded to it with masked keys
  int64_t least_k, most_k;                ///< where it is open, 1 and 2,048
  int64_t dimension;                      ///< of values
  int64_t most_rows;                      ///< of a call
  uint32_t thread_safe;                   ///< several processes may run it at once
} tailmass_kernel_info;

/// One call. Tensors are whole (no strides) and in memory of the host, or of the kernel's device, with their
/// offsets added to `data`; inputs are not to be written.
typedef struct tailmass_kernel_call {
  uint32_t size;    ///< of this struct as the caller has it: what is newer comes after what is older
  int64_t k;        ///< at most the number of keys
  DLTensor scores;  ///< [rows, keys]: natural logarithms, -inf where masked; a row has a finite one
  DLTensor values;  ///< [keys, dimension], the same for all rows
  DLTensor indices; ///< [rows, k] int32, to be written; -1 fills a head of fewer than k visible keys
  DLTensor lse;     ///< [rows], to be written: the log-sum-exp of all visible keys
  DLTensor output;  ///< [rows, dimension], to be written: the mean of the head's values
  char* message;    ///< to be written where the call fails: a text that ends in 0
  uint64_t message_size;
} tailmass_kernel_call;

/// How the tensors of a call come to a device and back. Each function is called by the thread that calls the
/// kernel, and never while that runs.
typedef struct tailmass_kernel_memory {
  uint32_t size;   ///< of this struct as the library has it
  DLDevice device; ///< what the tensors of a call say
  /// Returns memory of the device, aligned to 256 bytes; null where there is none.
  void* (*allocate)(uint64_t bytes);
  void (*release)(void* device_memory);
  /// Copies, and returns TAILMASS_OK when the bytes are there. `to_host` waits for all that the kernel began.
  int (*to_device)(void* device_memory, const void* host_memory, uint64_t bytes);
  int (*to_host)(void* host_memory, const void* device_memory, uint64_t bytes);
} tailmass_kernel_memory;

/// What the shared library exports: tailmass_kernel_describe, and tailmass_kernel_run or another name that
/// the command gives after a colon. What a result is not asked of has no data.
const tailmass_kernel_info* tailmass_kernel_describe(void);
int tailmass_kernel_run(const tailmass_kernel_call* call);
/// Exported too where tensors are to be in memory of a device; without it they are in that of the host.
const tailmass_kernel_memory* tailmass_kernel_device(void);

#ifdef __cplusplus
}
#endif

#endif
