(* tail-mass-perturbation: s and s' masked alike, |s' - s| <= d_H over the head and <= d_T over the tail,
   tau' the mass of the same tail under s': tau/(1-tau) <= e^{d_H + d_T} tau'/(1-tau'), and the same with s
   and s' exchanged *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds examples.
Open Scope R_scope.

Definition near_on (n : nat) (s s' : nat -> score) (kept : nat -> bool) (d_H d_T : R) : Prop :=
  forall i, (i < n)%nat -> match s i, s' i with
    | Some x, Some y => Rabs (y - x) <= (if kept i then d_H else d_T)
    | None, None => True
    | _, _ => False
    end.

Lemma odds_rise n s s' kept d_H d_T : near_on n s s' kept d_H d_T -> keeps_some n s kept -> keeps_some n s'
  kept ->
  tau n s kept / (1 - tau n s kept) <= exp (d_H + d_T) * (tau n s' kept / (1 - tau n s' kept)).
Proof.
  intros D K K'. rewrite !odds_is by assumption.
  pose proof (head_weight n s kept K) as P. pose proof (head_weight n s' kept K') as P'.
  assert (over n (outside kept) (w s) <= exp d_T * over n (outside kept) (w s')) as U.
  { rewrite <- over_scal. apply over_le. intros i Hi O. unfold outside in O. specialize (D i Hi).
    destruct (kept i); [easy|]. unfold w. destruct (s i) as [x|], (s' i) as [y|]; cbn; try easy; [|lra].
    rewrite <- exp_plus. apply exp_le. revert D; unfold Rabs; destruct (Rcase_abs (y - x)); lra. }
  assert (over n kept (w s') <= exp d_H * over n kept (w s)) as L.
  { rewrite <- over_scal. apply over_le. intros i Hi O. specialize (D i Hi). rewrite O in D.
    unfold w. destruct (s i) as [x|], (s' i) as [y|]; cbn; try easy; [|lra].
    rewrite <- exp_plus. apply exp_le. revert D; unfold Rabs; destruct (Rcase_abs (y - x)); lra. }
  pose proof (over_weight_nonneg n s' (outside kept)). pose proof (over_weight_nonneg n s (outside kept)).
  pose proof (exp_pos d_H). pose proof (exp_pos d_T).
  rewrite exp_plus. replace (exp d_H * exp d_T * (over n (outside kept) (w s') / over n kept (w s')))
    with (exp d_H * exp d_T * over n (outside kept) (w s') / over n kept (w s')) by (field; lra).
  apply div_le_div; try assumption.
  apply Rle_trans with (exp d_T * over n (outside kept) (w s') * (exp d_H * over n kept (w s))).
  - apply Rmult_le_compat; try assumption. lra.
  - lra.
Qed.
Lemma near_on_sym n s s' kept d_H d_T : near_on n s s' kept d_H d_T -> near_on n s' s kept d_H d_T.
Proof.
  intros D i Hi. specialize (D i Hi). destruct (s i), (s' i); try easy. now rewrite Rabs_minus_sym.
Qed.

(* For tau = 0 too. *)
Theorem tail_mass_perturbation n s s' (kept : nat -> bool) d_H d_T :
  near_on n s s' kept d_H d_T -> keeps_some n s kept ->
  tau n s kept / (1 - tau n s kept) <= exp (d_H + d_T) * (tau n s' kept / (1 - tau n s' kept)) /\
  tau n s' kept / (1 - tau n s' kept) <= exp (d_H + d_T) * (tau n s kept / (1 - tau n s kept)).
Proof.
  intros D K. assert (keeps_some n s' kept) as K'.
  { destruct K as (i & Hi & Ki & F). exists i. specialize (D i Hi). destruct (s i), (s' i); cbn in *; easy. }
  split; apply odds_rise; auto. now apply near_on_sym.
Qed.

(* From (0, 0) to (-1, 1), the first kept: the odds rise by e^2. *)
Definition moved : nat -> score := row (Some (-1) :: Some 1 :: nil).
Lemma odds_moved : tau 2 moved (first 1) / (1 - tau 2 moved (first 1)) = exp 2.
Proof.
  rewrite odds_is by (exists 0%nat; repeat split; lia). unfold moved. compute_row.
  replace (exp 2) with (exp 1 * exp 1) by (rewrite <- exp_plus; f_equal; lra).
  replace (-1) with (- (1)) by lra. rewrite exp_Ropp. pose proof (exp_pos 1). field. lra.
Qed.
Lemma odds_flat : tau 2 flat (first 1) / (1 - tau 2 flat (first 1)) = 1.
Proof. rewrite flat_tau. field. Qed.
Example witness : near_on 2 moved flat (first 1) 1 1 /\ keeps_some 2 moved (first 1) /\
  tau 2 moved (first 1) / (1 - tau 2 moved (first 1)) =
  exp (1 + 1) * (tau 2 flat (first 1) / (1 - tau 2 flat (first 1))).
Proof.
  split; [|split].
  - intros i Hi. each i; cbn; [rewrite Rabs_right; lra|rewrite Rabs_left; lra].
  - exists 0%nat. repeat split; lia.
  - rewrite odds_moved, odds_flat, Rmult_1_r. reflexivity.
Qed.

(* three-tail-errors: e^{3 d_T} for e^{d_H + d_T}, with d_H = 2 > 2 d_T = 0. *)
Definition head_moved : nat -> score := row (Some (-2) :: Some 0 :: nil).
Example mutant_three_tail_errors : near_on 2 head_moved flat (first 1) 2 0 /\
  ~ tau 2 head_moved (first 1) / (1 - tau 2 head_moved (first 1)) <=
    exp (3 * 0) * (tau 2 flat (first 1) / (1 - tau 2 flat (first 1))).
Proof.
  split.
  - intros i Hi. each i; cbn; rewrite Rabs_right; lra.
  - rewrite odds_flat. rewrite odds_is by (exists 0%nat; repeat split; lia). unfold head_moved. compute_row.
    rewrite Rmult_0_r, exp_0. replace (-2) with (- (2)) by lra. rewrite exp_Ropp.
    assert (1 < exp 2) by (rewrite <- exp_0; apply exp_increasing; lra). intros H'.
    replace ((0 + 0 + 1) / (0 + / exp 2 + 0)) with (exp 2) in H' by (field; lra). lra.
Qed.
