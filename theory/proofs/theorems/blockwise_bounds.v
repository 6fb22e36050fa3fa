(* blockwise-bounds: n_b keys in block b, scores in [L_b, U_b], L_b = -inf with a masked key; head and tail
   unions of blocks, any head: L_tail/(U_head + L_tail) <= tau <= U_tail/(L_head + U_tail), where U_tail =
   sum of n_b e^{U_b} over the tail blocks and so on, 0/0 = 0. A refinement whose intervals lie in their
   parents' never loosens either *)
(* Blocks: l and u are the weights at the two ends that a key's block gives it, so U_tail is the sum of u
   over the tail, and so on; a finer partition gives narrower ends. In Coq 0/0 is 0. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).
  Local Notation W h := (over n h (w s)).

  Lemma ends_hold l u : (forall i, (i < n)%nat -> 0 <= l i <= w s i /\ w s i <= u i) ->
    over n tail l / (over n kept u + over n tail l) <= tau <= over n tail u / (over n kept l + over n tail u).
  Proof.
    intros B. rewrite (tau_odds n s kept).
    pose proof (head_weight n s kept some) as Hpos. pose proof (over_weight_nonneg n s tail) as Tpos.
    assert (forall h, 0 <= over n h l) as Lp by (intros; apply over_nonneg; intros; now apply B).
    assert (forall h, over n h l <= W h) as LW by (intros; apply over_le; intros; now apply B).
    assert (forall h, W h <= over n h u) as WU by (intros; apply over_le; intros; now apply B).
    pose proof (LW tail). pose proof (LW kept). pose proof (WU tail). pose proof (WU kept).
    pose proof (Lp tail). pose proof (Lp kept). split.
    - apply div_le_div; try lra. nra.
    - destruct (Req_dec (over n kept l + over n tail u) 0) as [Z0|Z0].
      + assert (W tail = 0) as -> by lra. unfold Rdiv. rewrite Rmult_0_l.
        assert (over n tail u = 0) as -> by lra. lra.
      + apply div_le_div; try lra. nra.
  Qed.
  (* Narrower ends never loosen either bound. *)
  Lemma refining l u l' u' :
    (forall i, (i < n)%nat -> 0 <= l i <= l' i /\ l' i <= w s i /\ w s i <= u' i <= u i) ->
    over n tail l / (over n kept u + over n tail l) <= over n tail l' / (over n kept u' + over n tail l') /\
    over n tail u' / (over n kept l' + over n tail u') <= over n tail u / (over n kept l + over n tail u).
  Proof.
    intros B. pose proof (head_weight n s kept some) as Hpos.
      pose proof (over_weight_nonneg n s tail) as Tpos.
    assert (forall h, 0 <= over n h l <= over n h l') as L.
    { intros h. split; [apply over_nonneg|apply over_le]; intros i Hi _; specialize (B i Hi); lra. }
    assert (forall h, W h <= over n h u' <= over n h u) as U.
    { intros h. split; apply over_le; intros i Hi _; specialize (B i Hi); lra. }
    pose proof (L tail). pose proof (L kept). pose proof (U tail). pose proof (U kept). split.
    - apply div_le_div; try lra. nra.
    - destruct (Req_dec (over n kept l + over n tail u) 0) as [Z0|Z0].
      + assert (over n tail u = 0) as -> by lra. assert (over n tail u' = 0) as -> by lra. unfold Rdiv. lra.
      + destruct (Req_dec (over n kept l' + over n tail u') 0) as [Y0|Y0].
        * assert (over n tail u' = 0) as -> by lra. unfold Rdiv at 1. rewrite Rmult_0_l. apply div_nonneg;
            lra.
        * apply div_le_div; try lra. nra.
  Qed.

  Theorem blockwise_bounds :
    (forall l u, (forall i, (i < n)%nat -> 0 <= l i <= w s i /\ w s i <= u i) ->
       over n tail l / (over n kept u + over n tail l) <= tau <= over n tail u / (over n kept l + over n tail
         u)) /\
    (forall l u l' u',
       (forall i, (i < n)%nat -> 0 <= l i <= l' i /\ l' i <= w s i /\ w s i <= u' i <= u i) ->
       over n tail l / (over n kept u + over n tail l) <= over n tail l' / (over n kept u' + over n tail l')
         /\
       over n tail u' / (over n kept l' + over n tail u') <= over n tail u / (over n kept l + over n tail u)).
  Proof. split; [exact ends_hold|exact refining]. Qed.
End Row.

(* Ends at the weights themselves: both bounds are the mass. *)
Example witness : keeps_some 2 flat (first 1) /\
  (forall i, (i < 2)%nat -> 0 <= w flat i <= w flat i /\ w flat i <= w flat i) /\
  over 2 (outside (first 1)) (w flat) / (over 2 (first 1) (w flat) + over 2 (outside (first 1)) (w flat)) =
  tau 2 flat (first 1).
Proof.
  split; [exact flat_some|]. split; [|now rewrite tau_odds]. intros i _. pose proof (weight_nonneg (flat i)).
  unfold w. lra.
Qed.

(* tightened-upper: 0.99 of the upper bound. *)
Example mutant_tightened_upper :
  ~ tau 2 flat (first 1) <= 99 / 100 *
    (over 2 (outside (first 1)) (w flat) / (over 2 (first 1) (w flat) + over 2 (outside (first 1)) (w flat))).
Proof. rewrite <- tau_odds, flat_tau. lra. Qed.
