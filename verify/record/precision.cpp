// Errors of implementations in a record.
#include "theory/implementations.hpp"
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<GeneratedPlace> = list_of<GeneratedPlace>(
    "generated_case", needed("regime", &GeneratedPlace::regime), needed("seed", &GeneratedPlace::seed),
    needed("n", &GeneratedPlace::n), needed("index", &GeneratedPlace::index),
    written("checksum", &GeneratedPlace::checksum).within(R"("pattern": "^0x[0-9a-f]{16}$")"));

template <>
inline constexpr auto members<ImplementationName> =
    list_of<ImplementationName>("implementation", needed("quantity", &ImplementationName::quantity),
                                needed("implementation", &ImplementationName::implementation),
                                needed("type", &ImplementationName::type)
                                    .within(R"("enum": ["float", "double", "float16", "bfloat16"])"));

template <>
inline constexpr auto members<PrecisionLine> = list_of<PrecisionLine>(
    "precision_line", inlined(&PrecisionLine::name, members<ImplementationName>),
    if_set("regime", &PrecisionLine::regime), if_set("n", &PrecisionLine::n),
    if_set("tail_decade", &PrecisionLine::tail_decade), written("cases", &PrecisionLine::cases),
    needed("max_ulp", &PrecisionLine::max_ulp), written("p99_ulp", &PrecisionLine::p99_ulp),
    written("mean_ulp", &PrecisionLine::mean_ulp), written("max_relative", &PrecisionLine::max_relative),
    written("p99_relative", &PrecisionLine::p99_relative),
    written("mean_relative", &PrecisionLine::mean_relative), written("bound_ulp", &PrecisionLine::bound_ulp),
    written("bound_share", &PrecisionLine::bound_share), if_set("limit_ulp", &PrecisionLine::limit_ulp),
    if_set("simd", &PrecisionLine::simd), written("case", &PrecisionLine::worst));

template <>
inline constexpr auto members<PrecisionFault> = list_of<PrecisionFault>(
    "precision_fault", inlined(&PrecisionFault::name, members<ImplementationName>),
    needed("fault", &PrecisionFault::fault)
        .within(R"("enum": ["limit exceeded", "bound exceeded", "loose limit", "no limit", "unused limit",
                            "not measured"])"),
    needed("message", &PrecisionFault::message), written("replay", &PrecisionFault::replay));

namespace {

constexpr auto errors = list_of<PrecisionRecord>(
    "precision", written("precision_effort", &PrecisionRecord::effort).within(R"("exclusiveMinimum": 0)"),
    written("precision", &PrecisionRecord::lines), written("precision_faults", &PrecisionRecord::faults));
constexpr auto members_of_record =
    list_of<Record>("precision", inlined_if_set(&Record::precision, errors, "precision"));

} // namespace

const Section precision_section = section<members_of_record>();

ImplementationName name_of(const Implementation& implementation) {
  return {std::string(implementation.quantity), std::string(implementation.variant),
          std::string(implementation.number_type)};
}

std::string text_of(const ImplementationName& name) {
  return name.quantity + "/" + name.implementation + "/" + name.type;
}

} // namespace tailmass::verify::record
