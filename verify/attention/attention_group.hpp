// Tensors of one attention: queries, keys or their scores, and what belongs to them.
#pragma once

#include "verify/attention/declarations.hpp"
#include "verify/attention/geometry.hpp"
#include "verify/input/tensor.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::attention {

/// Tensors that share their leading axes. Of b batches (any number of axes), h heads, q queries and n keys,
/// with the declared layout bhqd: scores [b, h, q, n], or queries [b, h, q, c] and keys [b, h, n, c], from
/// which they are formed; values [b, h, n, d] and outputs [b, h, q, d]; the results of the user's kernel: the
/// indices [b, h, q, k] of its head, its lse [b, h, q] or [b, h, q, 1] and its truncated output [b, h, q, d].
/// Leading axes may be missing, down to one row: scores [n], values [n, d], indices [k], lse [].
///
/// Values, keys, selection and indices may each have g times fewer heads than the queries: g query heads that
/// follow each other share one (grouped and multi-query attention). Of layout bqhd the axes q or n and h
/// change places, but in scores, mask, selection and, where it fits so, lse. Of layout thd all queries stand
/// in one axis [t, h, c], and all keys; cu_seqlens_q and cu_seqlens_k [sequences + 1] tell whose they are,
/// and without cu_seqlens_q each query is a sequence of its own where lengths or pages are given for each,
/// and all are one where not.
///
/// Beside them: mask [.., h, q, n], true (or 1 of U8) where a key is visible, or a floating one that is
/// added to the scores, any axis of extent 1 or missing in front; lengths [b], beyond which keys are not
/// read; block_table [b, pages], whose keys and values are [pages, h, page, c] (bqhd and thd: [pages, page,
/// h, c] or, page_size being declared, [slots, h, c]); key_scales and value_scales, one, [h], one a key, or
/// of as many axes as what they scale, each extent dividing that; sinks [h]; selection, scores by which the
/// head was chosen; positions [b, h, q], [b, q] or [q], the last key that each query sees.
struct AttentionGroup {
  std::string prefix; ///< "X" of "X.scores"; empty for a tensor named "scores".
  std::optional<input::Tensor> scores = {}, values = {}, queries = {}, keys = {}, outputs = {};
  std::optional<input::Tensor> indices = {}, lse = {}, truncated = {};
  std::optional<input::Tensor> mask = {}, lengths = {}, block_table = {}, cu_seqlens_q = {},
                               cu_seqlens_k = {};
  std::optional<input::Tensor> key_scales = {}, value_scales = {}, sinks = {}, selection = {}, positions = {};
  Declarations declared = {};
  Geometry geometry = {};

  /// Returns the tensor whose axes tell the rows: the scores, or the queries where there are none.
  [[nodiscard]] const input::Tensor& naming() const { return scores ? *scores : *queries; }
};

/// What the user says of a file.
struct TensorNames {
  std::map<std::string, std::string, std::less<>> tensors = {}; ///< by the names of parts
  DeclaredTexts declared = {};
};

/// Groups the tensors of a file: one group for each "X.scores", and for each "X.queries" with "X.keys" that
/// has no scores, in the order of `tensors`, with those of the other parts that exist, and what `metadata`
/// declares. A name for the scores makes one group of that tensor alone, and where no tensor is named as a
/// group's, so do names for queries and keys: with its prefix if its name ends so and else with no part but
/// the named ones. Another name takes the place of that part, and needs one group only. Throws InputError
/// (naming `file`) when there is no group, when a given name does not exist or meets several groups, when a
/// part has a refusal or is not of its type, when shapes do not fit, naming both tensors and shapes, when
/// there is `truncated` without the indices of its head, or it or `outputs` without values, and like
/// declarations_of(), take_value_columns() and geometry_of().
std::vector<AttentionGroup> group_tensors(std::span<const input::Tensor> tensors, const TensorNames& names,
                                          const DeclaredTexts& metadata, const std::string& file);

} // namespace tailmass::verify::attention
