(* generic-inequalities: with x = KL(P^ || P): 1 - e^-x <= sqrt(x/2) (Pinsker) and <= sqrt(1 - e^-x)
   (Bretagnolle-Huber) *)
(* With TV by its definition on one side; equality in either exactly at x = 0. The first's ratio, 0.903, is
   left to the tests. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax divergences calculus examples.
Open Scope R_scope.

Lemma pinsker x : 0 <= x -> 1 - exp (- x) <= sqrt (x / 2).
Proof.
  intros Hx. pose proof (pinsker_core x Hx).
  assert (exp (- x) <= 1) by (rewrite <- exp_0; apply exp_le; lra).
  rewrite <- (sqrt_square (1 - exp (- x))) by lra. apply sqrt_le_1_alt. lra.
Qed.
Lemma bretagnolle_huber x : 0 <= x -> 1 - exp (- x) <= sqrt (1 - exp (- x)).
Proof.
  intros Hx. assert (exp (- x) <= 1) by (rewrite <- exp_0; apply exp_le; lra). pose proof (exp_pos (- x)).
  rewrite <- (sqrt_square (1 - exp (- x))) at 1 by lra. apply sqrt_le_1_alt. nra.
Qed.
Lemma bretagnolle_huber_equal x : 0 <= x -> 1 - exp (- x) = sqrt (1 - exp (- x)) -> x = 0.
Proof.
  intros Hx E. assert (exp (- x) <= 1) by (rewrite <- exp_0; apply exp_le; lra). pose proof (exp_pos (- x)).
  assert ((1 - exp (- x)) * (1 - exp (- x)) = 1 - exp (- x)) as F by (rewrite E at 1 2; apply sqrt_sqrt; lra).
  assert (exp (- x) = exp 0) as G by (rewrite exp_0; nra). apply exp_inv in G. lra.
Qed.

Theorem generic_inequalities n s kept : keeps_some n s kept -> exists x,
  kl n (p_hat n s kept) (p n s) = Some x /\ 0 <= x /\ 1 - exp (- x) = tau n s kept /\
  1 - exp (- x) <= sqrt (x / 2) /\ 1 - exp (- x) <= sqrt (1 - exp (- x)) /\
  (1 - exp (- x) = sqrt (1 - exp (- x)) <-> x = 0).
Proof.
  intros some. pose proof (head_pos n s kept some) as P. pose proof (tau_nonneg n s kept some) as T.
  assert (0 <= - ln (1 - tau n s kept)) as X.
  { pose proof (ln_le (1 - tau n s kept) P). lra. }
  exists (- ln (1 - tau n s kept)). split; [now apply kl_is_minus_log|]. split; [exact X|].
  split; [rewrite Ropp_involutive, exp_ln by assumption; lra|].
  split; [now apply pinsker|]. split; [now apply bretagnolle_huber|].
  split; [now apply bretagnolle_huber_equal|]. intros ->. rewrite Ropp_0, exp_0, Rminus_eq_0, sqrt_0.
    reflexivity.
Qed.

Example witness : keeps_some 2 flat (first 2) /\ kl 2 (p_hat 2 flat (first 2)) (p 2 flat) = Some 0.
Proof.
  assert (keeps_some 2 flat (first 2)) as K by (exists 0%nat; repeat split; lia). split; [exact K|].
  rewrite kl_is_minus_log by exact K. f_equal.
  replace (tau 2 flat (first 2)) with 0 by (compute_row; field). rewrite Rminus_0_r, ln_1. lra.
Qed.

(* bretagnolle-huber-tightened: 0.99 of the bound, as the tail mass nears 1. *)
Example mutant_bretagnolle_huber_tightened : ~ forall x, 0 <= x -> 1 - exp (- x) <= 99 / 100 * sqrt (1 - exp
  (- x)).
Proof.
  intros H. specialize (H (ln 10000)). assert (0 < ln 10000) by (rewrite <- ln_1; apply ln_increasing; lra).
  rewrite exp_Ropp, exp_ln in H by lra. specialize (H ltac:(lra)).
  assert (0 <= sqrt (1 - / 10000)) by apply sqrt_pos.
  assert (sqrt (1 - / 10000) * sqrt (1 - / 10000) = 1 - / 10000) by (apply sqrt_sqrt; lra). nra.
Qed.
