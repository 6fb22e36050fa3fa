(* multi-gap-two-sided: checkpoints of the tail as in multi-gap-bound and of the head, 0 = c_0 < c_1 < ...
   < c_q = k, A = sum (c_j - c_{j-1}) e^{s_(c_j) - s_(k)} >= k: tau_k <= G/(A + G) <= G/(k + G), exact when
   c_j = j and m_i = k + i *)
(* Segment j of the head, c_j + 1 to c_{j+1}, has the level u_j = s_(c_{j+1}). *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import multi_gap_bound.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds layers top_sets examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variable x : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Local Notation n_f := (rows.n_f n s).
  Local Notation tau := (rows.tau n s kept).

  (* The tail's checkpoints, and those of the head: 0 = c_0 < c_1 < ... < c_{t+1} = k. *)
  Variables (q : nat) (m : nat -> nat) (y : nat -> R).
  Hypothesis starts : m 0%nat = k.
  Hypothesis ends : m (S q) = n_f.
  Hypothesis rises : forall i, (i <= q)%nat -> (m i < m (S i))%nat.
  Hypothesis level : forall i, (i <= q)%nat -> order_statistic n s (m i + 1) (y i).
  Variables (t : nat) (c : nat -> nat) (u : nat -> R).
  Hypothesis c_starts : c 0%nat = 0%nat.
  Hypothesis c_ends : c (S t) = k.
  Hypothesis c_rises : forall j, (j <= t)%nat -> (c j < c (S j))%nat.
  Hypothesis c_level : forall j, (j <= t)%nat -> order_statistic n s (c (S j)) (u j).
  Definition A : R := sum (S t) (fun j => (INR (c (S j)) - INR (c j)) * exp (u j - x)).
  Local Notation G := (multi_gap_bound.G x q m y).

  Lemma head_levels_fall : falling u t.
  Proof.
    intros j Hj. apply (order_antitone n s (c (S j)) (c (S (S j)))); [apply c_level; lia|apply c_level; lia|].
    specialize (c_rises (S j) ltac:(lia)). lia.
  Qed.
  Lemma head_finite i : (i < n)%nat -> kept i = true -> finite (s i) = true.
  Proof. apply (kept_finite n s kept k is_top_k); lia. Qed.
  Lemma head_total : count n kept = c (S t).
  Proof. destruct is_top_k as [C _]. now rewrite c_ends. Qed.
  Lemma c_rises_le j : (j <= t)%nat -> (c (S j) <= k)%nat.
  Proof.
    intros Hj. rewrite <- c_ends. assert (forall d, (j + d <= t)%nat -> (c (S j) <= c (S (j + d)))%nat) as H.
    { induction d; intros D; [now rewrite Nat.add_0_r|]. specialize (IHd ltac:(lia)).
      specialize (c_rises (j + S d)%nat ltac:(lia)). rewrite Nat.add_succ_r in *. lia. }
    specialize (H (t - j)%nat ltac:(lia)). now replace (j + (t - j))%nat with t in H by lia.
  Qed.
  Lemma u_above j : (j <= t)%nat -> x <= u j.
  Proof.
    intros Hj. apply (order_antitone n s (c (S j)) k _ _ (c_level j Hj) s_k). now apply c_rises_le.
  Qed.
  Lemma u_last : u t = x.
  Proof.
    pose proof (c_level t ltac:(lia)) as L. rewrite c_ends in L.
    apply Rle_antisym; eapply (order_antitone n s k k); eauto.
  Qed.
  (* As many kept keys reach a level as its rank says, or all of them. *)
  Lemma head_many j : (j < t)%nat -> (c (S j) <= count n (fun i => (kept i && at_least (u j) (s
    i))%bool))%nat.
  Proof.
    intros Hj. destruct (c_level j ltac:(lia)) as [_ L].
    rewrite (count_split n (fun i => at_least (u j) (s i)) kept) in L.
    assert (forall a, count n (fun i => at_least (u j) (s i) && a i) = count n (fun i => a i && at_least (u
      j) (s i))) as Comm.
    { intros a. apply count_ext. intros. apply andb_comm. }
    rewrite Comm in L.
    destruct (Nat.eq_dec (count n (fun i => at_least (u j) (s i) && negb (kept i))) 0) as [E|E]; [lia|].
    destruct (over_some n (fun i => at_least (u j) (s i) && negb (kept i)) (fun _ => 1)) as (b & Hb & F & _).
    { rewrite over_const, Rmult_1_r. now apply not_0_INR. }
    apply andb_prop in F as [Ab Nb].
    replace (count n (fun i => kept i && at_least (u j) (s i))) with k.
    - apply c_rises_le. lia.
    - destruct is_top_k as [C T]. rewrite <- C at 1. apply count_ext. intros i Hi. destruct (kept i) eqn:K;
        [|reflexivity].
      specialize (T i b Hi Hb K ltac:(now destruct (kept b))). unfold at_least in *.
      destruct (s b) as [z|]; [|discriminate]. destruct (s i) as [v|]; cbn in T; [|easy]. cbn [andb].
      destruct (Rle_dec (u j) z); [|discriminate]. destruct (Rle_dec (u j) v); [reflexivity|lra].
  Qed.
  Local Notation head_layers := (layered u t c).
  Lemma A_is : head_layers = exp x * A.
  Proof.
    unfold layered, A. rewrite <- sum_scal. apply sum_ext. intros i _.
    replace (exp (u i)) with (exp x * exp (u i - x)); [ring|]. rewrite <- exp_plus. f_equal. ring.
  Qed.
  Lemma head_least : head_layers <= over n kept (w s).
  Proof.
    apply (weight_least u n s t kept c head_levels_fall head_finite head_total c_starts); [|exact head_many].
    intros i z Hi K E. rewrite u_last. destruct (head_above n s kept k x is_top_k bounds s_k i Hi K) as (v &
      F & L).
    rewrite E in F. injection F as <-. exact L.
  Qed.
  Lemma A_at_least_k : INR k <= A.
  Proof.
    unfold A. apply Rle_trans with (sum (S t) (fun j => INR (c (S j)) - INR (c j))).
    - right. rewrite <- c_ends. clear -c_starts. induction t; cbn [sum] in *; [rewrite c_starts; cbn; lra|].
        lra.
    - apply sum_le. intros j Hj. pose proof (c_rises j ltac:(lia)) as CR. apply lt_INR in CR.
      assert (1 <= exp (u j - x)) by (rewrite <- exp_0; apply exp_le; pose proof (u_above j ltac:(lia));
        lra). nra.
  Qed.

  (* s_(c_j + 1) = s_(c_{j+1}): the segment is constant. *)
  Definition head_segments_constant : Prop := forall j, (j <= t)%nat -> order_statistic n s (c j + 1) (u j).
  Lemma head_of_segments : head_segments_constant -> over n kept (w s) = head_layers.
  Proof.
    intros H. apply Rle_antisym; [|exact head_least].
    apply (weight_most u n s t kept c head_levels_fall head_finite head_total c_starts).
    - intros i z Hi K E. destruct (H 0%nat ltac:(lia)) as [L _]. rewrite c_starts in L.
      destruct (Rle_dec z (u 0%nat)) as [|N]; [assumption|exfalso].
      assert (count n (fun _ => false) < count n (fun j => above (u 0%nat) (s j)))%nat; [|lia].
      apply (count_lt n _ _ i); auto. rewrite E. unfold above. destruct (Rlt_dec (u 0%nat) z);
        [reflexivity|lra].
    - intros j Hj. destruct (H (S j) ltac:(lia)) as [L _].
      assert (count n (fun i => kept i && above (u (S j)) (s i)) <= count n (fun i => above (u (S j)) (s
        i)))%nat; [|lia].
      apply count_le. intros i _ E. now apply andb_prop in E as [_ E].
  Qed.

  Theorem multi_gap_two_sided :
    tau <= G / (A + G) /\ G / (A + G) <= G / (INR k + G) /\ INR k <= A /\
    (head_segments_constant -> segments_constant n s q m y -> tau = G / (A + G)).
  Proof.
    pose proof (counts_pos n s k bounds) as [P _]. pose proof (exp_pos x) as E. pose proof A_at_least_k as AK.
    pose proof (G_pos n s k x bounds q m y starts ends rises) as GP.
    assert (0 < exp x * A) as EA by (apply Rmult_lt_0_compat; lra).
    assert (exp x * G / (exp x * A + exp x * G) = G / (A + G)) as Q by (field; split; nra).
    pose proof (tail_most_layers n s kept k x is_top_k bounds s_k q m y starts ends rises level) as TL.
    pose proof (multi_gap_bound.G_is n s k x bounds q m y starts ends rises) as GI.
    split; [|split; [|split]].
    - rewrite <- Q, <- GI, <- A_is. apply tau_at_most; [now rewrite A_is|exact head_least|exact TL].
    - apply div_le_div; try lra. nra.
    - exact AK.
    - intros H T. rewrite <- Q, <- GI, <- A_is.
      apply tau_is_most; [now rewrite A_is|rewrite GI; now apply Rmult_lt_0_compat|exact head_least|exact
        TL|].
      split; [now apply head_of_segments|].
      exact (equal_of_segments n s kept k x is_top_k bounds s_k q m y starts ends rises level T).
  Qed.
End Row.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\ order_statistic 2 flat 1 0 /\
  (forall i, (i <= 0)%nat -> order_statistic 2 flat (S i + 1) 0) /\
  tau 2 flat (first 1) = G 0 0 S (fun _ => 0) / (A 0 0 (fun j => j) (fun _ => 0) + G 0 0 S (fun _ => 0)).
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|]. split; [apply flat_score; lia|].
  split; [intros i Hi; apply flat_score; lia|]. rewrite flat_tau. unfold G, A. cbn [sum INR].
  rewrite Rminus_eq_0, exp_0. field.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ tau 2 flat (first 1) <=
  99 / 100 * (G 0 0 S (fun _ => 0) / (A 0 0 (fun j => j) (fun _ => 0) + G 0 0 S (fun _ => 0))).
Proof. destruct witness as (_ & _ & _ & _ & <-). rewrite flat_tau. lra. Qed.
