(* norm-bound: 0 < tau < 1: |err| <= 2 C tau, C the largest value norm or, about any centre, the largest
   distance from it *)
(* About any centre c; C = max |v_j| is c = 0. *)
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

  Theorem norm_bound c C : radius n d s v c C -> norm d err <= 2 * C * tau.
  Proof.
    intros HC. rewrite (error_norm n d s kept v some tau_range).
    rewrite (norm_ext d _ (add (sub mu_T c) (scale (-1) (sub mu_H c)))) by (intros; unfold sub, add, scale;
      lra).
    assert (norm d (sub mu_T c) <= C) by (apply mean_near with (kept := kept); auto; lra).
    assert (norm d (sub mu_H c) <= C) by (apply mean_near with (kept := kept); auto; [apply head_mass;
      auto|lra]).
    pose proof (norm_add d (sub mu_T c) (scale (-1) (sub mu_H c))) as N.
    rewrite norm_scale, Rabs_left in N by lra. nra.
  Qed.
End Row.

Lemma apart_radius : radius 2 1 flat apart (fun _ => 0) 1.
Proof.
  intros i Hi _. rewrite norm_one. unfold sub, apart. destruct (first 1 i);
    [rewrite Rabs_right|rewrite Rabs_left]; lra.
Qed.
Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  radius 2 1 flat apart (fun _ => 0) 1 /\ norm 1 (err 2 flat (first 1) apart) = 2 * 1 * tau 2 flat (first 1).
Proof.
  split; [exact flat_some|]. split; [exact flat_range|]. split; [exact apart_radius|].
    rewrite apart_norm, flat_tau. lra.
Qed.

(* without-two: C tau for 2 C tau. *)
Example mutant_without_two : ~ norm 1 (err 2 flat (first 1) apart) <= 1 * tau 2 flat (first 1).
Proof. rewrite apart_norm, flat_tau. lra. Qed.
