// The certificates of the catalogue, and what evaluates them.
#include "verify/campaign/certificates.hpp"

#include "theory/exact/distribution/head_group.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/exact/perturbation/quantised_keys.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <limits>

namespace tailmass::verify::campaign {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The keys of a matrix in every format, made once for all of its rows.
struct KeysOfAllFormats {
  explicit KeysOfAllFormats(const Values& keys) {
    for (const exact::KeyFormat& format : exact::key_formats)
      all.emplace_back(keys, format);
  }
  std::vector<exact::QuantisedKeys> all;
};

} // namespace

std::span<const Certificate* const> certificates() {
  static const std::vector<const Certificate*> list = [] {
    std::vector<const Certificate*> found;
    for (const Theorem* theorem : catalogue())
      for (const Certificate& certificate : theorem->certificates)
        found.push_back(&certificate);
    std::ranges::stable_sort(found, {}, &Certificate::place);
    return found;
  }();
  return list;
}

std::vector<std::string> certificate_ids() {
  std::vector<std::string> ids;
  for (const Certificate* certificate : certificates())
    ids.emplace_back(certificate->id);
  return ids;
}

std::vector<record::ById<std::size_t>> certified_sizes(const Scores& scores, std::span<const double> epsilons,
                                                       bool by_balls) {
  const exact::RankedWeights weights(scores, by_balls);
  std::vector<record::ById<std::size_t>> result(epsilons.size());
  for (const Certificate* certificate : certificates()) {
    const std::vector<std::size_t> sizes = certificate->sizes(weights, epsilons);
    for (std::size_t i = 0; i < epsilons.size(); ++i)
      result[i].emplace_back(certificate->id, sizes[i]);
  }
  return result;
}

std::vector<std::string> key_certificate_ids() {
  std::vector<std::string> ids;
  for (const exact::KeyFormat& format : exact::key_formats)
    ids.emplace_back(format.id);
  return ids;
}

std::vector<record::ById<std::size_t>> key_certified_sizes(const QueryKeys& query_keys,
                                                           std::span<const double> epsilons) {
  const std::vector<exact::QuantisedKeys>& keys = query_keys.keys().derived<KeysOfAllFormats>().all;
  std::vector<record::ById<std::size_t>> result(epsilons.size());
  for (std::size_t format = 0; format < keys.size(); ++format) {
    const std::vector<std::size_t> sizes =
        exact::certified_top_p(exact::approximate_scores(query_keys, keys[format]), epsilons);
    for (std::size_t i = 0; i < epsilons.size(); ++i)
      result[i].emplace_back(exact::key_formats.at(format).id, sizes[i]);
  }
  return result;
}

std::vector<std::string> group_certificate_ids() {
  std::vector<std::string> ids;
  for (const exact::GroupCertificate& certificate : exact::group_certificates)
    ids.emplace_back(certificate.id);
  return ids;
}

std::vector<record::ById<std::size_t>> group_certified_sizes(std::vector<std::vector<double>> heads,
                                                             std::span<const double> epsilons) {
  std::vector<record::ById<std::size_t>> result(epsilons.size());
  std::vector<Scores> rows;
  for (std::vector<double>& head : heads) {
    if (!std::ranges::all_of(head, [](double score) { return score < infinity; }))
      return result;
    if (std::ranges::any_of(head, [](double score) { return score > -infinity; }))
      rows.emplace_back(std::move(head));
  }
  if (rows.empty())
    return result;
  const exact::HeadGroup group(rows);
  for (std::size_t i = 0; i < epsilons.size(); ++i)
    for (const exact::GroupCertificate& certificate : exact::group_certificates)
      result[i].emplace_back(certificate.id, (group.*certificate.size)(epsilons[i]));
  return result;
}

std::vector<record::ById<std::size_t>>
GroupSizes::of(std::size_t group, const std::function<std::vector<std::vector<double>>()>& heads) {
  const std::shared_ptr<Group> found = remembered(group);
  std::call_once(found->once, [&] {
    for (const record::ById<std::size_t>& sizes : group_certified_sizes(heads(), epsilons_))
      for (const auto& [id, size] : sizes)
        found->sizes.push_back(size);
  });
  std::vector<record::ById<std::size_t>> result(epsilons_.size());
  for (std::size_t i = 0; i < found->sizes.size(); ++i)
    result[i / exact::group_certificates.size()].emplace_back(
        exact::group_certificates.at(i % exact::group_certificates.size()).id, found->sizes[i]);
  return result;
}

std::shared_ptr<GroupSizes::Group> GroupSizes::remembered(std::size_t group) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Group>& found = groups_[group];
  if (found)
    return found;
  found = std::make_shared<Group>();
  made_.push_back(group);
  std::shared_ptr<Group> made = found;
  if (made_.size() > most_groups) {
    groups_.erase(made_.front());
    made_.pop_front();
  }
  return made;
}

} // namespace tailmass::verify::campaign
