(* gap-threshold: for 0 < eps < 1, Delta_k >= ln((n_f - k)/k) + ln((1 - eps)/eps) implies tau_k <= eps *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import gap_bound.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered examples.
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

  Theorem gap_threshold eps : 0 < eps < 1 ->
    ln ((INR n_f - INR k) / INR k) + ln ((1 - eps) / eps) <= x - y -> tau <= eps.
  Proof.
    intros [L U] D. pose proof (counts_pos n s k bounds) as [P Q].
    eapply Rle_trans; [now apply (bound_holds n s kept k x y)|].
    apply exp_le in D. rewrite exp_plus in D.
    assert (0 < (1 - eps) / eps) by (apply Rdiv_lt_0_compat; lra).
    rewrite !exp_ln in D by (try apply Rdiv_lt_0_compat; lra).
    assert ((1 - eps) / eps <= INR k / (INR n_f - INR k) * exp (x - y)) as M.
    { apply (Rmult_le_compat_l (INR k / (INR n_f - INR k))) in D.
      - replace (INR k / (INR n_f - INR k) * _) with ((1 - eps) / eps) in D by (field; lra). exact D.
      - left. now apply Rdiv_lt_0_compat. }
    replace eps with (1 / (1 + (1 - eps) / eps)) by (field; lra).
    apply div_le_div; lra.
  Qed.
End Row.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\
  order_statistic 2 flat 1 0 /\ order_statistic 2 flat (1 + 1) 0 /\
  ln ((INR (n_f 2 flat) - INR 1) / INR 1) + ln ((1 - 1 / 2) / (1 / 2)) <= 0 - 0 /\ tau 2 flat (first 1) = 1 /
    2.
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|].
  split; [apply flat_score; lia|]. 
  split; [apply flat_score; lia|]. split; [|exact flat_tau]. rewrite flat_count. cbn [INR].
  replace ((1 + 1 - 1) / 1) with 1 by field. replace ((1 - 1 / 2) / (1 / 2)) with 1 by field. rewrite ln_1.
    lra.
Qed.

(* tightened-epsilon: 0.99 eps for eps. *)
Example mutant_tightened_epsilon : ~ tau 2 flat (first 1) <= 99 / 100 * (1 / 2).
Proof. rewrite flat_tau. lra. Qed.
