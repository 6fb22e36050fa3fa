(* block-mean-bounds: n_b finite scores in [L, U], m their mean, Z_b their sum of exponentials: n_b e^m <=
   Z_b <= n_b ((U - m) e^L + (m - L) e^U)/(U - L) <= n_b e^{m + (U - L)^2/8} for L < U; n_b e^m for L = U *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus examples.
Open Scope R_scope.

Section Block.
  Variable n : nat.
  Variable s : nat -> R.
  Variables L U : R.
  Hypothesis some : (0 < n)%nat.
  Hypothesis within : forall i, (i < n)%nat -> L <= s i <= U.
  Definition mean : R := sum n s / INR n.
  Definition Z_b : R := sum n (fun i => exp (s i)).

  Lemma count_pos : 0 < INR n.
  Proof. now apply lt_0_INR. Qed.
  Lemma const_sum c : sum n (fun _ => c) = INR n * c.
  Proof.
    clear. induction n; cbn [sum]; [cbn; lra|]. rewrite IHn0, S_INR. lra.
  Qed.

  Lemma sum_is : sum n s = INR n * mean.
  Proof. pose proof count_pos. unfold mean. field. lra. Qed.

  Lemma mean_below : INR n * exp mean <= Z_b.
  Proof.
    pose proof count_pos. unfold Z_b.
    apply Rle_trans with (sum n (fun i => exp mean * (1 - mean) + exp mean * s i)).
    - rewrite sum_plus, const_sum, sum_scal, sum_is. lra.
    - apply sum_le. intros i _. pose proof (exp_ineq1_le (s i - mean)) as E.
      pose proof (exp_pos mean). apply (Rmult_le_compat_l (exp mean)) in E; [|lra].
      rewrite <- exp_plus in E. replace (mean + (s i - mean)) with (s i) in E by ring. lra.
  Qed.

  Lemma chord_point x : L < U -> L <= x <= U -> exp x <= ((U - x) * exp L + (x - L) * exp U) / (U - L).
  Proof.
    intros LU X. apply (Rmult_le_reg_r (U - L)); [lra|].
    replace (((U - x) * exp L + (x - L) * exp U) / (U - L) * (U - L)) with ((U - x) * exp L + (x - L) * exp U)
      by (field; lra).
    assert (forall y, exp x * (1 + (y - x)) <= exp y) as T.
    { intros y. pose proof (exp_ineq1_le (y - x)) as E. pose proof (exp_pos x).
      apply (Rmult_le_compat_l (exp x)) in E; [|lra]. rewrite <- exp_plus in E.
      now replace (x + (y - x)) with y in E by ring. }
    pose proof (T L) as A. pose proof (T U) as B.
    apply (Rmult_le_compat_l (U - x)) in A; [|lra]. apply (Rmult_le_compat_l (x - L)) in B; [|lra]. nra.
  Qed.
  Lemma chord_above : L < U -> Z_b <= INR n * (((U - mean) * exp L + (mean - L) * exp U) / (U - L)).
  Proof.
    intros LU. pose proof count_pos. unfold Z_b.
    apply Rle_trans with (sum n (fun i => (U * exp L - L * exp U) / (U - L) + (exp U - exp L) / (U - L) * s
      i)).
    - apply sum_le. intros i Hi. eapply Rle_trans; [apply chord_point; auto|]. right. field. lra.
    - rewrite sum_plus, const_sum, sum_scal, sum_is. right. field. lra.
  Qed.
  Lemma mean_within : L <= mean <= U.
  Proof.
    pose proof count_pos. unfold mean. split; apply (Rmult_le_reg_r (INR n)); try assumption;
      (replace (sum n s / INR n * INR n) with (sum n s) by (field; lra));
      rewrite (Rmult_comm _ (INR n)), <- const_sum;
      apply sum_le; intros; now apply within.
  Qed.
  Lemma chord_below_hoeffding : L < U ->
    ((U - mean) * exp L + (mean - L) * exp U) / (U - L) <= exp (mean + (U - L) * (U - L) / 8).
  Proof.
    intros LU. pose proof mean_within. pose proof (exp_pos L).
    assert (0 <= (mean - L) / (U - L) <= 1) as T.
    { split; [apply div_nonneg; lra|]. apply (Rmult_le_reg_r (U - L)); [lra|].
      replace ((mean - L) / (U - L) * (U - L)) with (mean - L) by (field; lra). lra. }
    pose proof (hoeffding _ (U - L) T ltac:(lra)) as Q.
    apply (Rmult_le_compat_l (exp L)) in Q; [|lra]. rewrite <- exp_plus in Q.
    replace (L + ((mean - L) / (U - L) * (U - L) + (U - L) * (U - L) / 8)) with (mean + (U - L) * (U - L) /
      8) in Q
      by (field; lra).
    eapply Rle_trans; [|exact Q]. right. replace (exp (U - L)) with (exp U / exp L).
    - field. lra.
    - unfold Rminus, Rdiv. now rewrite exp_plus, exp_Ropp.
  Qed.
  Lemma mean_equal : (forall i, (i < n)%nat -> s i = mean) <-> Z_b = INR n * exp mean.
  Proof.
    pose proof count_pos. split.
    - intros E. unfold Z_b. rewrite <- const_sum. apply sum_ext. intros i Hi. now rewrite E.
    - intros E i Hi.
      assert (sum n (fun i => exp mean * (1 - mean) + exp mean * s i) = sum n (fun i => exp (s i))) as F.
      { fold Z_b. rewrite E, sum_plus, const_sum, sum_scal, sum_is. ring. }
      assert (forall j, exp mean * (1 - mean) + exp mean * s j <= exp (s j)) as T.
      { intros j. pose proof (exp_ineq1_le (s j - mean)) as G. pose proof (exp_pos mean).
        apply (Rmult_le_compat_l (exp mean)) in G; [|lra]. rewrite <- exp_plus in G.
        replace (mean + (s j - mean)) with (s j) in G by ring. lra. }
      pose proof (sum_equal n _ _ (fun j _ => T j) F i Hi) as G. cbn in G.
      destruct (Req_dec (s i - mean) 0) as [D|D]; [lra|exfalso].
      pose proof (exp_ineq1 (s i - mean) D) as X. apply (Rmult_lt_compat_l (exp mean)) in X; [|apply exp_pos].
      rewrite <- exp_plus in X. replace (mean + (s i - mean)) with (s i) in X by ring. lra.
  Qed.

  Theorem block_mean_bounds :
    (L < U ->
     INR n * exp mean <= Z_b <= INR n * (((U - mean) * exp L + (mean - L) * exp U) / (U - L)) /\
     INR n * (((U - mean) * exp L + (mean - L) * exp U) / (U - L)) <= INR n * exp (mean + (U - L) * (U - L) /
       8)) /\
    (L = U -> Z_b = INR n * exp mean) /\
    (Z_b = INR n * exp mean <-> forall i, (i < n)%nat -> s i = mean).
  Proof.
    split; [|split].
    - intros H. pose proof count_pos. split; [split; [exact mean_below|now apply chord_above]|].
      apply Rmult_le_compat_l; [lra|now apply chord_below_hoeffding].
    - intros E. apply mean_equal. intros i Hi. pose proof mean_within. specialize (within i Hi). lra.
    - symmetry. exact mean_equal.
  Qed.
End Block.

Example witness : (0 < 2)%nat /\ (forall i, (i < 2)%nat -> 0 <= INR i <= 1) /\
  Z_b 2 INR = INR 2 * (((1 - mean 2 INR) * exp 0 + (mean 2 INR - 0) * exp 1) / (1 - 0)).
Proof.
  split; [lia|]. split.
  - intros i Hi. each i; cbn; lra.
  - unfold Z_b, mean. cbn [sum INR]. field.
Qed.

(* mean-for-chord: the block mean as an upper bound. *)
Example mutant_mean_above : ~ Z_b 2 INR <= INR 2 * exp (mean 2 INR).
Proof.
  intros H. assert (Z_b 2 INR = INR 2 * exp (mean 2 INR)) as E.
  { apply Rle_antisym; [exact H|]. apply mean_below. lia. }
  pose proof (proj2 (mean_equal 2 INR ltac:(lia)) E) as F. pose proof (F 0%nat ltac:(lia)).
    pose proof (F 1%nat ltac:(lia)). cbn [INR] in *. lra.
Qed.
