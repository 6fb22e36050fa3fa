// Checks of a file's own numbers in a record.
#include "verify/record/sections.hpp"

#include <cstdlib>

namespace tailmass::verify::record {

template <>
inline constexpr auto members<WrongNumber> = list_of<WrongNumber>("wrong_number",
                                                                  if_set("axis", &WrongNumber::axis),
                                                                  needed("stored", &WrongNumber::stored),
                                                                  needed("truth", &WrongNumber::truth),
                                                                  needed("bound", &WrongNumber::bound),
                                                                  needed("ratio", &WrongNumber::ratio));

template <>
inline constexpr auto members<NumberFailure> = list_of<NumberFailure>(
    "number_failure", written("tensor", &NumberFailure::tensor), written("row", &NumberFailure::row),
    needed("message", &NumberFailure::message), written("cause", &NumberFailure::cause),
    if_set("number", &NumberFailure::number), kept("place", &NumberFailure::place));

namespace {

using Check = ConsistencyRecord;

void keep_worse(Check& into, Check& later) {
  if (!later.worst || (into.worst && later.worst_ratio <= into.worst_ratio))
    return;
  into.worst_ratio = later.worst_ratio;
  into.worst = std::move(later.worst);
}

void keep_first(Check& into, Check& /*unused*/) {
  into.failures.resize(std::min(into.failures.size(), most_number_failures));
}

} // namespace

template <>
inline constexpr auto members<Check> = list_of<Check>(
    "check", needed("check", &Check::check), written("bound", &Check::bound),
    needed("held", &Check::held).merged(Merging::sum),
    needed("exceeded", &Check::exceeded).merged(Merging::sum),
    written("unbounded", &Check::unbounded).merged(Merging::sum),
    written("by_balls", &Check::by_balls).merged(Merging::sum), written("worst_ratio", &Check::worst_ratio),
    if_set("worst", &Check::worst), merged_by<Check>(keep_worse),
    if_set("failures", &Check::failures).merged(Merging::all), merged_by<Check>(keep_first));

template <>
inline constexpr auto members<KernelHeadRecord> = list_of<KernelHeadRecord>(
    "kernel_head", inlined(&KernelHeadRecord::origin, members<cases::Origin>),
    needed("top_k", &KernelHeadRecord::top_k), needed("tail_mass", &KernelHeadRecord::tail_mass));

template <>
inline constexpr auto members<KernelHeadsRecord> = list_of<KernelHeadsRecord>(
    "kernel_heads", needed("heads", &KernelHeadsRecord::heads), needed("top_k", &KernelHeadsRecord::top_k),
    if_set("least", &KernelHeadsRecord::least), if_set("largest", &KernelHeadsRecord::largest),
    needed("tail_mass", &KernelHeadsRecord::tail_mass));

namespace {

constexpr auto members_of_record = list_of<Record>(
    "consistency", by_key("consistency", &Record::consistency, Presence::if_set, &Check::check),
    by_key("kernel", &Record::kernel, Presence::if_set, &Check::check),
    if_set("kernel_head_summary", &Record::kernel_heads).merged(Merging::all));

} // namespace

const Section consistency_section = section<members_of_record>();

double KernelHeadRecord::tail_mass_number() const {
  return std::strtod(tail_mass.c_str(), nullptr);
}

void KernelHeadsRecord::add(KernelHeadRecord head) {
  KernelHeadsRecord one{.heads = 1, .top_k = head.top_k ? 1U : 0U, .least = head};
  one.tail_mass.add(head.tail_mass_number());
  one.largest = std::move(head);
  merge(std::move(one));
}

void KernelHeadsRecord::merge(KernelHeadsRecord later) {
  heads += later.heads;
  top_k += later.top_k;
  if (later.least && (!least || later.least->tail_mass_number() < least->tail_mass_number()))
    least = std::move(later.least);
  if (later.largest && (!largest || later.largest->tail_mass_number() > largest->tail_mass_number()))
    largest = std::move(later.largest);
  tail_mass.merge(later.tail_mass);
}

} // namespace tailmass::verify::record
