(* centre-distance-bound: 0 < tau < 1: |err| <= tau max over tail j of |v_j - mu_H| <= tau diam_{H,T} *)
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

  Lemma centre_distance r :
    (forall j, (j < n)%nat -> kept j = false -> finite (s j) = true -> norm d (sub (v j) mu_H) <= r) ->
    norm d err <= tau * r.
  Proof.
    intros Hr. rewrite (error_norm n d s kept v some tau_range). apply Rmult_le_compat_l; [lra|].
    apply mean_near with (kept := kept); auto; [lra|].
    intros i Hi O F. apply Hr; auto. unfold outside in O. now destruct (kept i).
  Qed.
  Lemma centre_below_diameter D : across n d s kept v D ->
    forall j, (j < n)%nat -> kept j = false -> finite (s j) = true -> norm d (sub (v j) mu_H) <= D.
  Proof.
    intros HD j Hj K F. rewrite norm_sub_comm. apply mean_near with (kept := kept); auto; [apply head_mass;
      auto|lra|].
    intros i Hi Ki Fi. apply HD. repeat split; auto.
  Qed.

  (* r is any upper value of the tail's distances from mu_H; the diameter is one. *)
  Theorem centre_distance_bound :
    (forall r, (forall j, (j < n)%nat -> kept j = false -> finite (s j) = true -> norm d (sub (v j) mu_H) <=
      r) ->
       norm d err <= tau * r) /\
    (forall D, across n d s kept v D ->
       forall j, (j < n)%nat -> kept j = false -> finite (s j) = true -> norm d (sub (v j) mu_H) <= D).
  Proof. split; [exact centre_distance|exact centre_below_diameter]. Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  across 2 1 flat (first 1) apart 2 /\ norm 1 (err 2 flat (first 1) apart) = tau 2 flat (first 1) * 2.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|]. split; [apply apart_diameter|].
    rewrite apart_norm, flat_tau. lra.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ norm 1 (err 2 flat (first 1) apart) <= 99 / 100 * (tau 2 flat (first 1) * 2).
Proof. rewrite apart_norm, flat_tau. lra. Qed.
