(* gap-bound: tau_k <= 1/(1 + (k/(n_f - k)) e^{Delta_k}) *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  (* Delta_k = x - y. *)
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Local Notation n_f := (rows.n_f n s).
  Local Notation tau := (rows.tau n s kept).

  Lemma bound_is :
    1 / (1 + INR k / (INR n_f - INR k) * exp (x - y)) =
    (INR n_f - INR k) * exp y / (INR k * exp x + (INR n_f - INR k) * exp y).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q].
    replace (exp (x - y)) with (exp x * / exp y) by (now rewrite <- exp_Ropp, <- exp_plus).
    pose proof (exp_pos x). pose proof (exp_pos y).
    assert (0 < INR k * exp x) by now apply Rmult_lt_0_compat.
    assert (0 < (INR n_f - INR k) * exp y) by now apply Rmult_lt_0_compat. field. lra.
  Qed.

  Lemma bound_holds : tau <= 1 / (1 + INR k / (INR n_f - INR k) * exp (x - y)).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (exp_pos x). rewrite bound_is.
    apply tau_at_most.
    - now apply Rmult_lt_0_compat.
    - eapply head_at_least; eassumption.
    - eapply tail_at_most_; eassumption.
  Qed.
  Lemma bound_equal :
    tau = 1 / (1 + INR k / (INR n_f - INR k) * exp (x - y)) <->
    (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\
    (forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some y).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (exp_pos x). pose proof (exp_pos y).
    rewrite bound_is, tau_is_most.
    - destruct is_top_k as [C _]. rewrite <- (tail_most n s kept k x y is_top_k bounds s_k). split.
      + intros [EH ET]. split.
        * intros i Hi K. rewrite <- C, <- over_const in EH. symmetry in EH.
          pose proof (over_equal _ _ _ _ (head_terms n s kept k x is_top_k bounds s_k) EH i Hi K) as F.
            cbn in F.
          destruct (head_above n s kept k x is_top_k bounds s_k i Hi K) as (z & E & _). unfold w in F.
          rewrite E in *. cbn in F. apply exp_inv in F. now subst.
        * intros j Hj K. assert (outside kept j = true) as O by (unfold outside; now rewrite K).
          pose proof (over_equal _ _ _ _ (tail_terms n s kept k y is_top_k bounds s_k_1) ET j Hj O) as F.
            unfold w in F.
          destruct (s j) as [z|]; [right|now left]. cbn in F. apply exp_inv in F. now subst.
      + intros [EH ET]. split.
        * rewrite <- C, <- over_const. apply over_ext. intros i Hi K. unfold w. now rewrite EH.
        * apply over_ext. intros j Hj K. unfold outside in K. unfold w.
          destruct (ET j Hj) as [->| ->]; [now destruct (kept j)|reflexivity|reflexivity].
    - now apply Rmult_lt_0_compat.
    - now apply Rmult_lt_0_compat.
    - eapply head_at_least; eassumption.
    - eapply tail_at_most_; eassumption.
  Qed.

  (* Equality exactly when the head is constant and the finite tail is constant. *)
  Theorem gap_bound :
    let bound := 1 / (1 + INR k / (INR n_f - INR k) * exp (x - y)) in
    tau <= bound /\
    (tau = bound <->
     (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\
     (forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some y)).
  Proof. split; [exact bound_holds|exact bound_equal]. Qed.
End Row.

(* The catalogue's witness, where the equality case gives the mass. *)
Definition row_of_six : nat -> score :=
  row (Some 2 :: Some 2 :: Some (1 / 2) :: Some (1 / 2) :: Some (1 / 2) :: None :: nil).
Example witness : top_k 6 row_of_six (first 2) 2 /\ (1 <= 2 < n_f 6 row_of_six)%nat /\
  order_statistic 6 row_of_six 2 2 /\ order_statistic 6 row_of_six (2 + 1) (1 / 2) /\
  tau 6 row_of_six (first 2) = 1 / (1 + INR 2 / (INR (n_f 6 row_of_six) - INR 2) * exp (2 - 1 / 2)).
Proof.
  assert (top_k 6 row_of_six (first 2) 2) as T.
  { split; [reflexivity|]. intros i j Hi Hj K L. each i; each j; try discriminate; cbn; trivial; lra. }
  assert (1 <= 2 < n_f 6 row_of_six)%nat as B by (cbn; lia).
  assert (order_statistic 6 row_of_six 2 2) as X by (unfold order_statistic, row_of_six; compute_row;
    decide_all; lia).
  assert (order_statistic 6 row_of_six (2 + 1) (1 / 2)) as Y
    by (unfold order_statistic, row_of_six; compute_row; decide_all; lia).
  repeat (split; [assumption|]). apply (bound_equal 6 row_of_six (first 2) 2 2 (1 / 2) T B X Y). split.
  - intros i Hi K. each i; try discriminate; reflexivity.
  - intros j Hj K. each j; try discriminate; cbn; auto.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ tau 6 row_of_six (first 2) <=
  99 / 100 * (1 / (1 + INR 2 / (INR (n_f 6 row_of_six) - INR 2) * exp (2 - 1 / 2))).
Proof.
  destruct witness as (_ & _ & _ & _ & ->). intros H. pose proof (exp_pos (2 - 1 / 2)).
  assert (0 < 1 / (1 + INR 2 / (INR (n_f 6 row_of_six) - INR 2) * exp (2 - 1 / 2))); [|lra].
  apply Rdiv_lt_0_compat; [lra|]. replace (n_f 6 row_of_six) with 5%nat by reflexivity. cbn. lra.
Qed.
