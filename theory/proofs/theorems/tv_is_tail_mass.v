(* tv-is-tail-mass: TV(P, P^) = 1/2 sum |p_i - p^_i| = tau, for any kept set *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation tau := (rows.tau n s kept).

  Theorem tv_is_tail_mass : total_variation n p p_hat = tau.
  Proof.
    pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
    pose proof (tau_nonneg n s kept some) as Ht.
    unfold total_variation.
    replace (sum n _) with (over n kept (fun i => tau / (1 - tau) * p i) + over n (outside kept) p).
    - rewrite over_scal, Hm.  change (over n (outside kept) p) with tau. field. lra.
    - unfold over at 1 2. rewrite <- sum_plus. apply sum_ext. intros i _.
      unfold outside, rows.p_hat. rewrite Hm. pose proof (p_nonneg n s kept some i) as Hp.
      destruct (kept i); cbn.
      + replace (p i - p i / (1 - tau)) with (- (tau / (1 - tau) * p i)) by (field; lra).
        rewrite Rabs_Ropp, Rabs_pos_eq; [lra|].
        apply Rmult_le_pos; [apply div_nonneg; lra|exact Hp].
      + rewrite Rminus_0_r, Rabs_pos_eq; lra.
  Qed.

End Row.

Example witness : keeps_some 2 flat (first 1) /\ total_variation 2 (p 2 flat) (p_hat 2 flat (first 1)) = 1 /
  2.
Proof. split; [apply flat_some|]. rewrite tv_is_tail_mass by apply flat_some. apply flat_tau. Qed.

(* no-half: without its factor 1/2. *)
Example mutant_no_half :
  sum 2 (fun i => Rabs (p 2 flat i - p_hat 2 flat (first 1) i)) <> tau 2 flat (first 1).
Proof.
  pose proof (tv_is_tail_mass 2 flat (first 1) flat_some) as H. unfold total_variation in H.
  rewrite flat_tau in *. lra.
Qed.
