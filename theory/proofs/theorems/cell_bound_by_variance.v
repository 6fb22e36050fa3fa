(* cell-bound-by-variance: n_b >= 2 finite scores, m their mean, v their variance, Z_b their sum of
   exponentials: max <= m +
   sqrt(v (n_b - 1)) and Z_b <= (n_b - 1) e^{m - sqrt(v/(n_b - 1))} + e^{m + sqrt(v (n_b - 1))}; both
   rise with v *)
(* The second is block-moment-bounds with Samuelson's bound, the first, for U. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import block_mean_bounds block_moment_bounds.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums calculus examples.
Open Scope R_scope.

(* N is n_b - 1. *)
Definition largest_bound (N m v : R) : R := m + sqrt (v * N).
Definition sum_bound (N m v : R) : R := N * exp (m - sqrt (v / N)) + exp (m + sqrt (v * N)).

Section Numbers.
  Variables N m v : R.
  Hypothesis N_pos : 0 < N.
  Hypothesis v_least : 0 <= v.
  Local Notation r := (sqrt (v / N)).
  Lemma roots : 0 <= r /\ v = N * (r * r) /\ sqrt (v * N) = N * r.
  Proof.
    assert (0 <= v / N) as P by now apply div_nonneg. split; [apply sqrt_pos|].
    assert (v = N * (r * r)) as E by (rewrite sqrt_sqrt by assumption; field; lra). split; [exact E|].
    rewrite E at 1. replace (N * (r * r) * N) with ((N * r) * (N * r)) by ring. apply sqrt_square.
    apply Rmult_le_pos; [lra|apply sqrt_pos].
  Qed.
  Lemma sum_bound_is : 0 < v -> m < largest_bound N m v /\
    v / (largest_bound N m v - m) = r /\ sum_bound N m v = (N + 1) * upper m v (largest_bound N m v).
  Proof.
    intros V. destruct roots as (R & E & S). assert (0 < r) as P.
    { destruct R as [|R]; [assumption|]. rewrite <- R, Rmult_0_r, Rmult_0_r in E. lra. }
    unfold largest_bound, sum_bound. rewrite S. set (x := r) in *.
    assert (0 < N * x) by now apply Rmult_lt_0_compat. split; [lra|].
    replace (m + N * x - m) with (N * x) by ring.
    assert (v / (N * x) = x) as Q by (rewrite E; field; lra). split; [exact Q|].
    rewrite upper_is. unfold two_points. replace (m + N * x - m) with (N * x) by ring. rewrite Q.
    rewrite E. field. repeat split; try lra; nra.
  Qed.
  (* At v = 0 both are what equal scores give, and no less otherwise. *)
  Lemma sum_bound_least : (N + 1) * exp m <= sum_bound N m v.
  Proof.
    destruct roots as (R & E & S). unfold sum_bound. rewrite S. set (x := r) in *.
    unfold Rminus. rewrite !exp_plus. pose proof (exp_pos m) as P.
    pose proof (exp_ineq1_le (- x)) as A. pose proof (exp_ineq1_le (N * x)) as B.
    apply (Rmult_le_compat_l N) in A; [|lra].
    assert (exp m * (N + 1) <= exp m * (N * exp (- x) + exp (N * x))) by (apply Rmult_le_compat_l; lra). lra.
  Qed.
End Numbers.
Lemma sum_bound_zero N m : 0 < N -> sum_bound N m 0 = (N + 1) * exp m.
Proof.
  intros P. unfold sum_bound. unfold Rdiv. rewrite !Rmult_0_l, sqrt_0, Rminus_0_r, Rplus_0_r. ring.
Qed.
Lemma both_rise N m v v' : 0 < N -> 0 <= v <= v' ->
  largest_bound N m v <= largest_bound N m v' /\ sum_bound N m v <= sum_bound N m v'.
Proof.
  intros P V. assert (largest_bound N m v <= largest_bound N m v') as L.
  { apply Rplus_le_compat_l, sqrt_le_1_alt, Rmult_le_compat_r; lra. }
  split; [exact L|]. destruct (Req_dec v 0) as [->|Z].
  - rewrite sum_bound_zero by assumption. apply sum_bound_least; lra.
  - destruct (sum_bound_is N m v P ltac:(lra) ltac:(lra)) as (A & _ & ->).
    destruct (sum_bound_is N m v' P ltac:(lra) ltac:(lra)) as (_ & _ & ->).
    apply Rmult_le_compat_l; [lra|]. apply upper_rises; lra.
Qed.

Section Block.
  Variable n : nat.
  Variable s : nat -> R.
  Hypothesis two : (2 <= n)%nat.
  Local Notation m := (mean n s).
  Local Notation v := (variance n s).
  Local Notation N := (INR n - 1).

  Lemma N_pos : 0 < N.
  Proof. assert (INR 2 <= INR n) as H by (apply le_INR; lia). cbn in H. lra. Qed.
  Lemma deviations : sum n (fun i => s i - m) = 0 /\ sum n (fun i => (s i - m) * (s i - m)) = INR n * v /\ 0
    <= v.
  Proof.
    pose proof N_pos as P. split; [|split].
    - rewrite sum_minus, const_sum. unfold mean. field. lra.
    - unfold variance. field. lra.
    - unfold variance. apply div_nonneg; [|lra]. apply sum_nonneg. intros. apply Rle_0_sqr.
  Qed.
  (* The sum of a function over the keys other than j. *)
  Lemma others j f : (j < n)%nat -> sum n (fun i => if Nat.eqb j i then 0 else f i) = sum n f - f j.
  Proof.
    intros Hj. rewrite <- (sum_delta n f j Hj) , <- sum_minus. apply sum_ext. intros i _.
    destruct (Nat.eqb j i); ring.
  Qed.
  (* Of the keys other than j: their distances from c = m - (s_j - m)/(n_b - 1), their mean. *)
  Lemma spread_of_others j : (j < n)%nat -> let c := m - (s j - m) / N in
    sum n (fun i => if Nat.eqb j i then 0 else (s i - c) * (s i - c)) =
    INR n * (v - (s j - m) * (s j - m) / N).
  Proof.
    intros Hj. cbv zeta. pose proof N_pos as P. destruct deviations as (A & B & _).
    rewrite (others j (fun i => (s i - (m - (s j - m) / N)) * (s i - (m - (s j - m) / N)))) by assumption.
    set (d := s j - m). assert (s j = m + d) as -> by (unfold d; ring).
    rewrite (sum_ext n _ (fun i => (s i - m) * (s i - m) + (2 * (d / N) * (s i - m) + d / N * (d / N)))) by
      (intros; ring).
    rewrite !sum_plus, sum_scal, A, B, const_sum. field. lra.
  Qed.
  Lemma samuelson j : (j < n)%nat -> (s j - m) * (s j - m) <= v * N.
  Proof.
    intros Hj. pose proof N_pos as P. pose proof (spread_of_others j Hj) as E. cbv zeta in E.
    assert (0 <= INR n * (v - (s j - m) * (s j - m) / N)) as Q.
    { rewrite <- E. apply sum_nonneg. intros i _. destruct (Nat.eqb j i); [lra|apply Rle_0_sqr]. }
    assert (0 <= v - (s j - m) * (s j - m) / N) as W.
    { apply (Rmult_le_reg_l (INR n)); [lra|]. rewrite Rmult_0_r. exact Q. }
    apply (Rmult_le_compat_r N) in W; [|lra].
    replace ((v - (s j - m) * (s j - m) / N) * N) with (v * N - (s j - m) * (s j - m)) in W by (field; lra).
      lra.
  Qed.
  Lemma largest_holds j : (j < n)%nat -> s j <= largest_bound N m v.
  Proof.
    intros Hj. pose proof (samuelson j Hj) as S. unfold largest_bound.
    assert (s j - m <= sqrt (v * N)); [|lra]. apply Rle_trans with (Rabs (s j - m)); [apply Rle_abs|].
    rewrite <- sqrt_Rsqr_abs. now apply sqrt_le_1_alt.
  Qed.
  (* All others equal, to c = m - (s_j - m)/(n_b - 1) then. *)
  Definition others_equal (j : nat) : Prop := exists c, forall i, (i < n)%nat -> i <> j -> s i = c /\ c <= s
    j.
  Lemma largest_is j : (j < n)%nat -> (s j = largest_bound N m v <-> others_equal j).
  Proof.
    intros Hj. pose proof N_pos as P. destruct deviations as (A & B & V). pose proof (spread_of_others j Hj)
      as E.
    cbv zeta in E. set (c := m - (s j - m) / N) in *. split.
    - intros F. unfold largest_bound in F.
      assert ((s j - m) * (s j - m) = v * N) as Q.
      { replace (s j - m) with (sqrt (v * N)) by lra. apply sqrt_sqrt. apply Rmult_le_pos; lra. }
      rewrite Q in E. replace (v * N / N) with v in E by (field; lra). rewrite Rminus_eq_0, Rmult_0_r in E.
      exists c. intros i Hi Ne.
      assert (0 = (if Nat.eqb j i then 0 else (s i - c) * (s i - c))) as Z0.
      { apply (sum_equal n (fun _ => 0) (fun i => if Nat.eqb j i then 0 else (s i - c) * (s i - c))); auto.
        - intros k _. destruct (Nat.eqb j k); [lra|apply Rle_0_sqr].
        - now rewrite sum_zero. }
      destruct (Nat.eqb_spec j i); [congruence|]. symmetry in Z0. apply Rmult_integral in Z0.
      split; [lra|]. pose proof (sqrt_pos (v * N)). unfold c.
      assert (0 <= (s j - m) / N) by (apply div_nonneg; lra). lra.
    - intros (c' & O).
      assert (c' * N + (s j - m * INR n) = 0) as Q.
      { rewrite <- A. rewrite sum_minus, const_sum. pose proof (others j s Hj) as T.
        rewrite (sum_ext n _ (fun i => if Nat.eqb j i then 0 else c')) in T
          by (intros i Hi; destruct (Nat.eqb_spec j i); [reflexivity|apply O; auto]).
        rewrite (others j (fun _ => c') Hj), const_sum in T. lra. }
      assert (c' = c) as -> by (unfold c; apply (Rmult_eq_reg_r N); [|lra]; field_simplify; [lra|lra]).
      rewrite (sum_ext n _ (fun _ => 0)), sum_zero in E.
      2: { intros i Hi. destruct (Nat.eqb_spec j i) as [|Ne]; [reflexivity|].
           destruct (O i Hi) as [-> _]; [congruence|]. ring. }
      symmetry in E. apply Rmult_integral in E as [E|E]; [lra|].
      assert (v * N = (s j - m) * (s j - m)) as W.
      { replace v with ((s j - m) * (s j - m) / N) by lra. field. lra. }
      unfold largest_bound. rewrite W, sqrt_square; [ring|].
      (* s_j is the largest, so not below the mean *)
      destruct (Rle_dec 0 (s j - m)) as [|X]; [assumption|exfalso].
      assert (exists i, (i < n)%nat /\ i <> j) as (i & Hi & Ne).
      { destruct (Nat.eq_dec j 0); [exists 1%nat|exists 0%nat]; split; lia. }
      destruct (O i Hi Ne) as [_ L]. unfold c in L.
      assert (0 < (m - s j) / N) by (apply Rdiv_lt_0_compat; lra).
      replace ((s j - m) / N) with (- ((m - s j) / N)) in L by (field; lra). lra.
  Qed.
  Lemma all_at_mean : v = 0 -> forall i, (i < n)%nat -> s i = m.
  Proof.
    intros Z i Hi. destruct deviations as (_ & B & _). rewrite Z, Rmult_0_r in B.
    assert (0 = (s i - m) * (s i - m)) as Q.
    { apply (sum_equal n (fun _ => 0) (fun i => (s i - m) * (s i - m))); auto; [intros; apply Rle_0_sqr|].
      now rewrite sum_zero. }
    symmetry in Q. apply Rmult_integral in Q. lra.
  Qed.
  Lemma equal_weights : (forall i, (i < n)%nat -> 0 < / INR n) /\ sum n (fun _ => / INR n) = 1 /\
    sum n (fun i => / INR n * s i) = m /\ sum n (fun i => / INR n * ((s i - m) * (s i - m))) = v /\
    INR n * sum n (fun i => / INR n * exp (s i)) = Z_b n s.
  Proof.
    pose proof N_pos as P. split; [intros; apply Rinv_0_lt_compat; lra|].
    split; [rewrite const_sum; field; lra|]. split; [rewrite sum_scal; unfold mean, Rdiv; ring|].
    split; [rewrite (sum_scal n (/ INR n) (fun i => (s i - m) * (s i - m))); unfold variance, Rdiv; ring|].
    rewrite sum_scal. unfold Z_b. field. lra.
  Qed.
  Lemma sum_holds : Z_b n s <= sum_bound N m v.
  Proof.
    pose proof N_pos as P. destruct deviations as (_ & _ & [V|V]).
    - destruct (sum_bound_is N m v P ltac:(lra) V) as (A & _ & ->). destruct equal_weights as (W & T & M & D
      & <-).
      replace (N + 1) with (INR n) by ring. apply Rmult_le_compat_l; [lra|]. rewrite upper_is.
      apply (at_most n (fun _ => / INR n) s m v v _); auto; try lra; [intros i Hi; left; now apply (W i)|].
      intros i Hi. now apply largest_holds.
    - rewrite <- V, sum_bound_zero by assumption. unfold Z_b. rewrite (sum_ext n _ (fun _ => exp m)),
      const_sum; [lra|].
      intros i Hi. f_equal. now apply all_at_mean.
  Qed.
  Lemma sum_is_bound : Z_b n s = sum_bound N m v <-> exists j, (j < n)%nat /\ others_equal j.
  Proof.
    pose proof N_pos as P. destruct deviations as (A0 & _ & [V|V]).
    - destruct (sum_bound_is N m v P ltac:(lra) V) as (A & B & ->). destruct equal_weights as (W & T & M & D
      & <-).
      replace (N + 1) with (INR n) by ring. rewrite upper_is.
      assert (forall x y, INR n * x = INR n * y <-> x = y) as C.
      { intros x y. split; [intros E; apply Rmult_eq_reg_l in E; lra|now intros ->]. }
      rewrite C. clear C.
      rewrite (attained n (fun _ => / INR n) s m v v (largest_bound N m v) (fun i Hi => Rlt_le _ _ (W i Hi))
        T M D V
        ltac:(lra) eq_refl W (or_introl (conj A largest_holds))).
      rewrite B. split.
      + intros E.
        (* some key is at the bound: else all are below the mean *)
        destruct (le_lt_dec (count n (fun i => if Req_EM_T (s i) (largest_bound N m v) then true else false))
          0) as [Q|Q].
        * exfalso. assert (sum n (fun i => s i - m) < 0) as X; [|lra].
          rewrite (sum_ext n _ (fun _ => - sqrt (v / N))).
          -- rewrite const_sum. destruct (roots N v P ltac:(lra)) as (R & F & _).
             assert (0 < sqrt (v / N)) by (destruct R as [|R]; [assumption|rewrite <- R, !Rmult_0_r in F;
               lra]). nra.
          -- intros i Hi. destruct (E i Hi) as [F|F]; [exfalso|lra].
             assert (count n (fun _ => false) < count n (fun i => if Req_EM_T (s i) (largest_bound N m v)
               then true else false))%nat; [|lia].
             apply (count_lt n _ _ i); auto. now destruct (Req_EM_T (s i) (largest_bound N m v)).
        * destruct (over_some n (fun i => if Req_EM_T (s i) (largest_bound N m v) then true else false) (fun
          _ => 1))
            as (j & Hj & F & _); [rewrite over_const, Rmult_1_r; apply not_0_INR; lia|].
          destruct (Req_EM_T (s j) (largest_bound N m v)) as [G|]; [|discriminate].
          exists j. split; [assumption|]. now apply largest_is.
      + intros (j & Hj & O). pose proof (proj2 (largest_is j Hj) O) as F. intros i Hi.
        destruct (Nat.eq_dec i j) as [->|Ne]; [now left|right].
        destruct O as (c & O).
        assert (others_equal j) as O' by (exists c; exact O).
        destruct (O i Hi Ne) as [-> _].
        assert (c * N + (s j - m * INR n) = 0) as Q.
        { rewrite <- A0. rewrite sum_minus, const_sum. pose proof (others j s Hj) as T'.
          rewrite (sum_ext n _ (fun i => if Nat.eqb j i then 0 else c)) in T'
            by (intros a Ha; destruct (Nat.eqb_spec j a); [reflexivity|apply O; auto]).
          rewrite (others j (fun _ => c) Hj), const_sum in T'. lra. }
        unfold largest_bound in F. destruct (roots N v P ltac:(lra)) as (_ & _ & S). rewrite S in F. rewrite
          F in Q.
        apply (Rmult_eq_reg_r N); lra.
    - rewrite <- V, sum_bound_zero by assumption. split.
      + intros _. exists 0%nat. split; [lia|]. exists m. intros i Hi _. rewrite !all_at_mean by (auto; lia).
        lra.
      + intros _. unfold Z_b. rewrite (sum_ext n _ (fun _ => exp m)), const_sum; [lra|].
        intros i Hi. f_equal. now apply all_at_mean.
  Qed.

  Theorem cell_bound_by_variance :
    (forall j, (j < n)%nat -> s j <= m + sqrt (v * N) /\ (s j = m + sqrt (v * N) <-> others_equal j)) /\
    Z_b n s <= sum_bound N m v /\
    (Z_b n s = sum_bound N m v <-> exists j, (j < n)%nat /\ others_equal j) /\
    (forall v', v <= v' -> m + sqrt (v * N) <= m + sqrt (v' * N) /\ sum_bound N m v <= sum_bound N m v').
  Proof.
    split; [intros j Hj; split; [now apply largest_holds|now apply largest_is]|].
    split; [exact sum_holds|]. split; [exact sum_is_bound|]. intros v' V.
    destruct deviations as (_ & _ & V0). apply both_rise; [exact N_pos|lra].
  Qed.
End Block.

(* Scores 0 and 1. *)
Lemma pair_equal : others_equal 2 INR 1.
Proof. exists 0. intros i Hi N. each i. cbn. lra. Qed.
Example witness : (2 <= 2)%nat /\ others_equal 2 INR 1 /\
  INR 1 = mean 2 INR + sqrt (variance 2 INR * (INR 2 - 1)).
Proof.
  split; [lia|]. split; [exact pair_equal|].
  apply (largest_is 2 INR ltac:(lia) 1 ltac:(lia)). exact pair_equal.
Qed.

(* mean-and-deviation: m + sqrt(v) for the largest of three scores. *)
Definition one_high (i : nat) : R := match i with O => 3 | _ => 0 end.
Example mutant_mean_and_deviation : ~ one_high 0 <= mean 3 one_high + sqrt (variance 3 one_high).
Proof.
  assert (mean 3 one_high = 1) as M by (unfold mean, one_high; cbn [sum INR]; field).
  assert (variance 3 one_high = 2) as V by (unfold variance; rewrite M; unfold one_high; cbn [sum INR];
    field).
  rewrite M, V. unfold one_high. intros H. assert (sqrt 2 < 2) as L; [|lra].
  rewrite <- (sqrt_square 2) at 2 by lra. apply sqrt_lt_1; lra.
Qed.
