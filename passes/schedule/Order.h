// Order.h: in which order whole ops need the least memory.
#ifndef ATTEND_PASSES_SCHEDULE_ORDER_H
#define ATTEND_PASSES_SCHEDULE_ORDER_H

#include "passes/schedule/Network.h"

namespace attendc::schedule {

/// The nodes in the order given, and, if there is one, in an order in which
/// whole ops need less memory somewhere, numbered anew.
///
/// A *waist* is a node of which every other is an ancestor or a descendant: it
/// splits all orders alike. Between two waists the second order is one with the
/// smallest peak, or the one given if no other has a smaller. The search is
/// exact while its work is bounded; beyond that it keeps the best order found,
/// and where more than 1000 nodes are between two waists the one given.
std::vector<std::vector<Node>> ordersOf(const std::vector<Node> &nodes);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_ORDER_H
