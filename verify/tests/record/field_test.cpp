// Values of a record: numbers that JSON has none of, and what is said of values of the wrong kind.
#include "verify/record/field.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tailmass::verify::record {

namespace {

using Json = nlohmann::ordered_json;

std::string fault_of(const Json& json) {
  try {
    return "read: " + Field(json, "rows[2].name").text();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

} // namespace

TEST(RecordField, NumbersReadBackTheSame) {
  for (const double x : {0.0, -0.1, 5e-324, 1e308, double{INFINITY}, -double{INFINITY}})
    EXPECT_EQ(Field(json_number(x)).number(), x);
  EXPECT_TRUE(std::isnan(Field(json_number(std::nan(""))).number()));
}

TEST(RecordField, NumbersThatJsonHasNoneOfAreStrings) {
  EXPECT_EQ(json_number(INFINITY), "inf");
  EXPECT_EQ(json_number(-INFINITY), "-inf");
  EXPECT_EQ(json_number(std::nan("")), "nan");
}

TEST(RecordField, WhatIsNoTextIsNamedByItsPlace) {
  EXPECT_EQ(fault_of("a"), "read: a");
  for (const Json& json : {Json(1), Json(true), Json(nullptr), Json::object()})
    EXPECT_EQ(fault_of(json), "rows[2].name: expected a string");
}

} // namespace tailmass::verify::record
