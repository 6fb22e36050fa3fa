(* topk-of-perturbed-scores: S' a Top-k set of scores s' masked like s, d = max |s' - s| over the finite
   scores: 1 - tau(S') >= e^{-2d} (1 - tau_k) and tau(S') <= e^{2d} tau_k *)
(* H is any Top-k set of s, of as many keys as S'; the catalogue's tau_k is its tail mass. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

Lemma weights_near n s s' d : differ_within n s s' (- d) d ->
  forall i, (i < n)%nat -> exp (- d) * w s i <= w s' i /\ exp (- d) * w s' i <= w s i.
Proof.
  intros A i Hi. specialize (A i Hi). unfold w. destruct (s i) as [x|], (s' i) as [y|]; cbn; try easy; [|lra].
  rewrite <- !exp_plus. split; apply exp_le; lra.
Qed.

Theorem topk_of_perturbed_scores n s s' (S' H : nat -> bool) k d :
  differ_within n s s' (- d) d -> top_k n s' S' k -> top_k n s H k ->
  (exists i, (i < n)%nat /\ finite (s i) = true) ->
  exp (- (2 * d)) * (1 - tau n s H) <= 1 - tau n s S' /\ tau n s S' <= exp (2 * d) * tau n s H.
Proof.
  intros A T' T F. assert (keeps_some n s (fun _ => true)) as K by (destruct F as (i & ? & ?); exists i;
    auto).
  pose proof (Z_pos n s _ K) as P. pose proof (weights_near n s s' d A) as R.
  destruct T as [C _].
  pose proof (top_k_heaviest n s' S' k T' H ltac:(lia)) as B.
  pose proof (split n S' (w s')) as Q1. pose proof (split n H (w s')) as Q2.
  pose proof (exp_pos (- d)) as E. pose proof (exp_pos (2 * d)) as E2.
  assert (forall h, 1 - tau n s h = over n h (w s) / Z n s) as M.
  { intros h. rewrite <- mass_is. destruct (mass_range n s h F) as [_ X]. unfold tau. rewrite <- X. lra. }
  assert (forall h, exp (- d) * over n h (w s) <= over n h (w s') /\ exp (- d) * over n h (w s') <= over n h
    (w s)) as N.
  { intros h. rewrite <- !over_scal. split; apply over_le; intros; now apply R. }
  split.
  - rewrite !M. replace (exp (- (2 * d))) with (exp (- d) * exp (- d)) by (rewrite <- exp_plus; f_equal; lra).
    apply (Rmult_le_reg_r (Z n s)); [assumption|].
    replace (exp (- d) * exp (- d) * (over n H (w s) / Z n s) * Z n s) with (exp (- d) * (exp (- d) * over n
      H (w s)))
      by (field; lra).
    replace (over n S' (w s) / Z n s * Z n s) with (over n S' (w s)) by (field; lra).
    apply Rle_trans with (exp (- d) * over n S' (w s')); [|now apply N].
    apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [apply N|exact B].
  - unfold tau. rewrite !mass_is.
    assert (exp (- d) * over n (outside S') (w s) <= over n (outside H) (w s')) as X.
    { eapply Rle_trans; [apply N|lra]. }
    pose proof (proj2 (N (outside H))) as Y.
    assert (exp (2 * d) * (exp (- d) * exp (- d)) = 1) as I.
    { rewrite <- !exp_plus, <- exp_0. f_equal. lra. }
    apply (Rmult_le_reg_r (Z n s)); [assumption|].
    replace (over n (outside S') (w s) / Z n s * Z n s) with (over n (outside S') (w s)) by (field; lra).
    replace (exp (2 * d) * (over n (outside H) (w s) / Z n s) * Z n s) with (exp (2 * d) * over n (outside H)
      (w s))
      by (field; lra).
    replace (over n (outside S') (w s)) with (exp (2 * d) * (exp (- d) * (exp (- d) * over n (outside S') (w
      s)))).
    + apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [|exact Y]. apply Rmult_le_compat_l; lra.
    + transitivity (exp (2 * d) * (exp (- d) * exp (- d)) * over n (outside S') (w s)); [ring|]. rewrite I.
        ring.
Qed.

Example witness : differ_within 2 flat flat (- 0) 0 /\ top_k 2 flat (first 1) 1 /\
  exp (- (2 * 0)) * (1 - tau 2 flat (first 1)) = 1 - tau 2 flat (first 1).
Proof.
  split; [|split; [exact flat_top|]].
  - intros i Hi. each i; cbn; lra.
  - rewrite Rmult_0_r, Ropp_0, exp_0. lra.
Qed.

(* tightened-head: 0.99 for 1 - tau(S'), at d = 0. *)
Example mutant_tightened_head : ~ exp (- (2 * 0)) * (1 - tau 2 flat (first 1)) <= 99 / 100 * (1 - tau 2 flat
  (first 1)).
Proof. rewrite Rmult_0_r, Ropp_0, exp_0, flat_tau. lra. Qed.
