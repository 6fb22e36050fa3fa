(* sink-gap-bound: a sink of logit a and value 0, always kept; P over the n_f keys and the sink, the head a
   Top-k set
   of the keys and the sink, 1 <= k < n_f, Delta_k and diam over keys only: tau <= (n_f - k)/((n_f - k)
   + k e^{Delta_k} + e^{a - s_(k+1)}) and |err| <= tau max(diam_{H,T}, max |v_j| over the tail) *)
(* The sink is key n, after the n keys; a = -inf is allowed, where the bound is that of gap-bound. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require gap_bound diameter_bound.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax ordered odds vectors calculus means examples.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Hypothesis sink_kept : kept n = true.
  Local Notation n_f := (rows.n_f n s).
  Local Notation sink := (w s n).
  Local Notation tau := (rows.tau (S n) s kept).
  Local Notation bound := ((INR n_f - INR k) /
    ((INR n_f - INR k) + INR k * exp (x - y) + sink / exp y)).

  Lemma with_sink : keeps_some (S n) s kept.
  Proof. destruct (some n s kept k x is_top_k bounds s_k) as (i & Hi & K & F). exists i. auto. Qed.
  Lemma head_is : over (S n) kept (w s) = over n kept (w s) + sink.
  Proof. unfold over. cbn [sum]. now rewrite sink_kept. Qed.
  Lemma tail_is : over (S n) (outside kept) (w s) = over n (outside kept) (w s).
  Proof. unfold over, outside. cbn [sum]. rewrite sink_kept. cbn. lra. Qed.
  Lemma bound_is : bound = (INR n_f - INR k) * exp y /
    ((INR k * exp x + sink) + (INR n_f - INR k) * exp y).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (weight_nonneg (s n)) as W. fold sink in W.
    replace (exp (x - y)) with (exp x * / exp y) by (now rewrite <- exp_Ropp, <- exp_plus).
    pose proof (exp_pos x). pose proof (exp_pos y). assert (0 < INR k * exp x) by now apply Rmult_lt_0_compat.
    assert (0 < (INR n_f - INR k) * exp y) by now apply Rmult_lt_0_compat. field. split; [|lra].
    change (weight (s n)) with sink in W. lra.
  Qed.
  Lemma head_least : INR k * exp x + sink <= over (S n) kept (w s).
  Proof. rewrite head_is. pose proof (head_at_least n s kept k x is_top_k bounds s_k). lra. Qed.
  Lemma tail_greatest : over (S n) (outside kept) (w s) <= (INR n_f - INR k) * exp y.
  Proof. rewrite tail_is. now apply (tail_at_most_ n s kept k x y). Qed.
  Lemma head_positive : 0 < INR k * exp x + sink.
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (weight_nonneg (s n)) as W.
    pose proof (exp_pos x). assert (0 < INR k * exp x) by now apply Rmult_lt_0_compat. unfold w. lra.
  Qed.
  Lemma bound_holds : tau <= bound.
  Proof.
    rewrite bound_is. apply tau_at_most; [exact head_positive|exact head_least|exact tail_greatest].
  Qed.
  Lemma bound_equal : tau = bound <->
    (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\
    (forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some y).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (exp_pos x). pose proof (exp_pos y).
    rewrite bound_is, tau_is_most; [|exact head_positive|now apply Rmult_lt_0_compat|exact head_least|exact
      tail_greatest].
    rewrite head_is, tail_is.
    rewrite <- (gap_bound.bound_equal n s kept k x y is_top_k bounds s_k s_k_1), gap_bound.bound_is by
      assumption.
    rewrite tau_is_most; [|now apply Rmult_lt_0_compat|now apply Rmult_lt_0_compat
      |now apply head_at_least|now apply (tail_at_most_ n s kept k x y)].
    split; intros [A B]; split; lra.
  Qed.

  Lemma tau_range : 0 < tau < 1.
  Proof.
    pose proof (head_pos (S n) s kept with_sink). split; [|lra].
    destruct (over_some n (fun i => outside kept i && finite (s i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, (finite_tail_count n s kept k x is_top_k bounds s_k). rewrite minus_INR by lia.
      assert (INR k < INR n_f) by (apply lt_INR; lia). lra. }
    apply andb_prop in E as [O F]. unfold rows.tau. rewrite mass_is.
    apply Rdiv_lt_0_compat; [|exact (Z_pos (S n) s kept with_sink)].
    eapply Rlt_le_trans; [apply (weight_pos _ F)|].
    apply (over_at_least_one (S n) (outside kept) (w s) j); auto. intros; apply weight_nonneg.
  Qed.

  (* The keys' values and the sink's, which is 0. *)
  Variable v : nat -> vector.
  Hypothesis sink_value : forall a, v n a = 0.
  Local Notation err := (values.err (S n) s kept v).
  (* C is at least the norm of every value of a finite key of the tail. *)
  Definition tail_norm (C : R) : Prop :=
    forall j, (j < n)%nat -> kept j = false -> finite (s j) = true -> norm d (v j) <= C.
  Lemma error_holds D C : across n d s kept v D -> tail_norm C -> norm d err <= tau * Rmax D C.
  Proof.
    intros A N. apply (diameter_bound.bound_holds (S n) d s kept v with_sink tau_range).
    intros i j (Hi & Hj & Ki & Kj & Fi & Fj).
    assert (j <> n) as Nj by congruence. destruct (Nat.eq_dec i n) as [->|Ni].
    - eapply Rle_trans; [|apply Rmax_r]. rewrite norm_sub_comm.
      rewrite (norm_ext d _ (v j)) by (intros; unfold sub; rewrite sink_value; lra). apply N; auto. lia.
    - eapply Rle_trans; [|apply Rmax_l]. apply A. repeat split; auto; lia.
  Qed.

  (* tau: equality exactly when head and finite tail are constant. *)
  Theorem sink_gap_bound :
    tau <= bound /\
    (tau = bound <->
     (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\
     (forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some y)) /\
    (forall a, s n = Some a -> sink / exp y = exp (a - y)) /\
    (forall D C, across n d s kept v D -> tail_norm C -> norm d err <= tau * Rmax D C).
  Proof.
    split; [exact bound_holds|]. split; [exact bound_equal|]. split; [|exact error_holds].
    intros a E. unfold w. rewrite E. unfold Rdiv, Rminus. cbn [weight]. now rewrite exp_plus, exp_Ropp.
  Qed.
End Row.

(* Keys 0 and 0 and a sink of 0; values 0 and 1. *)
Definition flat_sink : nat -> score := row (Some 0 :: Some 0 :: Some 0 :: nil).
Definition keeps (i : nat) : bool := negb (Nat.eqb i 1).
Definition tail_one (i : nat) : vector := fun _ => if Nat.eqb i 1 then 1 else 0.
Lemma sink_tau : tau 3 flat_sink keeps = 1 / 3.
Proof. unfold flat_sink, keeps. compute_row. cbn [Nat.eqb negb]. field. Qed.
Lemma sink_row : top_k 2 flat_sink keeps 1 /\ (1 <= 1 < n_f 2 flat_sink)%nat /\
  order_statistic 2 flat_sink 1 0 /\ order_statistic 2 flat_sink (1 + 1) 0 /\ keeps 2 = true.
Proof.
  split; [split; [reflexivity|]|split; [cbn; lia|]].
  - intros i j Hi Hj K L. each i; each j; try discriminate. cbn. lra.
  - split; [|split; [|reflexivity]]; unfold order_statistic, flat_sink; compute_row; decide_all; cbn; lia.
Qed.
Lemma sink_values : across 2 1 flat_sink keeps tail_one 1 /\ tail_norm 2 1 flat_sink keeps tail_one 1.
Proof.
  split.
  - intros i j (Hi & Hj & Ki & Kj & _). rewrite norm_one. unfold sub, tail_one.
    each i; each j; try discriminate. cbn [Nat.eqb]. rewrite Rabs_left; lra.
  - intros j Hj Kj _. rewrite norm_one. unfold tail_one. each j; try discriminate. cbn [Nat.eqb].
    rewrite Rabs_right; lra.
Qed.
Lemma sink_error : norm 1 (err 3 flat_sink keeps tail_one) = 1 / 3.
Proof.
  rewrite norm_one. unfold err, sub, attention, truncated, tail_one. unfold flat_sink, keeps. compute_row.
  cbn [Nat.eqb negb]. rewrite Rabs_right; lra.
Qed.
Example witness : (top_k 2 flat_sink keeps 1 /\ (1 <= 1 < n_f 2 flat_sink)%nat /\
  order_statistic 2 flat_sink 1 0 /\ order_statistic 2 flat_sink (1 + 1) 0 /\ keeps 2 = true) /\
  tau 3 flat_sink keeps = (INR (n_f 2 flat_sink) - INR 1) /
    ((INR (n_f 2 flat_sink) - INR 1) + INR 1 * exp (0 - 0) + w flat_sink 2 / exp 0) /\
  across 2 1 flat_sink keeps tail_one 1 /\ tail_norm 2 1 flat_sink keeps tail_one 1 /\
  norm 1 (err 3 flat_sink keeps tail_one) = tau 3 flat_sink keeps * Rmax 1 1.
Proof.
  split; [exact sink_row|]. split; [|split; [apply sink_values|split; [apply sink_values|]]].
  - rewrite sink_tau, Rminus_eq_0. unfold flat_sink. compute_row. cbn [INR]. field.
  - rewrite sink_error, sink_tau, Rmax_left by lra. lra.
Qed.

(* sink-as-kept-key: the sink counted as a kept key at s_(k), where it is -1 and the keys are 0. *)
Definition low_sink : nat -> score := row (Some 0 :: Some 0 :: Some (-1) :: nil).
Example mutant_sink_as_kept_key : ~ tau 3 low_sink keeps <= (2 - 1) / ((2 - 1) + (1 + 1) * exp (0 - 0)).
Proof.
  rewrite Rminus_eq_0, exp_0. unfold low_sink, keeps. compute_row. cbn [Nat.eqb negb].
  pose proof (exp_increasing (-1) 0 ltac:(lra)) as L. rewrite exp_0 in L. pose proof (exp_pos (-1)) as P.
  intros H. assert (1 / (2 + exp (-1)) <= 1 / 3) as Q.
  { eapply Rle_trans; [|eapply Rle_trans; [exact H|right; field]]. right. field. lra. }
  apply (Rmult_le_compat_r (3 * (2 + exp (-1)))) in Q; [|lra].
  replace (1 / (2 + exp (-1)) * (3 * (2 + exp (-1)))) with 3 in Q by (field; lra). lra.
Qed.
