(* head-tail-identity: 0 < tau < 1: err = tau (mu_T - mu_H), |err| = tau |mu_T - mu_H|, for any kept set *)
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

  Theorem head_tail_identity :
    (forall a, err a = tau * (mu_T a - mu_H a)) /\ norm d err = tau * norm d (sub mu_T mu_H).
  Proof. split; [intros a; now apply error_is|now apply error_norm]. Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  forall a, err 2 flat (first 1) apart a = -1.
Proof. split; [exact flat_some|]. split; [exact flat_range|exact apart_error]. Qed.

(* The sign of the means turned. *)
Example mutant_means_exchanged : err 2 flat (first 1) apart 0%nat <>
  tau 2 flat (first 1) * (mu_H 2 flat (first 1) apart 0%nat - mu_T 2 flat (first 1) apart 0%nat).
Proof.
  pose proof (proj1 (head_tail_identity 2 1 flat (first 1) apart flat_some flat_range) 0%nat) as E.
  rewrite apart_error in *. lra.
Qed.
