// How much may be computed.
#pragma once

namespace tailmass::verify::causes {

/// Operations that are left, in units of about a nanosecond: counted, not timed, so that what was found does
/// not depend on the machine.
class Budget {
public:
  explicit Budget(double operations) : left_(operations) {}
  /// Takes what is about to be computed, unless there is too little left.
  [[nodiscard]] bool spend(double operations) {
    if (operations > left_)
      return false;
    left_ -= operations;
    return true;
  }

private:
  double left_;
};

} // namespace tailmass::verify::causes
