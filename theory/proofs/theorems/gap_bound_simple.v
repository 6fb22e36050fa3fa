(* gap-bound-simple: tau_k <= ((n_f - k)/k) e^{-Delta_k} *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import gap_bound.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax ordered examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  (* Delta_k = x - y. *)
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Local Notation n_f := (rows.n_f n s).
  Local Notation tau := (rows.tau n s kept).

  (* Never an equality. *)
  Theorem gap_bound_simple : tau < (INR n_f - INR k) / INR k * exp (- (x - y)).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q].
    eapply Rle_lt_trans; [now apply (bound_holds n s kept k x y)|].
    assert (0 < INR k / (INR n_f - INR k) * exp (x - y)) as L.
    { apply Rmult_lt_0_compat; [now apply Rdiv_lt_0_compat|apply exp_pos]. }
    rewrite exp_Ropp. replace ((INR n_f - INR k) / INR k * / exp (x - y))
      with (/ (INR k / (INR n_f - INR k) * exp (x - y))).
    - unfold Rdiv at 1. rewrite Rmult_1_l. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
    - field. pose proof (exp_pos (x - y)). lra.
  Qed.
End Row.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\
  order_statistic 2 flat 1 0 /\ order_statistic 2 flat (1 + 1) 0.
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|].
  split; [apply flat_score; lia|].  apply flat_score; lia.
Qed.

(* no-counts: the factor (n_f - k)/k dropped, where three keys are equal and one is kept. *)
Example mutant_no_counts : let s := row (Some 0 :: Some 0 :: Some 0 :: Some 0 :: nil) in
  ~ tau 4 s (first 1) < / 2 * exp (- (0 - 0)).
Proof.
  cbv zeta. replace (- (0 - 0)) with 0 by lra. rewrite exp_0.
  replace (tau 4 _ (first 1)) with (3 / 4) by (compute_row; field). lra.
Qed.
