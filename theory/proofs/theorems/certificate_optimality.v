(* certificate-optimality: every function of the same information that bounds the tail mass of all rows is
   at least the bound, as a row with that information attains it: (n_f, k, Delta_k): gap-bound; (n_f, k,
   s_(m_i + 1) - s_(k)): multi-gap-bound; blocks (n_b, [L_b, U_b], side): both sides of blockwise-bounds,
   the upper if L_head > 0; scored keys with (n_j, U_j) of closed cells: tau^ of mc-search for the current
   head *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds layers top_sets examples.
From Tailmass.theorems Require gap_bound multi_gap_bound blockwise_bounds mc_search.
Open Scope R_scope.

Lemma count_below n k : (k <= n)%nat -> count n (fun i => i <? k)%nat = k.
Proof.
  revert k. induction n; intros k H; cbn [count]; [lia|]. destruct (Nat.eq_dec k (S n)) as [->|N].
  - rewrite (count_ext n _ (fun _ => true)); [rewrite count_true; destruct (Nat.ltb_spec n (S n)); lia|].
    intros i Hi. apply Nat.ltb_lt. lia.
  - rewrite IHn by lia. destruct (Nat.ltb_spec n k); lia.
Qed.
Lemma order_statistic_of n s r x : (r <= n)%nat ->
  (forall i z, (i < n)%nat -> s i = Some z -> x < z -> (S i < r)%nat) ->
  (forall i, (i < r)%nat -> exists z, s i = Some z /\ x <= z) -> (1 <= r)%nat -> order_statistic n s r x.
Proof.
  intros R A B P. split.
  - assert (count n (fun i => above x (s i)) <= count n (fun i => i <? r - 1)%nat)%nat;
      [|rewrite count_below in *; lia].
    apply count_le. intros i Hi E. unfold above in E. destruct (s i) as [z|] eqn:S; [|discriminate].
    destruct (Rlt_dec x z) as [L|]; [|discriminate]. apply Nat.ltb_lt. pose proof (A i z Hi S L). lia.
  - rewrite <- (count_below n r) at 1 by assumption. apply count_le. intros i Hi E. apply Nat.ltb_lt in E.
    destruct (B i E) as (z & -> & L). unfold at_least. destruct (Rle_dec x z); [reflexivity|lra].
Qed.

(* A certificate of each kind of information. *)
Definition certifies_by_gap (c : nat -> nat -> R -> R) : Prop := forall n s kept k x y,
  top_k n s kept k -> (1 <= k < n_f n s)%nat -> order_statistic n s k x -> order_statistic n s (k + 1) y ->
  tau n s kept <= c (n_f n s) k (x - y).
Definition by_gap (N k : nat) (delta : R) : R := 1 / (1 + INR k / (INR N - INR k) * exp delta).

(* Checkpoints m and levels g_i = s_(m_i + 1) - s_(k). *)
Definition certifies_by_gaps (c : nat -> nat -> nat -> (nat -> nat) -> (nat -> R) -> R) : Prop :=
  forall n s kept k x q m g, top_k n s kept k -> (1 <= k < n_f n s)%nat -> order_statistic n s k x ->
  m 0%nat = k -> m (S q) = n_f n s -> (forall i, (i <= q)%nat -> (m i < m (S i))%nat) ->
  (forall i, (i <= q)%nat -> order_statistic n s (m i + 1) (x + g i)) -> tau n s kept <= c (n_f n s) k q m g.
Definition by_gaps (N k q : nat) (m : nat -> nat) (g : nat -> R) : R :=
  multi_gap_bound.G 0 q m g / (INR k + multi_gap_bound.G 0 q m g).

(* Weights between the ends l and u that the blocks give, a head of weight > 0. *)
Definition certifies_above (c : nat -> (nat -> bool) -> (nat -> R) -> (nat -> R) -> R) : Prop :=
  forall n s kept l u, keeps_some n s kept -> (forall i, (i < n)%nat -> 0 <= l i <= w s i /\ w s i <= u i) ->
  tau n s kept <= c n kept l u.
Definition certifies_below (c : nat -> (nat -> bool) -> (nat -> R) -> (nat -> R) -> R) : Prop :=
  forall n s kept l u, keeps_some n s kept -> (forall i, (i < n)%nat -> 0 <= l i <= w s i /\ w s i <= u i) ->
  c n kept l u <= tau n s kept.
Definition above_by_blocks (n : nat) (kept : nat -> bool) (l u : nat -> R) : R :=
  over n (outside kept) u / (over n kept l + over n (outside kept) u).
Definition below_by_blocks (n : nat) (kept : nat -> bool) (l u : nat -> R) : R :=
  over n (outside kept) l / (over n kept u + over n (outside kept) l).

(* The scored keys' scores, the bounds of all, the current head. *)
Definition certifies_search (c : nat -> (nat -> score) -> (nat -> score) -> (nat -> bool) -> (nat -> bool) ->
  R) : Prop :=
  forall n s bound opened H, (forall i, (i < n)%nat -> score_le (s i) (bound i)) -> keeps_some n s H ->
  mc_search.top_of n s opened H ->
  forall known, (forall i, (i < n)%nat -> opened i = true -> known i = s i) -> tau n s H <= c n known bound
    opened H.

(* The row with a gap of delta at k and no other. *)
Definition step_row (k : nat) (delta : R) (i : nat) : score := Some (if (i <? k)%nat then delta else 0).
Lemma step_information N k delta : (1 <= k < N)%nat -> 0 <= delta ->
  n_f N (step_row k delta) = N /\ top_k N (step_row k delta) (fun i => (i <? k)%nat) k /\
  order_statistic N (step_row k delta) k delta /\ order_statistic N (step_row k delta) (k + 1) 0.
Proof.
  intros B D. split; [|split; [|split]].
  - unfold n_f. cbn. apply count_true.
  - split; [apply count_below; lia|]. intros i j Hi Hj K L. unfold step_row. rewrite K, L. cbn. lra.
  - apply order_statistic_of; [lia| | |lia].
    + intros i z Hi E L. unfold step_row in E. injection E as <-. destruct (Nat.ltb_spec i k); lra.
    + intros i Hi. unfold step_row. destruct (Nat.ltb_spec i k); [|lia]. exists delta. split;
        [reflexivity|lra].
  - apply order_statistic_of; [lia| | |lia].
    + intros i z Hi E L. unfold step_row in E. injection E as <-. destruct (Nat.ltb_spec i k); [lia|lra].
    + intros i Hi. unfold step_row. eexists. split; [reflexivity|]. destruct (i <? k)%nat; lra.
Qed.
Lemma gap_attained N k delta : (1 <= k < N)%nat -> 0 <= delta ->
  tau N (step_row k delta) (fun i => (i <? k)%nat) = by_gap N k delta.
Proof.
  intros B D. destruct (step_information N k delta B D) as (F & T & X & Y).
  assert (tau N (step_row k delta) (fun i => (i <? k)%nat) =
    1 / (1 + INR k / (INR (n_f N (step_row k delta)) - INR k) * exp (delta - 0))) as A.
  { apply (gap_bound.bound_equal N (step_row k delta) (fun i => (i <? k)%nat) k delta 0 T); auto;
    [rewrite F; lia|].
    split; intros i Hi K; unfold step_row; rewrite K; auto. }
  unfold by_gap. now rewrite F, Rminus_0_r in A.
Qed.

(* The row that is constant on each segment. *)
Definition segment (q : nat) (m : nat -> nat) (j : nat) : nat := count q (fun i => (m (S i) <=? j)%nat).
Definition segment_row (k q : nat) (m : nat -> nat) (g : nat -> R) (j : nat) : score :=
  Some (if (j <? k)%nat then 0 else g (segment q m j)).
Section Segments.
  Variables (N k q : nat) (m : nat -> nat) (g : nat -> R).
  Hypothesis starts : m 0%nat = k.
  Hypothesis ends : m (S q) = N.
  Hypothesis rises : forall i, (i <= q)%nat -> (m i < m (S i))%nat.
  Hypothesis falls : falling g q.
  Hypothesis below : g 0%nat <= 0.
  Hypothesis positive : (1 <= k)%nat.
  Lemma m_le i j : (i <= j <= S q)%nat -> (m i <= m j)%nat.
  Proof.
    intros [A B]. revert B. induction A as [|l A IH]; intros B; [lia|]. specialize (IH ltac:(lia)).
    pose proof (rises l ltac:(lia)). lia.
  Qed.
  Lemma segment_at_most j : (segment q m j <= q)%nat.
  Proof. apply count_most. Qed.
  (* Key j is in segment i or a later one exactly if j >= m_i. *)
  Lemma segment_from i j : (i <= q)%nat -> (m i <= j)%nat -> (i <= segment q m j)%nat.
  Proof.
    intros Hi L. unfold segment. rewrite <- (count_below q i) at 1 by assumption. apply count_le.
    intros a Ha E. apply Nat.ltb_lt in E. apply Nat.leb_le. pose proof (m_le (S a) i ltac:(lia)). lia.
  Qed.
  Lemma segment_before i j : (i <= q)%nat -> (j < m (S i))%nat -> (segment q m j <= i)%nat.
  Proof.
    intros Hi L. unfold segment.
    apply Nat.le_trans with (count q (fun a => a <? i)%nat); [|rewrite count_below by assumption; lia].
      apply count_le.
    intros a Ha E. apply Nat.leb_le in E. apply Nat.ltb_lt. destruct (Nat.lt_ge_cases a i) as [|G];
      [assumption|exfalso].
    pose proof (m_le (S i) (S a) ltac:(lia)). lia.
  Qed.
  Lemma level_below_0 i : (i <= q)%nat -> g i <= 0.
  Proof. intros H. pose proof (falling_le g q 0 i falls ltac:(lia)). lra. Qed.
  Lemma k_below_N : (k < N)%nat.
  Proof. pose proof (rises 0 ltac:(lia)). pose proof (m_le 1 (S q) ltac:(lia)). lia. Qed.
  Local Notation s := (segment_row k q m g).
  Local Notation head := (fun i => (i <? k)%nat).
  Lemma row_value j : exists z, s j = Some z /\ z <= 0.
  Proof.
    eexists. split; [reflexivity|]. destruct (j <? k)%nat; [lra|]. apply level_below_0, segment_at_most.
  Qed.
  Lemma row_count : n_f N s = N.
  Proof. unfold n_f. cbn. apply count_true. Qed.
  Lemma row_top : top_k N s head k.
  Proof.
    pose proof k_below_N. split; [apply count_below; lia|]. intros i j Hi Hj K L. unfold segment_row.
      rewrite K, L. cbn.
    apply level_below_0, segment_at_most.
  Qed.
  Lemma row_first : order_statistic N s k 0.
  Proof.
    pose proof k_below_N. apply order_statistic_of; [lia| | |assumption].
    - intros i z Hi E L. destruct (row_value i) as (v & F & V). rewrite E in F. injection F as <-. lra.
    - intros i Hi. unfold segment_row. destruct (Nat.ltb_spec i k); [|lia]. exists 0. split;
        [reflexivity|lra].
  Qed.
  Lemma row_reaches i r : (i <= q)%nat -> (m i < r <= m (S i))%nat -> order_statistic N s r (g i).
  Proof.
    intros Hi R. pose proof (m_le (S i) (S q) ltac:(lia)). apply order_statistic_of; [lia| | |lia].
    - intros j z Hj E L. destruct (Nat.lt_ge_cases j (m i)) as [|G]; [lia|exfalso].
      pose proof (m_le 0 i ltac:(lia)). unfold segment_row in E. injection E as <-.
      destruct (Nat.ltb_spec j k); [lia|]. pose proof (segment_from i j Hi G). pose proof (segment_at_most j).
      pose proof (falling_le g q i (segment q m j) falls ltac:(lia)). lra.
    - intros j Hj. eexists. split; [reflexivity|]. destruct (Nat.ltb_spec j k); [now apply level_below_0|].
      pose proof (segment_before i j Hi ltac:(lia)). apply (falling_le g q); [exact falls|lia].
  Qed.
  Lemma gaps_attained : tau N s head = by_gaps N k q m g.
  Proof.
    pose proof k_below_N as KN. unfold by_gaps.
    apply (multi_gap_bound.bound_equal N s head k 0 row_top ltac:(rewrite row_count;
      lia) row_first q m g starts
             ltac:(rewrite row_count; exact ends) rises).
    - intros i Hi. apply (row_reaches i); [assumption|]. pose proof (rises i Hi). lia.
    - split; [|intros i Hi; apply (row_reaches i); [assumption|pose proof (rises i Hi); lia]].
      intros i Hi K. unfold segment_row. now rewrite K.
  Qed.
End Segments.

(* A row of given weights. *)
Definition row_of_weights (v : nat -> R) (i : nat) : score := if Req_EM_T (v i) 0 then None else Some (ln (v
  i)).
Lemma weights_are v i : 0 <= v i -> w (row_of_weights v) i = v i.
Proof.
  intros P. unfold w, row_of_weights. destruct (Req_EM_T (v i) 0) as [->|N]; cbn; [reflexivity|apply exp_ln;
    lra].
Qed.
Section Ends.
  Variables (n : nat) (kept : nat -> bool) (l u : nat -> R).
  Hypothesis ordered : forall i, (i < n)%nat -> 0 <= l i <= u i.
  Definition extreme (head tail : nat -> R) (i : nat) : R := if kept i then head i else tail i.
  Lemma extreme_tau head tail : (forall i, (i < n)%nat -> 0 <= head i) -> (forall i, (i < n)%nat -> 0 <= tail
    i) ->
    0 < over n kept head ->
    keeps_some n (row_of_weights (extreme head tail)) kept /\
    tau n (row_of_weights (extreme head tail)) kept =
      over n (outside kept) tail / (over n kept head + over n (outside kept) tail).
  Proof.
    intros Hh Ht P.
    assert (forall i, (i < n)%nat -> w (row_of_weights (extreme head tail)) i = extreme head tail i) as W.
    { intros i Hi. apply weights_are. unfold extreme. destruct (kept i); auto. }
    split.
    - destruct (over_some n kept head) as (i & Hi & K & N); [lra|]. exists i. split; [assumption|]. split;
        [assumption|].
      unfold row_of_weights, extreme. rewrite K. now destruct (Req_EM_T (head i) 0).
    - rewrite tau_odds. assert (over n kept (w (row_of_weights (extreme head tail))) = over n kept head) as
        ->.
      { apply over_ext. intros i Hi K. rewrite W by assumption. unfold extreme. now rewrite K. }
      assert (over n (outside kept) (w (row_of_weights (extreme head tail))) = over n (outside kept) tail) as
        ->.
      { apply over_ext. intros i Hi O. rewrite W by assumption. unfold extreme, outside in *.
        now destruct (kept i). }
      reflexivity.
  Qed.
  Lemma extreme_within head tail i : (i < n)%nat -> (head i = l i \/ head i = u i) -> (tail i = l i \/ tail i
    = u i) ->
    0 <= l i <= w (row_of_weights (extreme head tail)) i /\ w (row_of_weights (extreme head tail)) i <= u i.
  Proof.
    intros Hi A B. pose proof (ordered i Hi). rewrite weights_are; unfold extreme; destruct (kept i); lra.
  Qed.
End Ends.

(* tau^ rests on no score that is not known. *)
Lemma tau_hat_of_opened n s s' bound opened H : (forall i, (i < n)%nat -> opened i = true -> s i = s' i) ->
  mc_search.tau_hat n s bound opened H = mc_search.tau_hat n s' bound opened H.
Proof.
  intros E. unfold mc_search.tau_hat. f_equal; f_equal; apply over_ext; intros i Hi X; unfold w; rewrite E; auto.
  now apply andb_prop in X.
Qed.

Theorem certificate_optimality :
  (certifies_by_gap by_gap /\
   forall c, certifies_by_gap c -> forall N k delta, (1 <= k < N)%nat -> 0 <= delta -> by_gap N k delta <= c
     N k delta) /\
  (certifies_by_gaps by_gaps /\
   forall c, certifies_by_gaps c -> forall N k q m g, (1 <= k)%nat -> m 0%nat = k -> m (S q) = N ->
     (forall i, (i <= q)%nat -> (m i < m (S i))%nat) -> falling g q -> g 0%nat <= 0 ->
     by_gaps N k q m g <= c N k q m g) /\
  (certifies_above above_by_blocks /\
   forall c, certifies_above c -> forall n kept l u, (forall i, (i < n)%nat -> 0 <= l i <= u i) -> 0 < over n
     kept l ->
     above_by_blocks n kept l u <= c n kept l u) /\
  (certifies_below below_by_blocks /\
   forall c, certifies_below c -> forall n kept l u, (forall i, (i < n)%nat -> 0 <= l i <= u i) -> 0 < over n
     kept u ->
     c n kept l u <= below_by_blocks n kept l u) /\
  (certifies_search mc_search.tau_hat /\
   forall c, certifies_search c -> forall n s bound opened H, (forall i, (i < n)%nat -> score_le (s i) (bound
     i)) ->
     keeps_some n s H -> mc_search.top_of n s opened H ->
     mc_search.tau_hat n s bound opened H <= c n s bound opened H).
Proof.
  split; [|split; [|split; [|split]]].
  - split.
    + intros n s kept k x y T B X Y. now apply (gap_bound.bound_holds n s kept k x y).
    + intros c C N k delta B D. destruct (step_information N k delta B D) as (F & T & X & Y).
      rewrite <- (gap_attained N k delta B D). pose proof (C N _ _ k delta 0 T ltac:(rewrite F;
        lia) X Y) as L.
      now rewrite F, Rminus_0_r in L.
  - split.
    + intros n s kept k x q m g T B X M0 M1 R L.
      pose proof (multi_gap_bound.bound_holds n s kept k x T B X q m (fun i => x + g i) M0 M1 R L) as A.
      unfold by_gaps. replace (multi_gap_bound.G 0 q m g) with (multi_gap_bound.G x q m (fun i => x + g i));
        [exact A|].
      apply sum_ext. intros i _. do 2 f_equal. lra.
    + intros c C N k q m g P M0 M1 R F G0. rewrite <- (gaps_attained N k q m g M0 M1 R F G0 P).
      pose proof (k_below_N N k q m M0 M1 R P) as KN. pose proof (row_count N k q m g) as RC.
      pose proof (C N _ _ k 0 q m g (row_top N k q m g M0 M1 R F G0 P) ltac:(rewrite RC; lia)
                    (row_first N k q m g M0 M1 R F G0 P) M0 ltac:(now rewrite RC) R) as L.
      rewrite RC in L. apply L. intros i Hi. rewrite Rplus_0_l.
      apply (row_reaches N k q m g M0 M1 R F G0 P i); [assumption|]. pose proof (R i Hi). lia.
  - split.
    + intros n s kept l u K B. now apply (blockwise_bounds.ends_hold n s kept K l u).
    + intros c C n kept l u O P. destruct (extreme_tau n kept l u) as [K E]; auto; try (intros i Hi;
        specialize (O i Hi); lra).
      unfold above_by_blocks. rewrite <- E. apply C; [exact K|]. intros i Hi.
        apply (extreme_within n kept l u O); auto.
  - split.
    + intros n s kept l u K B. now apply (blockwise_bounds.ends_hold n s kept K l u).
    + intros c C n kept l u O P. destruct (extreme_tau n kept u l) as [K E]; auto; try (intros i Hi;
        specialize (O i Hi); lra).
      unfold below_by_blocks. rewrite <- E. apply C; [exact K|]. intros i Hi.
        apply (extreme_within n kept l u O); auto.
  - split.
    { intros n s bound opened H B K T known S. rewrite (tau_hat_of_opened n known s bound opened H S).
      now apply mc_search.sound. }
    (* the row whose closed keys are at their bounds *)
    intros c C n s bound opened H B K T. set (s' := fun i => if opened i then s i else bound i).
    assert (forall i, (i < n)%nat -> H i = true -> s' i = s i) as SH.
    { intros i Hi X. unfold s'. now rewrite (proj1 T i Hi X). }
    assert (forall i, (i < n)%nat -> opened i = true -> s' i = s i) as SO.
    { intros i Hi X. unfold s'. now rewrite X. }
    assert (keeps_some n s' H) as K'.
    { destruct K as (i & Hi & X & F). exists i. now rewrite SH. }
    assert (mc_search.top_of n s' opened H) as T'.
    { split; [exact (proj1 T)|]. intros i j Hi Hj X Y O. rewrite (SH i Hi X), (SO j Hj O).
      now apply (proj2 T). }
    assert (forall i, (i < n)%nat -> score_le (s' i) (bound i)) as B'.
    { intros i Hi. unfold s'. destruct (opened i); [now apply B|apply score_le_refl]. }
    assert (mc_search.tau_hat n s bound opened H = tau n s' H) as ->.
    { rewrite <- (tau_hat_of_opened n s' s bound opened H SO). symmetry. apply mc_search.attained; auto. intros i Hi N. unfold s'. now rewrite N. }
    apply (C n s' bound opened H B' K' T'). intros i Hi X. symmetry. now apply SO.
Qed.

Example witness : (1 <= 2 < 5)%nat /\ 0 <= 3 / 2 /\ tau 5 (step_row 2 (3 / 2)) (fun i => (i <? 2)%nat) =
  by_gap 5 2 (3 / 2).
Proof. split; [lia|]. split; [lra|]. apply gap_attained; [lia|lra]. Qed.

(* 0.99 of gap-bound is no certificate. *)
Example mutant_tightened : ~ certifies_by_gap (fun N k delta => 99 / 100 * by_gap N k delta).
Proof.
  intros C. pose proof (proj2 (proj1 certificate_optimality) _ C 2%nat 1%nat 0 ltac:(lia) ltac:(lra)) as L.
  unfold by_gap in L. rewrite exp_0 in L. cbn [INR] in L.
  replace (1 / (1 + 1 / (1 + 1 - 1) * 1)) with (1 / 2) in L by field. lra.
Qed.
