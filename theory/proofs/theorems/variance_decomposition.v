(* variance-decomposition: 0 < tau < 1: Var_P = (1-tau) Var_H + tau Var_T + tau (1-tau) |mu_T - mu_H|^2;
   |err|^2 = (tau/(1-tau)) [Var_P - (1-tau) Var_H - tau Var_T] *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors means examples.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable v : nat -> vector.
  Hypothesis some : keeps_some n s kept.
  Local Notation tau := (rows.tau n s kept).
  Hypothesis tau_range : 0 < tau < 1.
  Local Notation err := (values.err n s kept v).
  Local Notation mu_H := (values.mu_H n s kept v).
  Local Notation mu_T := (values.mu_T n s kept v).
  Local Notation Var_P := (values.Var_P n d s v).
  Local Notation Var_H := (values.Var_H n d s kept v).
  Local Notation Var_T := (values.Var_T n d s kept v).

  Theorem variance_decomposition :
    Var_P = (1 - tau) * Var_H + tau * Var_T + tau * (1 - tau) * square d (sub mu_T mu_H) /\
    norm d err * norm d err = tau / (1 - tau) * (Var_P - (1 - tau) * Var_H - tau * Var_T).
  Proof. split; [now apply decomposition|now apply squared_error]. Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\ Var_P 2 1 flat apart = 1.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|].
  unfold Var_P, square, dot, sub, attention, apart. compute_row. field.
Qed.

(* variance-without-means: the distance of the means left out. *)
Example mutant_without_means : Var_P 2 1 flat apart <>
  (1 - tau 2 flat (first 1)) * Var_H 2 1 flat (first 1) apart + tau 2 flat (first 1) * Var_T 2 1 flat (first
    1) apart.
Proof.
  destruct witness as (_ & _ & E). intros F.
  pose proof (proj2 (variance_decomposition 2 1 flat (first 1) apart flat_some flat_range)) as G.
  rewrite apart_norm, flat_tau in *. lra.
Qed.
