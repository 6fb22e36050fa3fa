(* The softmax of a row and its tail mass: positivity, total mass, odds. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums.
Open Scope R_scope.

Lemma weight_nonneg s : 0 <= weight s.
Proof. destruct s; cbn; [left; apply exp_pos|lra]. Qed.
Lemma weight_pos s : finite s = true -> 0 < weight s.
Proof. destruct s; cbn; [intros; apply exp_pos|discriminate]. Qed.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.

  Local Notation w := (rows.w s).
  Local Notation Z := (rows.Z n s).
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation p_hat := (rows.p_hat n s kept).
  Hypothesis some : keeps_some n s kept.

  Lemma Z_pos : 0 < Z.
  Proof.
    destruct some as (i & Hi & _ & F). eapply Rlt_le_trans; [apply (weight_pos _ F)|].
    apply (sum_at_least_one n w); auto. intros; apply weight_nonneg.
  Qed.
  Lemma p_nonneg i : 0 <= p i.
  Proof. apply div_nonneg; [apply weight_nonneg|apply Z_pos]. Qed.
  Lemma p_sum : sum n p = 1.
  Proof.
    unfold p, Rdiv. erewrite sum_ext by (intros; apply Rmult_comm).
    rewrite sum_scal. fold Z. pose proof Z_pos. now rewrite Rinv_l by lra.
  Qed.
  Lemma head_mass : over n kept p = 1 - tau.
  Proof. pose proof p_sum as H. rewrite (split n kept) in H. unfold tau. lra. Qed.
  Lemma head_pos : 0 < 1 - tau.
  Proof.
    rewrite <- head_mass. destruct some as (i & Hi & K & F).
    eapply Rlt_le_trans; [|apply (over_at_least_one n kept p i); auto; intros; apply p_nonneg].
    apply Rdiv_lt_0_compat; [now apply weight_pos|apply Z_pos].
  Qed.
  Lemma tau_nonneg : 0 <= tau.
  Proof. apply over_nonneg. intros; apply p_nonneg. Qed.
  Lemma p_hat_sum : sum n p_hat = 1.
  Proof.
    pose proof head_pos. rewrite <- head_mass in H.
    transitivity (over n kept (fun i => / over n kept p * p i)).
    - apply sum_ext. intros. unfold p_hat. destruct (kept i); [unfold Rdiv; lra|reflexivity].
    - rewrite over_scal, Rinv_l; lra.
  Qed.
  Lemma tau_odds : tau = over n (outside kept) w / (over n kept w + over n (outside kept) w).
  Proof.
    unfold tau, p. erewrite over_ext by (intros; unfold Rdiv; rewrite Rmult_comm; reflexivity).
    rewrite over_scal. rewrite <- (split n kept w). unfold Z, Rdiv. lra.
  Qed.
End Row.
