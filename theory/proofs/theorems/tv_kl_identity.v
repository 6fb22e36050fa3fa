(* tv-kl-identity: KL(P^ || P) = -ln(1 - tau), so TV = 1 - exp(-KL); KL(P || P^) = 0 at tau = 0, else
   infinite *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import tv_is_tail_mass.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax divergences examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation tau := (rows.tau n s kept).

  Theorem tv_kl_identity :
    (exists x, kl n p_hat p = Some x /\ x = - ln (1 - tau) /\ total_variation n p p_hat = 1 - exp (- x)) /\
    (tau = 0 -> kl n p p_hat = Some 0) /\ (0 < tau -> kl n p p_hat = None).
  Proof.
    split; [|split; [apply reversed_kl_zero, some|apply reversed_kl_infinite]].
    exists (- ln (1 - tau)). split; [now apply kl_is_minus_log|]. split; [reflexivity|].
    rewrite tv_is_tail_mass, Ropp_involutive, exp_ln by (assumption || now apply head_pos). lra.
  Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ kl 2 (p_hat 2 flat (first 1)) (p 2 flat) = Some (ln 2).
Proof.
  split; [apply flat_some|]. rewrite kl_is_minus_log by apply flat_some. f_equal. rewrite flat_tau.
  replace (1 - 1 / 2) with (/ 2) by lra. rewrite ln_Rinv by lra. lra.
Qed.

(* doubled-kl: 2 KL for KL. *)
Example mutant_doubled_kl : forall x, kl 2 (p_hat 2 flat (first 1)) (p 2 flat) = Some x ->
  2 * x <> - ln (1 - tau 2 flat (first 1)).
Proof.
  intros x E. rewrite (proj2 witness) in E. injection E as <-. rewrite flat_tau.
  replace (1 - 1 / 2) with (/ 2) by lra. rewrite ln_Rinv by lra. pose proof (ln_increasing 1 2).
  rewrite ln_1 in H. lra.
Qed.
