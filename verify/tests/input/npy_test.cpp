// .npy files that must be read, and every kind that must not.
#include "verify/input/npy.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

using samples::Bytes;
using samples::operator+;
using samples::npy;
using samples::npy_header;

std::string npy_error(const Bytes& file) {
  return samples::error_of([&] { parse_npy(file, "s.npy", "s"); });
}

// The error of a file of 24 bytes of data with that header.
std::string header_error(const std::string& header) {
  return npy_error(npy(header, Bytes(24)));
}

std::string malformed(std::size_t at, const std::string& reason) {
  return "s.npy: malformed .npy header at character " + std::to_string(at) + ": " + reason;
}

TEST(InputNpy, ReadsEveryVersionAndDtype) {
  for (const unsigned version : {1U, 2U, 3U}) {
    const Bytes file = npy(npy_header("'<f4'", "(2, 3)"),
                           samples::bytes_of(std::vector{1.F, 2.F, 3.F, 4.F, 5.F, 6.F}), version);
    const Tensor tensor = parse_npy(file, "s.npy", "s");
    EXPECT_EQ(tensor.name, "s");
    EXPECT_EQ(tensor.dtype, DType::F32);
    EXPECT_EQ(tensor.shape, (std::vector<std::size_t>{2, 3}));
    std::vector<double> values;
    read_row(tensor, 1, values);
    EXPECT_EQ(values, (std::vector{4.0, 5.0, 6.0}));
  }
  EXPECT_EQ(parse_npy(npy(npy_header("'<f2'", "(12,)"), Bytes(24)), "", "").dtype, DType::F16);
  EXPECT_EQ(parse_npy(npy(npy_header("'<f8'", "(3,)"), Bytes(24)), "", "").dtype, DType::F64);
}

TEST(InputNpy, ReadsIntegers) {
  for (const auto& [descr, dtype] : std::vector<std::pair<std::string, DType>>{{"<i8", DType::I64},
                                                                               {"<i4", DType::I32},
                                                                               {"<i2", DType::I16},
                                                                               {"|i1", DType::I8},
                                                                               {"<u8", DType::U64},
                                                                               {"<u4", DType::U32},
                                                                               {"<u2", DType::U16},
                                                                               {"|u1", DType::U8}}) {
    const std::string count = std::to_string(24 / (dtype_bits(dtype) / 8));
    const Bytes file = npy(npy_header("'" + descr + "'", "(" + count + ",)"), Bytes(24, std::byte{0xFF}));
    const Tensor tensor = parse_npy(file, "", "");
    EXPECT_EQ(tensor.dtype, dtype) << descr;
    std::vector<Integer> integers;
    read_row(tensor, 0, integers);
    EXPECT_EQ(integers[0].negative, descr[1] == 'i') << descr;
  }
}

TEST(InputNpy, ReadsBooleansAndScalars) {
  const Bytes booleans = npy(npy_header("'|b1'", "(2, 3)"), Bytes(6)); // tensors are views of them
  const Tensor mask = parse_npy(booleans, "", "");
  EXPECT_EQ(mask.dtype, DType::Bool);
  EXPECT_EQ(mask.bytes.size(), 6U);
  const Bytes one = npy(npy_header("'<f4'", "()"), samples::bytes_of(std::vector{0.5F}));
  const Tensor scale = parse_npy(one, "", "");
  EXPECT_TRUE(scale.shape.empty());
  EXPECT_EQ(read_element(scale, 0), 0.5);
}

TEST(InputNpy, ReadsHeadersThatOtherWritersMake) {
  for (const char* header : {
           "{'descr':'<f4','fortran_order':False,'shape':(2,3)}",
           R"({"shape": (2, 3,), "descr": "<f4", "fortran_order": False})",
           "  {\n'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , 3 ) , }  \n\n",
       })
    EXPECT_EQ(parse_npy(npy(header, Bytes(24)), "", "").rows(), 2U) << header;
  EXPECT_EQ(parse_npy(npy(npy_header("'<f4'", "(6,)", "True"), Bytes(24)), "", "").rows(), 1U)
      << "one axis is the same in both orders";
}

TEST(InputNpy, RefusesBadFraming) {
  const Bytes good = npy(npy_header("'<f4'", "(2, 3)"), Bytes(24));
  const auto first = [&](std::size_t size) {
    return Bytes(good.begin(), good.begin() + static_cast<long>(size));
  };
  EXPECT_EQ(npy_error({}), "s.npy: does not start with the magic of a .npy file");
  EXPECT_EQ(npy_error(first(5)), "s.npy: does not start with the magic of a .npy file");
  EXPECT_EQ(npy_error(samples::bytes_of("PK\x03\x04 an archive")),
            "s.npy: does not start with the magic of a .npy file");
  EXPECT_EQ(npy_error(first(6)), "s.npy: is truncated in its .npy version");
  EXPECT_EQ(npy_error(first(7)), "s.npy: is truncated in its .npy version");
  EXPECT_EQ(npy_error(first(9)), "s.npy: is truncated in its .npy header length");
  EXPECT_EQ(npy_error(first(20)), "s.npy: .npy header of 118 bytes is longer than the file (10 bytes left)");
  for (const unsigned version : {0U, 4U, 255U})
    EXPECT_EQ(npy_error(npy(npy_header("'<f4'", "(6,)"), Bytes(24), version)),
              "s.npy: has unknown .npy version " + std::to_string(version) + ".0");
  Bytes minor = good;
  minor[7] = std::byte{1};
  EXPECT_EQ(npy_error(minor), "s.npy: has unknown .npy version 1.1");
  EXPECT_EQ(
      npy_error(samples::bytes_of("\x93NUMPY") + samples::integer(2, 2) + samples::integer(0xFFFFFFFF, 4)),
      "s.npy: .npy header of 4294967295 bytes is longer than the file (0 bytes left)");
}

TEST(InputNpy, RefusesDataOfAnotherSize) {
  const std::string header = npy_header("'<f4'", "(2, 3)");
  EXPECT_EQ(npy_error(npy(header, Bytes(23))),
            "s.npy: is truncated: shape [2, 3] of <f4 needs 24 bytes of data, it has 23");
  EXPECT_EQ(npy_error(npy(header, Bytes(0))),
            "s.npy: is truncated: shape [2, 3] of <f4 needs 24 bytes of data, it has 0");
  EXPECT_EQ(npy_error(npy(header, Bytes(25))), "s.npy: has 1 trailing bytes after its data");
}

TEST(InputNpy, RefusesOtherDtypes) {
  const auto dtype_error = [](const std::string& descr) {
    return header_error(npy_header("'" + descr + "'", "(6,)"));
  };
  const auto expected = [](const std::string& descr, const std::string& kind) {
    return "s.npy: dtype \"" + descr + "\" is " + kind +
           "; only <f8, <f4, <f2, integers and booleans can be read";
  };
  for (const auto& [descr, kind] : std::vector<std::pair<std::string, std::string>>{
           {">f4", "big-endian; save it with astype('<..')"},
           {">i4", "big-endian; save it with astype('<..')"},
           {"|O", "object array (pickled Python objects)"},
           {"<c8", "complex"},
           {"<f16", "long double; save it as float64"},
           {"=f4", "unsupported floating-point"},
           {"|V2", "raw bytes (what NumPy makes of bfloat16 and float8; use .safetensors)"},
           {"<U3", "unsupported"},
           {"<M8[ns]", "unsupported"},
           {"", "unknown"},
           {"f", "unknown"}})
    EXPECT_EQ(dtype_error(descr), expected(descr, kind));
  EXPECT_EQ(header_error(npy_header("[('a', '<f4'), ('b', '<f4')]", "(3,)")),
            malformed(10, "structured dtypes cannot be read"));
  EXPECT_EQ(header_error(npy_header("('<f4', (3,))", "(2,)")),
            malformed(10, "structured dtypes cannot be read"));
}

TEST(InputNpy, RefusesShapes) {
  const auto shape_error = [](const std::string& shape) { return header_error(npy_header("'<f4'", shape)); };
  EXPECT_EQ(shape_error("(0,)"), "s.npy: shape [0] has an axis of length zero");
  EXPECT_EQ(shape_error("(2, 0, 3)"), "s.npy: shape [2, 0, 3] has an axis of length zero");
  EXPECT_EQ(shape_error("(4294967296, 4294967296)"),
            "s.npy: shape [4294967296, 4294967296] of dtype F32 overflows");
  EXPECT_EQ(shape_error("(4611686018427387904,)"),
            "s.npy: shape [4611686018427387904] of dtype F32 overflows");
  EXPECT_EQ(shape_error("(18446744073709551616,)"),
            malformed(51, "shape has an axis beyond 64 bits, 18446744073709551616"));
  EXPECT_EQ(shape_error("(-6,)"), malformed(51, "shape has a negative axis"));
  EXPECT_EQ(shape_error("(2, -3)"), malformed(54, "shape has a negative axis"));
  EXPECT_EQ(shape_error("(6)"), malformed(53, "shape is an integer in parentheses, not a tuple"));
  EXPECT_EQ(shape_error("(06,)"), malformed(51, "shape has an axis with a leading zero"));
  EXPECT_EQ(shape_error("(6.0,)"), malformed(52, "expected ',' or ')' in the shape"));
  EXPECT_EQ(shape_error("(6L,)"), malformed(52, "expected ',' or ')' in the shape"));
  EXPECT_EQ(shape_error("(,)"), malformed(51, "shape has an axis that is not an integer"));
  EXPECT_EQ(shape_error("6"), malformed(50, "expected a tuple as shape"));
  EXPECT_EQ(shape_error("[6]"), malformed(50, "expected a tuple as shape"));
  std::string axes;
  for (int i = 0; i < 65; ++i)
    axes += "1,";
  EXPECT_EQ(shape_error("(" + axes + ")"), malformed(179, "shape has more than 64 axes"));
  EXPECT_EQ(header_error(npy_header("'<f4'", "(2, 3)", "True")),
            "s.npy: shape [2, 3] is in Fortran order; save it in C order");
}

TEST(InputNpy, RefusesOtherHeaders) {
  EXPECT_EQ(header_error(""), malformed(0, "expected a dict"));
  EXPECT_EQ(header_error("[]"), malformed(0, "expected a dict"));
  EXPECT_EQ(header_error("{}"), malformed(2, "it has no 'descr'"));
  EXPECT_EQ(header_error("{'descr':'<f4'}"), malformed(15, "it has no 'fortran_order'"));
  EXPECT_EQ(header_error("{'descr':'<f4','fortran_order':False}"), malformed(37, "it has no 'shape'"));
  EXPECT_EQ(header_error("{'descr':'<f4','descr':'<f8'}"), malformed(23, "key 'descr' appears twice"));
  EXPECT_EQ(header_error("{'shape':(6,),'shape':(3,)}"), malformed(22, "key 'shape' appears twice"));
  EXPECT_EQ(header_error("{'order':1}"), malformed(9, R"(unknown key "order")"));
  EXPECT_EQ(header_error("{descr:'<f4'}"), malformed(1, "expected a key in quotes"));
  EXPECT_EQ(header_error("{'descr''<f4'}"), malformed(8, "expected ':' after a key"));
  EXPECT_EQ(header_error("{'descr':<f4}"), malformed(9, "expected a dtype string in quotes"));
  EXPECT_EQ(header_error("{'descr':'<f4}"), malformed(9, "a string is not closed"));
  EXPECT_EQ(header_error("{'des\\x63r':'<f4'}"), malformed(1, "a string has a backslash"));
  EXPECT_EQ(header_error("{'descr':'<f4' 'shape':(6,)}"),
            malformed(15, "expected ',' or '}' after an entry"));
  EXPECT_EQ(header_error("{'descr':'<f4',,}"), malformed(15, "expected a key in quotes"));
  EXPECT_EQ(header_error("{'fortran_order':0}"), malformed(17, "fortran_order must be True or False"));
  EXPECT_EQ(header_error("{'descr':'<f4','fortran_order':False,'shape':(6,)"),
            malformed(49, "expected ',' or '}' after an entry"));
  EXPECT_EQ(header_error("{'descr':'<f4','fortran_order':False,'shape':(6,)} #"),
            malformed(51, "text after the dict"));
  EXPECT_EQ(header_error(std::string("{'descr':'<f4','fortran_order':False,'shape':(6,)}\0", 51)),
            malformed(50, "text after the dict"));
}

} // namespace
} // namespace tailmass::verify::input
