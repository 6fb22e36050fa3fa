// What a program needs to compute with rows of scores of its own: rows and heads, the quantities in floating
// point, each with a proven error bound, and the list of implementations. Nothing here needs Arb or GMP.
#pragma once

#include "theory/fast/batch.hpp"
#include "theory/fast/k_epsilon.hpp"
#include "theory/fast/truncation.hpp"
#include "theory/implementations.hpp"
#include "theory/nouns/case.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/stable/block_bounds.hpp"
#include "theory/stable/companion.hpp"
#include "theory/stable/diameters.hpp"
#include "theory/stable/divergences.hpp"
#include "theory/stable/gap_bounds.hpp"
#include "theory/stable/k_epsilon.hpp"
#include "theory/stable/output_bounds.hpp"
#include "theory/stable/outputs.hpp"
#include "theory/stable/softmax.hpp"
#include "theory/stable/spanning_tree.hpp"
#include "theory/stable/variances.hpp"
#include "theory/stable/vertex.hpp"
#include "theory/theorems/cases.hpp"
