(* delta-k-search: exact scores s_j = scale q.k_j, every key in one cell with s <= U_j, cells opened by
   descending U_j; once k < n_f keys are scored, D = (k-th largest scored) - max((k+1)-th largest scored,
   largest U_j of a closed cell): Delta_k >= D and tau of the current head <= 1/(1 + k/(n_f - k) e^D) at
   every step; where D >= ln((n_f - k)/k) + ln((1 - eps)/eps), tau of the current head <= eps and tau_k <=
   eps; where D >= 0, the head is a Top-k set *)
(* At a step: opened, the scored keys; bound, of every key its cell's U_j; H, k scored keys with none
   scored above them; a, the k-th largest scored; m, the larger of the next scored and of the largest U_j
   of a closed cell; D = a - m. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import gap_bound gap_threshold.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds top_sets examples.
Open Scope R_scope.

Section Search.
  Variable n : nat.
  Variables s bound : nat -> score.
  Variables opened H : nat -> bool.
  Variable k : nat.
  Variables a m : R.
  Hypothesis bounded : forall i, (i < n)%nat -> score_le (s i) (bound i).
  Hypothesis sizes : (1 <= k < n_f n s)%nat.
  Hypothesis size : count n H = k.
  Hypothesis a_is_least : forall i, (i < n)%nat -> H i = true -> exists z, s i = Some z /\ a <= z.
  Hypothesis m_over_scored : forall i, (i < n)%nat -> H i = false -> opened i = true -> score_le (s i) (Some
    m).
  Hypothesis m_over_closed : forall i, (i < n)%nat -> H i = false -> opened i = false -> score_le (bound i)
    (Some m).
  Local Notation n_f := (rows.n_f n s).

  Lemma others_below i : (i < n)%nat -> H i = false -> score_le (s i) (Some m).
  Proof.
    intros Hi N. destruct (opened i) eqn:O; [now apply m_over_scored|].
    apply score_le_trans with (bound i); [now apply bounded|now apply m_over_closed].
  Qed.
  Lemma head_is_some : keeps_some n s H.
  Proof.
    destruct (key_apart n (fun _ => false) H) as (i & Hi & K & _).
    { rewrite size. replace (count n (fun _ => false)) with 0%nat; [lia|]. clear. induction n; cbn; lia. }
    destruct (a_is_least i Hi K) as (z & E & _). exists i. rewrite E. auto.
  Qed.

  Lemma gap_at_least x y : order_statistic n s k x -> order_statistic n s (k + 1) y -> a - m <= x - y.
  Proof.
    intros [A _] [_ B].
    assert (a <= x).
    { destruct (Rle_dec a x) as [|N]; [assumption|exfalso].
      assert (count n H <= count n (fun i => above x (s i)))%nat; [|lia]. apply count_le. intros i Hi K.
      destruct (a_is_least i Hi K) as (z & -> & L). unfold above. destruct (Rlt_dec x z); [reflexivity|lra]. }
    assert (y <= m).
    { destruct (Rle_dec y m) as [|N]; [assumption|exfalso].
      assert (count n (fun i => at_least y (s i)) <= count n H)%nat; [|lia]. apply count_le. intros i Hi K.
      destruct (H i) eqn:E; [reflexivity|exfalso]. pose proof (others_below i Hi E) as L.
        unfold at_least in K.
      destruct (s i) as [z|]; [|discriminate]. cbn in L. destruct (Rle_dec y z); [lra|discriminate]. }
    lra.
  Qed.
  Lemma tail_keys : count n (fun i => outside H i && finite (s i)) = (n_f - k)%nat.
  Proof.
    unfold rows.n_f. rewrite (count_split n (fun i => finite (s i)) H).
    replace (count n (fun i => finite (s i) && H i)) with k.
    - rewrite Nat.add_comm, Nat.add_sub. apply count_ext. intros. unfold outside. apply andb_comm.
    - rewrite <- size. apply count_ext. intros i Hi. destruct (H i) eqn:E; [|now rewrite andb_false_r].
      destruct (a_is_least i Hi E) as (z & -> & _). reflexivity.
  Qed.
  Lemma current_head : tau n s H <= 1 / (1 + INR k / (INR n_f - INR k) * exp (a - m)).
  Proof.
    pose proof (counts_pos n s k sizes) as [P Q]. rewrite (bound_is n s k a m sizes).
    apply tau_at_most; [apply Rmult_lt_0_compat; [lra|apply exp_pos]| |].
    - rewrite <- size, <- over_const. apply over_le. intros i Hi K.
      destruct (a_is_least i Hi K) as (z & E & L). unfold w. rewrite E. now apply exp_le.
    - rewrite <- minus_INR, <- tail_keys, <- over_const by lia. apply sum_le. intros i Hi.
      unfold outside. destruct (H i) eqn:E; cbn [negb andb]; [lra|]. pose proof (others_below i Hi E) as L.
        unfold w.
      destruct (s i) as [z|]; cbn in *; [now apply exp_le|lra].
  Qed.
  Lemma is_top_k_at : 0 <= a - m -> top_k n s H k.
  Proof.
    intros D. split; [assumption|]. intros i j Hi Hj K N. destruct (a_is_least i Hi K) as (z & -> & L).
    apply score_le_trans with (Some m); [now apply others_below|]. cbn. lra.
  Qed.
  (* tau_k is at most the tail mass of any head of k keys. *)
  Lemma top_is_less T : top_k n s T k -> tau n s T <= tau n s H.
  Proof.
    intros TK. pose proof head_is_some as K. assert (exists i, (i < n)%nat /\ finite (s i) = true) as F.
    { destruct K as (i & ? & _ & ?). now exists i. }
    destruct (mass_range n s T F) as [_ E1]. destruct (mass_range n s H F) as [_ E2]. unfold tau.
      rewrite <- E1, <- E2.
    assert (over n H (p n s) <= over n T (p n s)); [|lra]. rewrite !mass_is. apply Rmult_le_compat_r.
    - left. apply Rinv_0_lt_compat. exact (Z_pos n s H K).
    - apply (top_k_heaviest n s T k TK). lia.
  Qed.
  Lemma reaches eps : 0 < eps < 1 -> ln ((INR n_f - INR k) / INR k) + ln ((1 - eps) / eps) <= a - m ->
    tau n s H <= eps.
  Proof.
    intros [L U] D. pose proof (counts_pos n s k sizes) as [P Q]. eapply Rle_trans; [exact current_head|].
    apply exp_le in D. rewrite exp_plus in D.
    assert (0 < (1 - eps) / eps) by (apply Rdiv_lt_0_compat; lra).
    rewrite !exp_ln in D by (try apply Rdiv_lt_0_compat; lra).
    assert ((1 - eps) / eps <= INR k / (INR n_f - INR k) * exp (a - m)) as M.
    { apply (Rmult_le_compat_l (INR k / (INR n_f - INR k))) in D.
      - replace (INR k / (INR n_f - INR k) * _) with ((1 - eps) / eps) in D by (field; lra). exact D.
      - left. now apply Rdiv_lt_0_compat. }
    replace eps with (1 / (1 + (1 - eps) / eps)) by (field; lra). apply div_le_div; lra.
  Qed.

  Theorem delta_k_search :
    (forall x y, order_statistic n s k x -> order_statistic n s (k + 1) y -> a - m <= x - y) /\
    tau n s H <= 1 / (1 + INR k / (INR n_f - INR k) * exp (a - m)) /\
    (forall eps, 0 < eps < 1 -> ln ((INR n_f - INR k) / INR k) + ln ((1 - eps) / eps) <= a - m ->
       tau n s H <= eps /\ forall T, top_k n s T k -> tau n s T <= eps) /\
    (0 <= a - m -> top_k n s H k).
  Proof.
    split; [exact gap_at_least|]. split; [exact current_head|]. split; [|exact is_top_k_at].
    intros eps E D. pose proof (reaches eps E D). split; [assumption|]. intros T TK.
    eapply Rle_trans; [now apply top_is_less|assumption].
  Qed.
End Search.

Example witness : (forall i, (i < 2)%nat -> score_le (flat i) (flat i)) /\ (1 <= 1 < n_f 2 flat)%nat /\
  count 2 (first 1) = 1%nat /\ (forall i, (i < 2)%nat -> first 1 i = true -> exists z, flat i = Some z /\ 0
    <= z) /\
  (forall i, (i < 2)%nat -> first 1 i = false -> score_le (flat i) (Some 0)) /\
  tau 2 flat (first 1) = 1 / (1 + INR 1 / (INR (n_f 2 flat) - INR 1) * exp (0 - 0)).
Proof.
  split; [intros i _; apply score_le_refl|]. split; [rewrite flat_count; lia|]. split; [reflexivity|].
  split; [|split].
  - intros i Hi K. each i; try discriminate. exists 0. split; [reflexivity|lra].
  - intros i Hi K. each i; cbn; lra.
  - rewrite flat_tau, flat_count, Rminus_eq_0, exp_0. cbn. field.
Qed.

(* closed-ignored: the closed key's bound left out, as if the gap were 1. *)
Example mutant_closed_ignored :
  ~ tau 2 flat (first 1) <= 1 / (1 + INR 1 / (INR (n_f 2 flat) - INR 1) * exp 1).
Proof.
  rewrite flat_tau, flat_count. cbn [INR]. intros H. pose proof (exp_increasing 0 1 ltac:(lra)) as E.
    rewrite exp_0 in E.
  replace (1 / (1 + 1 / (1 + 1 - 1) * exp 1)) with (/ (1 + exp 1)) in H by (field; lra).
  assert (/ (1 + exp 1) < / 2); [apply Rinv_lt_contravar; lra|lra].
Qed.
