(* temperature: 0 <= beta0 <= beta1, 1 <= k < n_f: logit tau_k(beta1) <= logit tau_k(beta0) - (beta1 -
   beta0) Delta_k *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax ordered calculus examples.
Open Scope R_scope.

(* beta s: masked keys stay masked at every beta. *)
Definition heated (b : R) (s : nat -> score) (i : nat) : score := option_map (Rmult b) (s i).
Definition logit (t : R) : R := ln (t / (1 - t)).

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Local Notation tail := (outside kept).

  Lemma heated_top_k b : 0 <= b -> top_k n (heated b s) kept k.
  Proof.
    intros B. destruct is_top_k as [C L]. split; [assumption|]. intros i j Hi Hj K N.
    specialize (L i j Hi Hj K N). unfold heated. destruct (s i), (s j); cbn in *; try easy. nra.
  Qed.
  Lemma head_of b : 0 < over n kept (w (heated b s)).
  Proof.
    destruct (some n s kept k x is_top_k bounds s_k) as (i & Hi & K & F).
    apply Rlt_le_trans with (w (heated b s) i).
    - unfold w, heated. destruct (s i); [apply exp_pos|discriminate].
    - apply over_at_least_one; auto. intros; apply weight_nonneg.
  Qed.
  Lemma tail_of b : 0 < over n tail (w (heated b s)).
  Proof.
    destruct (over_some n (fun i => tail i && finite (s i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, (finite_tail_count n s kept k x is_top_k bounds s_k). rewrite minus_INR by lia.
      assert (INR k < INR (n_f n s)) by (apply lt_INR; lia). lra. }
    apply andb_prop in E as [T F]. apply Rlt_le_trans with (w (heated b s) j).
    - unfold w, heated. destruct (s j); [apply exp_pos|discriminate].
    - apply over_at_least_one; auto. intros; apply weight_nonneg.
  Qed.
  Lemma logit_is b : logit (tau n (heated b s) kept) =
    ln (over n tail (w (heated b s)) / over n kept (w (heated b s))).
  Proof.
    pose proof (head_of b). pose proof (tail_of b). unfold logit. f_equal. rewrite tau_odds. field. lra.
  Qed.

  Theorem temperature b0 b1 : 0 <= b0 <= b1 ->
    logit (tau n (heated b1 s) kept) <= logit (tau n (heated b0 s) kept) - (b1 - b0) * (x - y).
  Proof.
    intros B. rewrite !logit_is.
    set (odds b := over n tail (w (heated b s)) / over n kept (w (heated b s))). fold (odds b0) (odds b1).
    assert (over n tail (w (heated b1 s)) <= exp ((b1 - b0) * y) * over n tail (w (heated b0 s))) as T.
    { rewrite <- over_scal. apply over_le. intros i Hi O. unfold w, heated. destruct (s i) as [z|] eqn:E;
      cbn; [|lra].
      rewrite <- exp_plus. apply exp_le. unfold outside in O.
      assert (z <= y); [|nra].
      apply (tail_below n s kept k y is_top_k bounds s_k_1 i); auto. now destruct (kept i). }
    assert (exp ((b1 - b0) * x) * over n kept (w (heated b0 s)) <= over n kept (w (heated b1 s))) as H.
    { rewrite <- over_scal. apply over_le. intros i Hi O. unfold w, heated.
      destruct (head_above n s kept k x is_top_k bounds s_k i Hi O) as (z & -> & Lz). cbn.
      rewrite <- exp_plus. apply exp_le. nra. }
    assert (odds b1 <= odds b0 * exp (- ((b1 - b0) * (x - y)))) as R.
    { unfold odds. pose proof (exp_pos ((b1 - b0) * x)).
      replace (exp (- ((b1 - b0) * (x - y)))) with (exp ((b1 - b0) * y) / exp ((b1 - b0) * x)).
      - replace (over n tail (w (heated b0 s)) / over n kept (w (heated b0 s)) * _)
          with (exp ((b1 - b0) * y) * over n tail (w (heated b0 s)) / (exp ((b1 - b0) * x) * over n kept (w
            (heated b0 s)))).
        + pose proof (head_of b0). pose proof (head_of b1). pose proof (tail_of b1).
          apply div_le_div; [assumption|now apply Rmult_lt_0_compat|].
          apply Rmult_le_compat; auto; [now left|left; now apply Rmult_lt_0_compat].
        + field. pose proof (head_of b0). lra.
      - unfold Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring. }
    assert (forall b, 0 < odds b) as OP by (intros b; apply Rdiv_lt_0_compat; [apply tail_of|apply head_of]).
    assert (ln (odds b1) <= ln (odds b0 * exp (- ((b1 - b0) * (x - y))))) as Q.
    { destruct R as [R|R]; [left; apply ln_increasing; auto|right; now rewrite R]. }
    rewrite ln_mult, ln_exp in Q by (auto; apply exp_pos). lra.
  Qed.
End Row.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\
  order_statistic 2 flat 1 0 /\ order_statistic 2 flat (1 + 1) 0 /\ 0 <= 1 <= 1.
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|].
  split; [apply flat_score; lia|]. split; [apply flat_score; lia|lra].
Qed.

(* A gap of 1 where there is none: the tail does not fall. *)
Example mutant_gap_of_one :
  ~ logit (tau 2 (heated 1 flat) (first 1)) <= logit (tau 2 (heated 0 flat) (first 1)) - (1 - 0) * 1.
Proof.
  assert (forall b, tau 2 (heated b flat) (first 1) = 1 / 2) as E.
  { intros b. unfold heated. compute_row. rewrite Rmult_0_r, exp_0. field. }
  rewrite !E. lra.
Qed.
