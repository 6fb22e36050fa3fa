(* A Top-k set beside the k-th and the next largest score: counts, and bounds of the weights on each side. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Local Notation n_f := (rows.n_f n s).
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.

  Lemma head_above i : (i < n)%nat -> kept i = true -> exists z, s i = Some z /\ x <= z.
  Proof.
    intros Hi K. destruct is_top_k as [C L]. destruct (at_least x (s i)) eqn:A.
    - destruct (s i) as [z|]; cbn in A; [|discriminate]. exists z. now destruct (Rle_dec x z).
    - exfalso. destruct s_k as [_ H]. rewrite <- C in H at 1.
      enough (count n (fun j => at_least x (s j)) < count n kept)%nat by lia.
      apply (count_lt n _ _ i); auto. intros j Hj B. destruct (kept j) eqn:E; [reflexivity|].
      exfalso. specialize (L i j Hi Hj K E). destruct (s j) as [v|]; cbn in B; [|discriminate].
      destruct (Rle_dec x v); [|discriminate]. destruct (s i) as [z|]; cbn in *; [|easy].
      destruct (Rle_dec x z); [discriminate|lra].
  Qed.

  Lemma tail_below j z : (j < n)%nat -> kept j = false -> s j = Some z -> z <= y.
  Proof.
    intros Hj K E. destruct is_top_k as [C L]. destruct (Rle_dec z y) as [|A]; [assumption|].
    exfalso. destruct s_k_1 as [H _].
    enough (count n kept < count n (fun i => above y (s i)))%nat by lia.
    apply (count_lt n _ _ j); auto.
    - rewrite E. cbn. destruct (Rlt_dec y z); [reflexivity|lra].
    - intros i Hi Ki. specialize (L i j Hi Hj Ki K). rewrite E in L.
      destruct (s i) as [v|]; cbn in *; [|easy]. destruct (Rlt_dec y v); [reflexivity|lra].
  Qed.

  Lemma finite_tail_count : count n (fun i => outside kept i && finite (s i)) = (n_f - k)%nat.
  Proof.
    unfold n_f. rewrite (count_split n (fun i => finite (s i)) kept). destruct is_top_k as [C _].
    replace (count n (fun i => finite (s i) && kept i)) with k.
    - rewrite Nat.add_comm, Nat.add_sub. apply count_ext. intros. unfold outside. apply andb_comm.
    - rewrite <- C at 1. apply count_ext. intros i Hi. destruct (kept i) eqn:K; [|now rewrite andb_false_r].
      destruct (head_above i Hi K) as (z & -> & _). reflexivity.
  Qed.

  Lemma some : keeps_some n s kept.
  Proof.
    destruct is_top_k as [C _].
    assert (exists i, (i < n)%nat /\ kept i = true) as (i & Hi & K).
    { destruct (over_some n kept (fun _ => 1)) as (i & Hi & K & _); [|eauto].
      rewrite over_const, C. assert (0 < INR k) by (apply lt_0_INR; lia). lra. }
    destruct (head_above i Hi K) as (z & E & _). exists i. rewrite E. auto.
  Qed.

  Local Notation Head := (over n kept (w s)).
  Local Notation Tail := (over n (outside kept) (w s)).
  Local Notation tail_at_most := (over n (outside kept) (fun i => if finite (s i) then exp y else 0)).

  Lemma head_terms i : (i < n)%nat -> kept i = true -> exp x <= w s i.
  Proof. intros Hi K. destruct (head_above i Hi K) as (z & E & L). unfold w. rewrite E. now apply exp_le. Qed.
  Lemma tail_terms i : (i < n)%nat -> outside kept i = true -> w s i <= (if finite (s i) then exp y else 0).
  Proof.
    intros Hi K. unfold outside in K. unfold w. destruct (s i) as [z|] eqn:E; cbn; [|lra].
    apply exp_le. apply (tail_below i); auto. now destruct (kept i).
  Qed.
  Lemma head_at_least : INR k * exp x <= Head.
  Proof. destruct is_top_k as [C _]. rewrite <- C, <- over_const. apply over_le, head_terms. Qed.
  Lemma tail_most : tail_at_most = (INR n_f - INR k) * exp y.
  Proof.
    rewrite <- minus_INR by lia. rewrite <- finite_tail_count, <- over_const. apply sum_ext. intros i _.
    destruct (outside kept i); reflexivity.
  Qed.
  Lemma tail_at_most_ : Tail <= (INR n_f - INR k) * exp y.
  Proof. rewrite <- tail_most. apply over_le, tail_terms. Qed.

  Lemma counts_pos : 0 < INR k /\ 0 < INR n_f - INR k.
  Proof. rewrite <- minus_INR by lia. split; apply lt_0_INR; lia. Qed.

End Row.
