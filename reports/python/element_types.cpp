// Letters of module struct, codes of DLPack.
#include "reports/python/element_types.hpp"

namespace tailmass::reports::python {

using verify::input::DType;

DType type_of_buffer(std::string_view format, std::ptrdiff_t size) {
  if (format.starts_with('<') || format.starts_with('@') || format.starts_with('='))
    format.remove_prefix(1);
  if (format.size() != 1)
    return DType::Unknown;
  constexpr std::string_view floating = "efd", integers = "bhilq", naturals = "BHILQ";
  const auto by_size = [&](DType one, DType two, DType four, DType eight) {
    return size == 1 ? one : size == 2 ? two : size == 4 ? four : size == 8 ? eight : DType::Unknown;
  };
  if (format == "?")
    return DType::Bool;
  if (floating.find(format) != floating.npos)
    return by_size(DType::Unknown, DType::F16, DType::F32, DType::F64);
  if (integers.find(format) != integers.npos)
    return by_size(DType::I8, DType::I16, DType::I32, DType::I64);
  if (naturals.find(format) != naturals.npos)
    return by_size(DType::U8, DType::U16, DType::U32, DType::U64);
  return DType::Unknown;
}

DType type_of_dlpack(const DLDataType& type) {
  // DLPack 1.1 added the formats of 8 bits; the bool is of 0.7.
  constexpr int boolean = 6, e4m3 = 10, e4m3_fnuz = 11, e5m2 = 12, e5m2_fnuz = 13;
  if (type.lanes != 1)
    return DType::Unknown;
  switch (type.code) {
  case kDLFloat:
    return type.bits == 64   ? DType::F64
           : type.bits == 32 ? DType::F32
           : type.bits == 16 ? DType::F16
                             : DType::Unknown;
  case kDLBfloat:
    return type.bits == 16 ? DType::BF16 : DType::Unknown;
  case kDLInt:
    return type.bits == 64   ? DType::I64
           : type.bits == 32 ? DType::I32
           : type.bits == 16 ? DType::I16
           : type.bits == 8  ? DType::I8
                             : DType::Unknown;
  case kDLUInt:
    return type.bits == 64   ? DType::U64
           : type.bits == 32 ? DType::U32
           : type.bits == 16 ? DType::U16
           : type.bits == 8  ? DType::U8
                             : DType::Unknown;
  case boolean:
    return DType::Bool;
  case e4m3:
    return DType::F8E4M3;
  case e4m3_fnuz:
    return DType::F8E4M3Fnuz;
  case e5m2:
    return DType::F8E5M2;
  case e5m2_fnuz:
    return DType::F8E5M2Fnuz;
  default:
    return DType::Unknown;
  }
}

} // namespace tailmass::reports::python
