(* Sums of weights in layers: between falling levels y_0 >= y_1 >= ... of scores, of which counts are known.
  *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus.
Open Scope R_scope.

Definition indicator (b : bool) : R := if b then 1 else 0.

Section Levels.
  Variable y : nat -> R.
  Local Notation falling := (rows.falling y).

  Lemma falling_le q i j : falling q -> (i <= j <= q)%nat -> y j <= y i.
  Proof.
    intros F [A B]. revert B. induction A; intros B; [lra|]. specialize (IHA ltac:(lia)).
      specialize (F m ltac:(lia)). lra.
  Qed.

  (* An upper value of e^z for z at most y_0: the least level that z does not exceed. *)
  Definition up (q : nat) (s : score) : R :=
    exp (y q) + sum q (fun i => (exp (y i) - exp (y (S i))) * indicator (above (y (S i)) s)).
  (* A lower value for z at least y_q: the largest level that z reaches. *)
  Definition low (q : nat) (s : score) : R :=
    exp (y q) + sum q (fun i => (exp (y i) - exp (y (S i))) * indicator (at_least (y i) s)).

  Lemma sum_none q f : (forall i, (i < q)%nat -> f i = 0) -> sum q f = 0.
  Proof. intros H. rewrite <- (sum_zero q). now apply sum_ext. Qed.
  Lemma up_holds q z : falling q -> z <= y 0%nat -> exp z <= up q (Some z).
  Proof.
    intros F Z. unfold up. induction q; cbn [sum]; [apply exp_le in Z; lra|].
    assert (falling q) as Fq by (intros i Hi; apply F; lia). specialize (IHq Fq).
    unfold above at 2. destruct (Rlt_dec (y (S q)) z) as [L|L]; cbn [indicator]; [lra|].
    rewrite sum_none; [pose proof (exp_le z (y (S q))); lra|].
    intros i Hi. unfold above. destruct (Rlt_dec (y (S i)) z) as [M|M]; cbn; [|lra].
    pose proof (falling_le (S q) (S i) (S q) F ltac:(lia)). lra.
  Qed.
  Lemma low_holds q z : falling q -> y q <= z -> low q (Some z) <= exp z.
  Proof.
    intros F. unfold low. induction q; cbn [sum]; intros Z; [apply exp_le in Z; lra|].
    assert (falling q) as Fq by (intros i Hi; apply F; lia). specialize (IHq Fq).
    unfold at_least at 2. destruct (Rle_dec (y q) z) as [L|L]; cbn [indicator]; [specialize (IHq L); lra|].
    rewrite sum_none; [apply exp_le in Z; lra|].
    intros i Hi. unfold at_least. destruct (Rle_dec (y i) z) as [M|M]; cbn; [|lra].
    pose proof (falling_le (S q) i q F ltac:(lia)). lra.
  Qed.
  (* Above the level y_(i+1), the upper value is y_i's at least. *)
  Lemma up_reaches q i z : falling q -> (i < q)%nat -> y (S i) < z -> exp (y i) <= up q (Some z).
  Proof.
    intros F. unfold up. induction q; intros H L; [lia|]. cbn [sum].
    assert (falling q) as Fq by (intros j Hj; apply F; lia).
    pose proof (falling_le (S q) (S i) (S q) F ltac:(lia)) as A.
    unfold above at 2. destruct (Rlt_dec (y (S q)) z) as [_|M]; [|lra]. cbn [indicator].
    destruct (Nat.eq_dec i q) as [->|].
    - assert (0 <= sum q (fun i => (exp (y i) - exp (y (S i))) * indicator (above (y (S i)) (Some z))));
        [|lra].
      apply sum_nonneg. intros j Hj. apply Rmult_le_pos.
      + pose proof (exp_le _ _ (Fq j Hj)). lra.
      + unfold indicator. destruct (above (y (S j)) (Some z)); lra.
    - specialize (IHq Fq ltac:(lia) L). lra.
  Qed.

  (* Summation by parts. *)
  Lemma by_parts q (a : nat -> R) : a 0%nat = 0 ->
    sum (S q) (fun i => (a (S i) - a i) * exp (y i)) =
    a (S q) * exp (y q) + sum q (fun i => (exp (y i) - exp (y (S i))) * a (S i)).
  Proof.
    intros Z. induction q; [cbn; rewrite Z; lra|]. cbn [sum] in *. rewrite IHq. cbn [sum]. lra.
  Qed.

  Variables (n : nat) (s : nat -> score).
  Lemma over_up q h : over n h (fun i => up q (s i)) = INR (count n h) * exp (y q) +
    sum q (fun i => (exp (y i) - exp (y (S i))) * INR (count n (fun j => h j && above (y (S i)) (s j)))).
  Proof.
    unfold up. rewrite over_plus, over_const. f_equal. unfold over.
    transitivity (sum n (fun j => sum q (fun i => (exp (y i) - exp (y (S i))) * (if h j && above (y (S i)) (s
      j) then 1 else 0)))).
    - apply sum_ext. intros j _. destruct (h j); cbn [andb]; [reflexivity|].
      symmetry. apply sum_none. intros. lra.
    - rewrite sum_swap. apply sum_ext. intros i _. rewrite sum_scal. f_equal.
      fold (over n (fun j => h j && above (y (S i)) (s j)) (fun _ => 1)). rewrite over_const. lra.
  Qed.
  Lemma over_low q h : over n h (fun i => low q (s i)) = INR (count n h) * exp (y q) +
    sum q (fun i => (exp (y i) - exp (y (S i))) * INR (count n (fun j => h j && at_least (y i) (s j)))).
  Proof.
    unfold low. rewrite over_plus, over_const. f_equal. unfold over.
    transitivity (sum n (fun j => sum q (fun i => (exp (y i) - exp (y (S i))) * (if h j && at_least (y i) (s
      j) then 1 else 0)))).
    - apply sum_ext. intros j _. destruct (h j); cbn [andb]; [reflexivity|].
      symmetry. apply sum_none. intros. lra.
    - rewrite sum_swap. apply sum_ext. intros i _. rewrite sum_scal. f_equal.
      fold (over n (fun j => h j && at_least (y i) (s j)) (fun _ => 1)). rewrite over_const. lra.
  Qed.

  (* The two bounds, of a set of finite scores with m_i keys, at most or at least, above the levels. *)
  Variable (q : nat) (h : nat -> bool) (m : nat -> nat).
  Hypothesis F : falling q.
  Hypothesis all_finite : forall i, (i < n)%nat -> h i = true -> finite (s i) = true.
  Hypothesis total : count n h = m (S q).
  Hypothesis start : m 0%nat = 0%nat.
  Definition layered : R := sum (S q) (fun i => (INR (m (S i)) - INR (m i)) * exp (y i)).

  Lemma step_pos i : (i < q)%nat -> 0 <= exp (y i) - exp (y (S i)).
  Proof. intros H. pose proof (exp_le _ _ (F i H)). lra. Qed.

  Section Above.
    Hypothesis top : forall i z, (i < n)%nat -> h i = true -> s i = Some z -> z <= y 0%nat.
    Hypothesis few : forall i, (i < q)%nat -> (count n (fun j => (h j && above (y (S i)) (s j))%bool) <= m (S
      i))%nat.
    Lemma each_below i : (i < n)%nat -> h i = true -> w s i <= up q (s i).
    Proof.
      intros Hi Hh. pose proof (all_finite i Hi Hh) as E. unfold w. destruct (s i) as [z|] eqn:S;
        [|discriminate].
      apply up_holds; [exact F|]. now apply (top i).
    Qed.
    Lemma up_most : over n h (fun i => up q (s i)) <= layered.
    Proof.
      unfold layered. rewrite (by_parts q (fun i => INR (m i))) by (now rewrite start).
        rewrite over_up, total.
      apply Rplus_le_compat_l. apply sum_le. intros i Hi. apply Rmult_le_compat_l; [now apply step_pos|].
      apply le_INR. now apply few.
    Qed.
    Lemma weight_most : over n h (w s) <= layered.
    Proof. eapply Rle_trans; [apply over_le, each_below|exact up_most]. Qed.
    (* Where it is attained, each weight is its level's, and each level that falls has all of its keys above
      it. *)
    Lemma weight_is_most : over n h (w s) = layered ->
      (forall i, (i < n)%nat -> h i = true -> w s i = up q (s i)) /\
      (forall i, (i < q)%nat -> y (S i) < y i -> count n (fun j => h j && above (y (S i)) (s j)) = m (S i)).
    Proof.
      intros E. pose proof up_most as A. pose proof (over_le n h _ _ each_below) as B.
      assert (over n h (w s) = over n h (fun i => up q (s i))) as E1 by lra.
      split; [now apply over_equal; [apply each_below|]|].
      assert (over n h (fun i => up q (s i)) = layered) as E2 by lra.
      unfold layered in E2. rewrite (by_parts q (fun i => INR (m i))) in E2 by (now rewrite start).
      rewrite over_up, total in E2. apply Rplus_eq_reg_l in E2. intros i Hi L.
      pose proof (sum_equal q _ _ (fun j Hj => Rmult_le_compat_l _ _ _ (step_pos j Hj) (le_INR _ _ (few j
        Hj))) E2 i Hi) as X.
      cbn in X. apply INR_eq. apply (Rmult_eq_reg_l (exp (y i) - exp (y (S i)))); [exact X|].
      pose proof (exp_increasing _ _ L). lra.
    Qed.
  End Above.
  Section Below.
    Hypothesis bottom : forall i z, (i < n)%nat -> h i = true -> s i = Some z -> y q <= z.
    Hypothesis many : forall i, (i < q)%nat -> (m (S i) <= count n (fun j => (h j && at_least (y i) (s
      j))%bool))%nat.
    Lemma weight_least : layered <= over n h (w s).
    Proof.
      apply Rle_trans with (over n h (fun i => low q (s i))).
      - unfold layered. rewrite (by_parts q (fun i => INR (m i))) by (now rewrite start).
          rewrite over_low, total.
        apply Rplus_le_compat_l. apply sum_le. intros i Hi. apply Rmult_le_compat_l; [now apply step_pos|].
        apply le_INR. now apply many.
      - apply over_le. intros i Hi Hh. pose proof (all_finite i Hi Hh) as E. unfold w.
        destruct (s i) as [z|] eqn:S; [|discriminate]. apply low_holds; [exact F|]. now apply (bottom i).
    Qed.
  End Below.
End Levels.
