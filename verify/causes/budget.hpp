// How much may be computed.
#pragma once

namespace tailmass::verify::causes {

/// Operations that are left, in units of about a nanosecond: counted, not timed, so that what was found does
/// not depend on the machine.
class Budget {
public:
  explicit Budget(double operations) : left_(operations) {}
  /// Keeps a share of what is left for what follows, until it is told anew.
  void keep(double share) {
    kept_ = share * left_;
    short_ = false;
  }
  /// Takes what is about to be computed, unless there is too little left.
  [[nodiscard]] bool spend(double operations) {
    if (operations > left_ - kept_) {
      refused_ = short_ = true;
      return false;
    }
    left_ -= operations;
    spent_ += operations;
    return true;
  }
  [[nodiscard]] double spent() const { return spent_; }
  [[nodiscard]] double left() const { return left_; }
  /// Whether something could not be computed since it was told what to keep.
  [[nodiscard]] bool is_short() const { return short_; }
  /// Whether something could not be computed.
  [[nodiscard]] bool ran_out() const { return refused_; }

private:
  double left_, spent_ = 0, kept_ = 0;
  bool refused_ = false, short_ = false;
};

} // namespace tailmass::verify::causes
