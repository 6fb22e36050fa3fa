// Both ends of a call of a kernel.
#include "properties/kernels/kernel.hpp"

#include "properties/kernels/device_memory.hpp"
#include "properties/kernels/element.hpp"
#include "properties/kernels/python_process.hpp"
#include "properties/kernels/shared_library.hpp"
#include "verify/input/input_error.hpp"

#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

using Describe = const tailmass_kernel_info*();
using Run = int(const tailmass_kernel_call*);
using Device = const tailmass_kernel_memory*();

DLDataType type_of(verify::input::DType dtype) {
  const auto bits = static_cast<std::uint8_t>(verify::input::dtype_bits(dtype));
  return {static_cast<std::uint8_t>(dtype == verify::input::DType::BF16 ? kDLBfloat : kDLFloat), bits, 1};
}

/// The sizes of the axes of every tensor of a call.
struct Axes {
  explicit Axes(const CallShape& shape)
      : rows(static_cast<std::int64_t>(shape.rows)), keys(static_cast<std::int64_t>(shape.keys)),
        k(static_cast<std::int64_t>(shape.k)), dimension(static_cast<std::int64_t>(shape.dimension)) {}
  std::int64_t rows, keys, k, dimension;
  std::array<std::int64_t, 2> scores{rows, keys}, values{keys, dimension}, indices{rows, k}, lse{rows, 0},
      output{rows, dimension};
};

/// Memory, and the device that has it.
struct Place {
  const std::byte* memory;
  DLDevice device;
};

DLTensor tensor(Place in, Zone zone, DLDataType type, std::array<std::int64_t, 2>& axes, int ndim) {
  return {.data = zone.bytes > 0 ? const_cast<std::byte*>(in.memory) + zone.from : nullptr,
          .device = in.device,
          .ndim = ndim,
          .dtype = type,
          .shape = axes.data(),
          .strides = nullptr,
          .byte_offset = 0};
}

/// In the child: the call, twice, on memory of the host or of the device. Returns how each ended.
std::array<CallEnd, calls> called_twice(Run* run, const KernelInfo& info, const CallShape& shape, Place input,
                                        Place output) {
  const CallMemory memory(info, shape);
  std::array<CallEnd, calls> ends;
  for (std::size_t i = 0; i < calls; ++i) {
    Axes axes(shape);
    const WrittenZones& to = memory.written[i];
    const tailmass_kernel_call call{
        .size = sizeof(tailmass_kernel_call),
        .k = axes.k,
        .scores = tensor(input, memory.scores, type_of(info.scores), axes.scores, 2),
        .values = tensor(input, memory.values, type_of(info.values), axes.values, 2),
        .indices = tensor(output, to.indices, {kDLInt, 32, 1}, axes.indices, 2),
        .lse = tensor(output, to.lse, type_of(info.lse_dtype), axes.lse, 1),
        .output = tensor(output, to.output, type_of(info.output_dtype), axes.output, 2),
        .message = ends[i].message.data(),
        .message_size = ends[i].message.size()};
    ends[i].code = run(&call);
  }
  return ends;
}

std::string serve(Run* run, const KernelInfo& info, DeviceMemory* device, std::span<const std::byte> input,
                  std::span<std::byte> output) {
  CallShape shape;
  std::memcpy(&shape, input.data(), sizeof shape);
  Place from{input.data(), {kDLCPU, 0}}, to{output.data(), {kDLCPU, 0}};
  if (device) {
    if (std::string fault = device->send(input, output); !fault.empty())
      return fault;
    from = {device->input(), device->device()};
    to = {device->output(), device->device()};
  }
  const std::array<CallEnd, calls> ends = called_twice(run, info, shape, from, to);
  std::string fault = device ? device->fetch(input, output) : std::string();
  std::memcpy(output.data(), ends.data(), sizeof ends);
  return fault;
}

Open opened(const KernelPlace& place) {
  if (place.library.starts_with(python_prefix))
    return python_opened(place.library);
  return [place](std::string& hello) -> Serve {
    const LibraryName name = library_name(place.library, "tailmass_kernel_run");
    const SharedLibrary library(name.file);
    hello = told(library.function<Describe>("tailmass_kernel_describe")());
    const auto device = library.function_if_any<Device>("tailmass_kernel_device");
    return [run = library.function<Run>(name.symbol), info = info_of(hello),
            memory = device ? std::make_shared<DeviceMemory>(device())
                            : nullptr](std::span<const std::byte> input, std::span<std::byte> output) {
      return serve(run, info, memory.get(), input, output);
    };
  };
}

std::unique_ptr<Children> started(const KernelPlace& place) {
  try {
    return std::make_unique<Children>(opened(place), place.seconds);
  } catch (const std::runtime_error& error) {
    throw verify::input::InputError({library_name(place.library).file}, error.what());
  }
}

/// The elements of a zone.
std::vector<double> numbers(std::span<const std::byte> memory, Zone zone, verify::input::DType dtype) {
  std::vector<double> read(zone.bytes / bytes_of(dtype));
  verify::input::elements_to_double(dtype, memory.data() + zone.from, read);
  return read;
}

std::string differing(std::span<const std::byte> memory, const CallMemory& at) {
  const auto [a, b] = at.written;
  std::string words;
  for (const auto& [one, other, name] :
       {std::tuple(a.indices, b.indices, "indices"), {a.lse, b.lse, "lse"}, {a.output, b.output, "output"}})
    if (std::memcmp(memory.data() + one.from, memory.data() + other.from, one.bytes) != 0)
      words += fmt::format("{}{}", words.empty() ? "" : " and ", name);
  return words;
}

KernelAnswer read_answer(const KernelInfo& info, const CallMemory& at, std::span<const std::byte> memory) {
  KernelAnswer answer;
  for (std::size_t i = 0; i < calls; ++i) {
    CallEnd end;
    std::memcpy(&end, memory.data() + i * sizeof end, sizeof end);
    end.message.back() = '\0';
    if (end.code == TAILMASS_UNSUPPORTED) {
      answer.unsupported = true;
      return answer;
    }
    if (end.code != TAILMASS_OK)
      answer.fault = fmt::format("failed with code {}{}{}", end.code, end.message[0] ? ": " : "",
                                 verify::input::printable(end.message.data()));
  }
  if (const std::string trespass = at.trespass(memory); !trespass.empty())
    answer.fault = trespass;
  if (!answer.fault.empty())
    return answer;
  const WrittenZones& first = at.written.front();
  answer.indices.resize(first.indices.bytes / sizeof(std::int32_t));
  verify::input::elements_to_integers(verify::input::DType::I32, memory.data() + first.indices.from,
                                      answer.indices);
  answer.lse = numbers(memory, first.lse, info.lse_dtype);
  answer.output = numbers(memory, first.output, info.output_dtype);
  answer.difference = differing(memory, at);
  return answer;
}

} // namespace

Kernel::Kernel(const KernelPlace& place)
    : place_(place), children_(started(place)), info_(info_of(children_->hello())) {
  if (info_.thread_safe)
    children_->grow(place.callers);
}

KernelAnswer Kernel::run(const CallShape& shape, std::span<const double> scores,
                         std::span<const double> values) const {
  const CallMemory at(info_, shape);
  return children_->with([&](Child& child) {
    child.resize(at.input, at.output);
    const std::span<std::byte> input = child.input();
    at.guard_input(input);
    std::memcpy(input.data(), &shape, sizeof shape);
    elements_from_double(info_.scores, scores, input.data() + at.scores.from);
    elements_from_double(info_.values, values, input.data() + at.values.from);
    at.guard_output(child.output());
    KernelAnswer answer;
    if (std::string fault = child.call(); !fault.empty())
      answer.fault = std::move(fault);
    else
      answer = read_answer(info_, at, child.output());
    return answer;
  });
}

} // namespace tailmass::properties::kernels
