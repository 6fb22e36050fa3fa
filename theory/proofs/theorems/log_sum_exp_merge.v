(* log-sum-exp-merge: tau = e^{LSE_T - LSE}, 1 - tau = e^{LSE_S - LSE}; Attn = e^{LSE_S - LSE} mu_H +
   e^{LSE_T - LSE} mu_T (no second term when LSE_T = -inf); a sink logit with zero value is one more key,
   always kept *)
(* In Coq the second term is absent of itself where the tail is empty: its weights are 0. LSE of a set is
   the logarithm of the sum of its weights. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax odds vectors means examples.
Open Scope R_scope.

Definition lse (n : nat) (s : nat -> score) (h : nat -> bool) : R := ln (over n h (w s)).
Definition lse_all (n : nat) (s : nat -> score) : R := ln (Z n s).

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Variable v : nat -> vector.
  Local Notation W h := (over n h (w s)).
  Local Notation tail := (outside kept).

  Lemma share h : 0 < W h -> exp (lse n s h - lse_all n s) = over n h p.
  Proof.
    intros H. pose proof (Z_pos n s kept some). rewrite mass_is. unfold lse, lse_all, Rminus, Rdiv.
    rewrite exp_plus, exp_Ropp, !exp_ln by assumption. reflexivity.
  Qed.
  Lemma merged a : 0 < W tail -> attention n s v a =
    exp (lse n s kept - lse_all n s) * mu_H n s kept v a + exp (lse n s tail - lse_all n s) * mu_T n s kept v
      a.
  Proof.
    intros T. pose proof (head_weight n s kept some) as H. rewrite !share by assumption.
    pose proof (Z_pos n s kept some) as P. assert (0 < over n tail p) as TP by (rewrite mass_is;
      now apply Rdiv_lt_0_compat).
    pose proof (head_pos n s kept some). rewrite (head_mass n s kept some). unfold attention, mu_H, mu_T.
    fold tau in TP. change (over n tail p) with tau. rewrite (split n kept). field. lra.
  Qed.
  Lemma head_alone a : W tail = 0 -> attention n s v a = mu_H n s kept v a.
  Proof.
    intros T. assert (tau = 0) as T0 by (unfold rows.tau; rewrite mass_is, T; unfold Rdiv; lra).
    unfold mu_H. rewrite T0. unfold attention. rewrite (split n kept).
    replace (over n tail (fun i => p i * v i a)) with 0; [field|].
    rewrite <- (Rmult_0_r (INR (count n tail))), <- over_const. apply over_ext. intros i Hi O.
    enough (p i = 0) as -> by lra. apply Rle_antisym; [|now apply (p_nonneg n s kept)].
    rewrite <- T0. apply (over_at_least_one n tail p i); auto. intros. now apply (p_nonneg n s kept).
  Qed.
End Row.

(* A sink logit of value zero is one more key: the output is scaled by what the others weigh. *)
Lemma sink_is_a_key n s (v : nat -> vector) x a : 0 < Z n s -> s n = Some x -> v n a = 0 ->
  attention (S n) s v a = attention n s v a * (Z n s / (Z n s + exp x)).
Proof.
  intros P Sx V. pose proof (exp_pos x). unfold attention. cbn [sum]. rewrite V, Rmult_0_r, Rplus_0_r.
  assert (Z (S n) s = Z n s + exp x) as E by (unfold Z; cbn [sum]; unfold w at 2; now rewrite Sx).
  rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros i _. unfold p. rewrite E. field. lra.
Qed.

Theorem log_sum_exp_merge n s kept v a : keeps_some n s kept ->
  1 - tau n s kept = exp (lse n s kept - lse_all n s) /\
  (0 < over n (outside kept) (w s) ->
     tau n s kept = exp (lse n s (outside kept) - lse_all n s) /\
     attention n s v a = exp (lse n s kept - lse_all n s) * mu_H n s kept v a +
                         exp (lse n s (outside kept) - lse_all n s) * mu_T n s kept v a) /\
  (over n (outside kept) (w s) = 0 -> attention n s v a = mu_H n s kept v a) /\
  (forall x, s n = Some x -> v n a = 0 ->
     attention (S n) s v a = attention n s v a * (Z n s / (Z n s + exp x))).
Proof.
  intros K. split; [|split; [|split]].
  - rewrite (share n s kept K) by now apply head_weight. symmetry. now apply head_mass.
  - intros T. split; [|now apply merged]. now rewrite (share n s kept K).
  - now apply head_alone.
  - intros x. apply sink_is_a_key. now apply (Z_pos n s kept).
Qed.

Example witness : keeps_some 2 flat (first 1) /\ 0 < over 2 (outside (first 1)) (w flat) /\
  exp (lse 2 flat (first 1) - lse_all 2 flat) = 1 / 2.
Proof.
  split; [exact flat_some|]. split; [compute_row; lra|].
  rewrite (share 2 flat (first 1) flat_some) by now apply head_weight, flat_some.
  rewrite head_mass by exact flat_some. rewrite flat_tau. lra.
Qed.

(* The tail's share for the head's, on scores (ln 3, 0). *)
Definition three_to_one : nat -> score := row (Some (ln 3) :: Some 0 :: nil).
Example mutant_shares_exchanged :
  1 - tau 2 three_to_one (first 1) <> exp (lse 2 three_to_one (outside (first 1)) - lse_all 2 three_to_one).
Proof.
  assert (keeps_some 2 three_to_one (first 1)) as K by (exists 0%nat; repeat split; lia).
  assert (tau 2 three_to_one (first 1) = 1 / 4) as T by (unfold three_to_one; compute_row; field).
  rewrite (share 2 three_to_one (first 1) K) by (unfold three_to_one; compute_row; lra).
  change (over 2 (outside (first 1)) (p 2 three_to_one)) with (tau 2 three_to_one (first 1)). rewrite T. lra.
Qed.
