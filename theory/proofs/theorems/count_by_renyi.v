(* count-by-renyi: 0 < eps < 1: k_eps >= ((1 - eps)^a / sum p^a)^{1/(a-1)} for every a > 1; a = 2: (1 -
   eps)^2 times
   the effective sample size 1/sum p^2 *)
(* Never with equality: k_eps is strictly above. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import k_epsilon.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

(* x^a, 0^a = 0 (Coq's Rpower is 1 there). *)
Definition power (x a : R) : R := if Req_EM_T x 0 then 0 else Rpower x a.

Lemma power_nonneg x a : 0 <= power x a.
Proof. unfold power. destruct (Req_EM_T x 0); [lra|]. left. apply exp_pos. Qed.
Lemma power_pos x a : 0 < x -> 0 < power x a.
Proof. intros H. unfold power. destruct (Req_EM_T x 0); [lra|]. apply exp_pos. Qed.
Lemma power_two x : 0 <= x -> power x 2 = x * x.
Proof.
  intros H. unfold power. destruct (Req_EM_T x 0) as [->|N]; [lra|].
  replace 2 with (1 + 1) by lra. rewrite Rpower_plus, Rpower_1; lra.
Qed.
(* The tangent of x^a at m. *)
Lemma tangent x m a : 0 <= x -> 0 < m -> 1 < a ->
  Rpower m a + a * Rpower m (a - 1) * (x - m) <= power x a.
Proof.
  intros X M A. assert (Rpower m a = m * Rpower m (a - 1)) as E.
  { rewrite <- (Rpower_1 m) at 2 by assumption. rewrite <- Rpower_plus. f_equal. ring. }
  assert (0 < Rpower m (a - 1)) as P by apply exp_pos. unfold power. destruct (Req_EM_T x 0) as [->|N].
  - rewrite E. assert (0 <= (a - 1) * (m * Rpower m (a - 1))); [|lra].
    apply Rmult_le_pos; [lra|]. left. now apply Rmult_lt_0_compat.
  - (* with l = ln (x/m): a e^l <= e^{a l} + a - 1, as e^t >= e^l (1 + t - l) at t = a l and t = 0 *)
    set (l := ln (x / m)). assert (0 < x) as XP by lra.
    assert (x = m * exp l) as XE.
    { unfold l. rewrite exp_ln by now apply Rdiv_lt_0_compat. field. lra. }
    assert (Rpower x a = Rpower m a * exp (a * l)) as XA.
    { rewrite XE, <- Rpower_mult_distr by (assumption || apply exp_pos).
      f_equal. unfold Rpower. now rewrite ln_exp. }
    assert (a * exp l <= exp (a * l) + (a - 1)) as B.
    { pose proof (exp_pos l) as L. pose proof (exp_ineq1_le (a * l - l)) as U.
      apply (Rmult_le_compat_l (exp l)) in U; [|lra]. rewrite <- exp_plus in U.
      replace (l + (a * l - l)) with (a * l) in U by ring.
      pose proof (exp_ineq1_le (0 - l)) as V. apply (Rmult_le_compat_l (exp l)) in V; [|lra].
      rewrite <- exp_plus in V. replace (l + (0 - l)) with 0 in V by ring. rewrite exp_0 in V.
      apply (Rmult_le_compat_l (a - 1)) in V; lra. }
    rewrite XA, E. rewrite XE at 1. assert (0 < m * Rpower m (a - 1)) as Q by now apply Rmult_lt_0_compat.
    apply (Rmult_le_compat_l (m * Rpower m (a - 1))) in B; lra.
Qed.

Section Row.
  Variables (n : nat) (s : nat -> score).
  Hypothesis some_finite : exists i, (i < n)%nat /\ finite (s i) = true.
  Local Notation p := (rows.p n s).
  Variables (eps a : R) (k : nat).
  Hypothesis eps_range : 0 < eps < 1.
  Hypothesis a_range : 1 < a.
  Hypothesis enough_keys : certified n s eps k.
  Definition sum_of_powers : R := sum n (fun i => power (p i) a).

  Lemma p_pos i : finite (s i) = true -> 0 < p i.
  Proof. intros F. apply Rdiv_lt_0_compat; [now apply weight_pos|exact (Z_pos n s _ (some_kept n s
    some_finite))]. Qed.
  Lemma p_least i : 0 <= p i.
  Proof. apply (p_nonneg n s _ (some_kept n s some_finite)). Qed.
  Lemma powers_positive : 0 < sum_of_powers.
  Proof.
    destruct some_finite as (i & Hi & F). eapply Rlt_le_trans; [apply (power_pos (p i) a), (p_pos i F)|].
    apply (sum_at_least_one n (fun i => power (p i) a)); auto. intros. apply power_nonneg.
  Qed.
  (* k ((1 - eps)/k)^a is below the sum. *)
  Lemma keys_positive : (0 < k)%nat.
  Proof.
    destruct enough_keys as (H & [C _] & T). destruct k; [exfalso|lia].
    pose proof (mass_head n s some_finite H) as M.
    assert (over n H p = 0); [|lra]. transitivity (over n H (fun _ => 0)); [|rewrite over_const; lra].
    apply over_ext. intros i Hi K. exfalso. assert (count n (fun _ => false) < count n H)%nat; [|lia].
    now apply (count_lt n _ _ i).
  Qed.
  Lemma mean_below : INR k * Rpower ((1 - eps) / INR k) a < sum_of_powers.
  Proof.
    pose proof keys_positive as KP. apply lt_INR in KP. change (INR 0) with 0 in KP.
    destruct enough_keys as (H & [C _] & T). pose proof (mass_head n s some_finite H) as M.
    set (m := (1 - eps) / INR k). assert (0 < m) as MP by (apply Rdiv_lt_0_compat; lra).
    assert (INR k * m = 1 - eps) as MK by (unfold m; field; lra).
    assert (0 < a * Rpower m (a - 1)) as D by (apply Rmult_lt_0_compat; [lra|apply exp_pos]).
    assert (INR k * Rpower m a + a * Rpower m (a - 1) * (over n H p - (1 - eps)) <= over n H (fun i => power
      (p i) a)) as L.
    { eapply Rle_trans; [|apply over_le; intros i _ _; apply (tangent (p i) m a (p_least i) MP a_range)].
      rewrite over_plus, over_const, over_scal, over_minus, over_const, C, MK. lra. }
    pose proof (split n H (fun i => power (p i) a)) as S. fold sum_of_powers in S.
    assert (0 <= over n (outside H) (fun i => power (p i) a)) as O by (apply over_nonneg; intros; apply
      power_nonneg).
    destruct (Req_dec (over n H p) 1) as [E|E].
    - (* all mass is kept, and that is more than 1 - eps *)
      rewrite E in L. assert (0 < a * Rpower m (a - 1) * (1 - (1 - eps))) by (apply Rmult_lt_0_compat; lra).
        lra.
    - (* some key of positive mass is outside *)
      assert (0 <= a * Rpower m (a - 1) * (over n H p - (1 - eps))) by (apply Rmult_le_pos; lra).
      assert (0 < over n (outside H) (fun i => power (p i) a)); [|lra].
      pose proof (p_sum n s _ (some_kept n s some_finite)) as PS. rewrite (split n H) in PS.
      destruct (over_some n (outside H) p) as (i & Hi & K & P); [lra|].
      eapply Rlt_le_trans; [|apply (over_at_least_one n (outside H) (fun i => power (p i) a) i); auto].
      + apply power_pos. pose proof (p_least i). lra.
      + intros. apply power_nonneg.
  Qed.
  Lemma renyi : Rpower (Rpower (1 - eps) a / sum_of_powers) (1 / (a - 1)) < INR k.
  Proof.
    pose proof keys_positive as KP. apply lt_INR in KP. change (INR 0) with 0 in KP.
    pose proof powers_positive as SP. pose proof mean_below as L.
    assert (0 < Rpower (1 - eps) a) as EP by apply exp_pos.
    assert (Rpower (1 - eps) a = Rpower ((1 - eps) / INR k) a * Rpower (INR k) a) as E.
    { rewrite Rpower_mult_distr by (try assumption; apply Rdiv_lt_0_compat; lra). f_equal. field. lra. }
    assert (Rpower (INR k) a = INR k * Rpower (INR k) (a - 1)) as F.
    { rewrite <- (Rpower_1 (INR k)) at 2 by assumption. rewrite <- Rpower_plus. f_equal. ring. }
    assert (0 < Rpower (INR k) (a - 1)) as KA by apply exp_pos.
    assert (Rpower (1 - eps) a / sum_of_powers < Rpower (INR k) (a - 1)) as B.
    { apply (Rmult_lt_reg_r sum_of_powers); [assumption|].
      replace (Rpower (1 - eps) a / sum_of_powers * sum_of_powers) with (Rpower (1 - eps) a) by (field; lra).
      rewrite E, F. apply (Rmult_lt_compat_r (Rpower (INR k) (a - 1))) in L; [|assumption]. lra. }
    assert (0 < Rpower (1 - eps) a / sum_of_powers) as Q by now apply Rdiv_lt_0_compat.
    assert (Rpower (Rpower (INR k) (a - 1)) (1 / (a - 1)) = INR k) as G.
    { rewrite Rpower_mult. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra). now apply Rpower_1. }
    rewrite <- G. apply Rlt_Rpower_l; [|now split].
    apply Rdiv_lt_0_compat; lra.
  Qed.
End Row.

Theorem count_by_renyi n s eps k : (exists i, (i < n)%nat /\ finite (s i) = true) -> 0 < eps < 1 ->
  least (certified n s eps) k ->
  (forall a, 1 < a -> Rpower (Rpower (1 - eps) a / sum n (fun i => power (p n s i) a)) (1 / (a - 1)) < INR k)
    /\
  (1 - eps) * (1 - eps) * (1 / sum n (fun i => p n s i * p n s i)) < INR k.
Proof.
  intros F E [C _]. split.
  - intros a A. now apply (renyi n s F eps a k E A C).
  - pose proof (renyi n s F eps 2 k E ltac:(lra) C) as R. pose proof (powers_positive n s F 2) as P.
    unfold sum_of_powers in *.
    rewrite (sum_ext n _ (fun i => p n s i * p n s i)) in R, P by (intros; apply power_two, (p_least n s F)).
    replace (1 / (2 - 1)) with 1 in R by field.
    assert (0 < Rpower (1 - eps) 2) as Q by apply exp_pos.
    rewrite Rpower_1 in R by now apply Rdiv_lt_0_compat.
    replace 2 with (1 + 1) in R by lra. rewrite Rpower_plus, Rpower_1 in R by lra. unfold Rdiv in *. lra.
Qed.

Example witness : (exists i, (i < 2)%nat /\ finite (flat i) = true) /\ 0 < 1 / 2 < 1 /\
  least (certified 2 flat (1 / 2)) 1 /\
  (1 - 1 / 2) * (1 - 1 / 2) * (1 / sum 2 (fun i => p 2 flat i * p 2 flat i)) = 1 / 2.
Proof.
  split; [exists 0%nat; split; [lia|reflexivity]|]. split; [lra|]. split; [exact flat_certified|].
  compute_row. field.
Qed.

(* all-mass: 1 for (1 - eps)^a, at a = 2. *)
Example mutant_all_mass : ~ 1 / sum 2 (fun i => p 2 flat i * p 2 flat i) <= INR 1.
Proof.
  replace (1 / sum 2 (fun i => p 2 flat i * p 2 flat i)) with 2 by (compute_row; field). cbn [INR]. lra.
Qed.
