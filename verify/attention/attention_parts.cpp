// Names and words of each part.
#include "verify/attention/attention_parts.hpp"

#include <algorithm>
#include <cctype>

namespace tailmass::verify::attention {
namespace {

using G = AttentionGroup;

constexpr AttentionPart parts[] = {
    {"scores", &G::scores, Elements::floating, "the scores' tensor",
     " scores attn_scores attention_scores attn_logits logits qk "},
    {"values", &G::values, Elements::vectors, "the values' tensor",
     " values value v v_cache value_cache value_states "},
    {"queries", &G::queries, Elements::vectors, "the queries' tensor", " queries query q query_states "},
    {"keys", &G::keys, Elements::vectors, "the keys' tensor", " keys key k k_cache key_cache key_states "},
    {"indices", &G::indices, Elements::integers, "the tensor of a kernel's Top-k indices",
     " indices index idx topk topk_indices topk_index topk_idx topk_ids topk_inds top_k_indices selected "
     "selected_indices sparse_indices "},
    {"lse", &G::lse, Elements::floating, "the tensor of a kernel's log-sum-exps",
     " lse softmax_lse lse_out logsumexp log_sum_exp out_lse "},
    {"truncated", &G::truncated, Elements::floating, "the tensor of a kernel's outputs",
     " truncated out output o attn_out attn_output topk_out topk_output sparse_out sparse_output "},
    {"outputs", &G::outputs, Elements::floating, "the outputs' tensor",
     " outputs out output o attn_out attn_output attention_output context dense_out dense_output "},
    {"mask", &G::mask, Elements::mask,
     "the tensor of a mask: true where a key is visible, or what is added to scores",
     " mask attn_mask attention_mask causal_mask attn_bias "},
    {"lengths", &G::lengths, Elements::integers, "the tensor of the numbers of keys of each sequence",
     " lengths seq_lens seqlens cache_seqlens kv_lens context_lens seqused_k kv_seq_lens "},
    {"block_table", &G::block_table, Elements::integers,
     "the tensor of the pages of each sequence, in their order",
     " block_table block_tables page_table page_tables "},
    {"cu_seqlens_q", &G::cu_seqlens_q, Elements::integers,
     "the tensor of where the queries of each sequence begin, and the last ones end",
     " cu_seqlens_q qo_indptr cu_q_lens query_start_loc "},
    {"cu_seqlens_k", &G::cu_seqlens_k, Elements::integers,
     "the tensor of where the keys of each sequence begin, and the last ones end",
     " cu_seqlens_k kv_indptr cu_k_lens "},
    {"key_scales", &G::key_scales, Elements::floating,
     "the tensor of factors of the keys: one, or of heads, keys or blocks",
     " key_scales k_scale key_scale k_scales k_descale "},
    {"value_scales", &G::value_scales, Elements::floating,
     "the tensor of factors of the values: one, or of heads, keys or blocks",
     " value_scales v_scale value_scale v_scales v_descale "},
    {"sinks", &G::sinks, Elements::floating, "the tensor of the score of each head's sink",
     " sinks sink s_aux attn_sink "},
    {"selection", &G::selection, Elements::floating, "the tensor of the scores by which the head was chosen",
     " selection indexer_scores indexer_logits index_scores selection_scores "},
    {"positions", &G::positions, Elements::integers,
     "the tensor of the position of each query, the last key that it sees",
     " positions position_ids query_positions "},
};

} // namespace

std::span<const AttentionPart> attention_parts() {
  return parts;
}

bool is_of(Elements elements, input::DType dtype) {
  switch (elements) {
  case Elements::floating:
    return input::is_floating(dtype);
  case Elements::vectors:
    return input::is_floating(dtype) || input::is_quantised(dtype);
  case Elements::integers:
    return input::is_integer(dtype);
  case Elements::mask:
    return dtype == input::DType::Bool || dtype == input::DType::U8 || input::is_floating(dtype);
  }
  return false;
}

bool is_called(const AttentionPart& part, const input::Tensor& tensor) {
  if (!tensor.refusal.empty() || !is_of(part.elements, tensor.dtype))
    return false;
  std::string word = " " + tensor.name.substr(tensor.name.find_last_of("./:") + 1) + " ";
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
  return part.words.find(word) != std::string_view::npos;
}

std::string option_of(std::string_view word) {
  std::string name = "--" + std::string(word);
  std::ranges::replace(name, '_', '-');
  return name;
}

} // namespace tailmass::verify::attention
