(* multi-gap-bound: checkpoints k = m_0 < m_1 < ... < m_r = n_f, G = sum (m_{i+1} - m_i) e^{s_(m_i + 1) -
   s_(k)}: tau_k <= G/(k + G). The bound that knows only the first m gaps has m_i = k + i for i < m, then
   m_r = n_f; it is nonincreasing in m, and m = 1 is gap-bound *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds layers examples.
Open Scope R_scope.

(* s_(a) >= s_(b) for a <= b. *)
Lemma order_antitone n s a b u v : order_statistic n s a u -> order_statistic n s b v -> (a <= b)%nat -> v <=
  u.
Proof.
  intros [A _] [_ B] L. destruct (Rle_dec v u) as [|N]; [assumption|exfalso].
  assert (count n (fun i => at_least v (s i)) <= count n (fun i => above u (s i)))%nat; [|lia].
  apply count_le. intros i _ H. unfold at_least, above in *. destruct (s i) as [z|]; [|discriminate].
  destruct (Rle_dec v z); [|discriminate]. destruct (Rlt_dec u z); [reflexivity|lra].
Qed.

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
  Local Notation tail := (outside kept).
  Local Notation open := (fun i => (outside kept i && finite (s i))%bool).

  (* Checkpoints k = m_0 < m_1 < ... < m_{q+1} = n_f; y_i = s_(m_i + 1). *)
  Variables (q : nat) (m : nat -> nat) (y : nat -> R).
  Hypothesis starts : m 0%nat = k.
  Hypothesis ends : m (S q) = n_f.
  Hypothesis rises : forall i, (i <= q)%nat -> (m i < m (S i))%nat.
  Hypothesis level : forall i, (i <= q)%nat -> order_statistic n s (m i + 1) (y i).
  Definition G : R := sum (S q) (fun i => (INR (m (S i)) - INR (m i)) * exp (y i - x)).

  Lemma rises_le i j : (i <= j <= S q)%nat -> (m i <= m j)%nat.
  Proof.
    intros [A B]. revert B. induction A; intros B; [lia|]. specialize (IHA ltac:(lia)).
      specialize (rises m0 ltac:(lia)). lia.
  Qed.
  Lemma levels_fall : falling y q.
  Proof.
    intros i Hi. apply (order_antitone n s (m i + 1) (m (S i) + 1)); [apply level; lia|apply level; lia|].
    specialize (rises i ltac:(lia)). lia.
  Qed.
  Lemma first_level : order_statistic n s (k + 1) (y 0%nat).
  Proof. rewrite <- starts. apply level. lia. Qed.
  Lemma below_x i : (i <= q)%nat -> y i <= x.
  Proof.
    intros Hi. apply (order_antitone n s k (m i + 1) x (y i) s_k (level i Hi)).
    pose proof (rises_le 0 i ltac:(lia)). lia.
  Qed.

  Lemma open_weight : over n open (w s) = over n tail (w s).
  Proof.
    apply sum_ext. intros i _. destruct (tail i); cbn [andb]; [|reflexivity].
    unfold w. destruct (s i); reflexivity.
  Qed.
  Lemma open_count : count n open = (n_f - k)%nat.
  Proof. exact (finite_tail_count n s kept k x is_top_k bounds s_k). Qed.
  (* Keys of finite score in two parts. *)
  Lemma parts (g : nat -> bool) : (forall i, (i < n)%nat -> g i = true -> finite (s i) = true) ->
    count n g = (count n (fun i => kept i && g i) + count n (fun i => open i && g i))%nat.
  Proof.
    intros H. rewrite (count_split n g kept). f_equal; apply count_ext; intros i Hi; [apply andb_comm|].
    unfold outside. specialize (H i Hi). destruct (g i); [rewrite H by reflexivity|]; destruct (kept i);
      cbn; auto.
    now destruct (finite (s i)).
  Qed.
  Lemma above_finite t i : above t (s i) = true -> finite (s i) = true.
  Proof. destruct (s i); [reflexivity|discriminate]. Qed.
  Lemma at_least_finite t i : at_least t (s i) = true -> finite (s i) = true.
  Proof. destruct (s i); [reflexivity|discriminate]. Qed.
  Lemma kept_count g : (count n (fun i => kept i && g i) <= k)%nat.
  Proof.
    destruct is_top_k as [C _]. rewrite <- C at 1. apply count_le. intros i _ H. now destruct (kept i).
  Qed.
  Lemma kept_all g : (forall i, (i < n)%nat -> kept i = true -> g i = true) -> count n (fun i => kept i && g
    i) = k.
  Proof.
    intros H. destruct is_top_k as [C _]. rewrite <- C at 1. apply count_ext. intros i Hi.
    destruct (kept i) eqn:K; [now rewrite H|reflexivity].
  Qed.
  (* Above a level that a tail key exceeds lie all head keys too. *)
  Lemma open_above t : count n (fun i => open i && above t (s i)) <> 0%nat ->
    count n (fun i => above t (s i)) = (k + count n (fun i => open i && above t (s i)))%nat.
  Proof.
    intros N. rewrite (parts (fun i => above t (s i))) by (intros i _; apply above_finite). f_equal.
      apply kept_all.
    destruct (over_some n (fun i => open i && above t (s i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, Rmult_1_r. now apply not_0_INR. }
    apply andb_prop in E as [E A]. apply andb_prop in E as [O _].
    intros i Hi K. destruct is_top_k as [_ L]. unfold outside in O.
    specialize (L i j Hi Hj K ltac:(now destruct (kept j))).
    unfold above in *. destruct (s j) as [z|]; [|discriminate]. destruct (s i) as [u|]; cbn in L; [|easy].
    destruct (Rlt_dec t z); [|discriminate]. destruct (Rlt_dec t u); [reflexivity|lra].
  Qed.

  Local Notation gaps := (fun i => (m i - k)%nat).
  Lemma gaps_total : count n open = gaps (S q).
  Proof. cbv beta. rewrite open_count, ends. reflexivity. Qed.
  Lemma gaps_start : gaps 0%nat = 0%nat.
  Proof. cbv beta. rewrite starts. lia. Qed.
  Lemma open_finite i : (i < n)%nat -> open i = true -> finite (s i) = true.
  Proof. intros _ H. now apply andb_prop in H as [_ H]. Qed.
  Lemma open_top i z : (i < n)%nat -> open i = true -> s i = Some z -> z <= y 0%nat.
  Proof.
    intros Hi H E. apply andb_prop in H as [O _]. unfold outside in O.
    apply (tail_below n s kept k (y 0%nat) is_top_k bounds first_level i); auto. now destruct (kept i).
  Qed.
  Lemma open_few i : (i < q)%nat -> (count n (fun j => open j && above (y (S i)) (s j)) <= gaps (S i))%nat.
  Proof.
    intros Hi. destruct (Nat.eq_dec (count n (fun j => open j && above (y (S i)) (s j))) 0) as [->|N]; [lia|].
    pose proof (open_above _ N) as E. destruct (level (S i) ltac:(lia)) as [A _]. lia.
  Qed.
  Local Notation layers := (layered y q gaps).
  Lemma layers_are : layers = sum (S q) (fun i => (INR (m (S i)) - INR (m i)) * exp (y i)).
  Proof.
    apply sum_ext. intros i Hi. f_equal. pose proof (rises_le 0 i ltac:(lia)).
      pose proof (rises_le 0 (S i) ltac:(lia)).
    rewrite !minus_INR by lia. lra.
  Qed.
  Lemma G_is : layers = exp x * G.
  Proof.
    rewrite layers_are. unfold G. rewrite <- sum_scal. apply sum_ext. intros i _.
    replace (exp (y i)) with (exp x * exp (y i - x)); [ring|]. rewrite <- exp_plus. f_equal. ring.
  Qed.
  Lemma G_pos : 0 < G.
  Proof.
    unfold G. cbn [sum]. apply Rplus_le_lt_0_compat.
    - apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [|left; apply exp_pos].
      specialize (rises i ltac:(lia)). apply lt_INR in rises. lra.
    - apply Rmult_lt_0_compat; [|apply exp_pos]. specialize (rises q ltac:(lia)). apply lt_INR in rises. lra.
  Qed.
  Lemma tail_most_layers : over n tail (w s) <= layers.
  Proof.
    rewrite <- open_weight. exact (weight_most y n s q open gaps levels_fall open_finite gaps_total
      gaps_start open_top open_few).
  Qed.
  Lemma quotient_is A : 0 < exp x * A -> exp x * G / (exp x * A + exp x * G) = G / (A + G).
  Proof. intros P. pose proof G_pos. pose proof (exp_pos x). assert (0 < A) by nra. field. nra. Qed.

  Lemma bound_holds : tau <= G / (INR k + G).
  Proof.
    pose proof (counts_pos n s k bounds) as [P _]. pose proof (exp_pos x) as E.
    rewrite <- quotient_is, <- G_is by now apply Rmult_lt_0_compat. apply tau_at_most.
    - now apply Rmult_lt_0_compat.
    - rewrite Rmult_comm. exact (head_at_least n s kept k x is_top_k bounds s_k).
    - exact tail_most_layers.
  Qed.

  (* s_(m_i + 1) = s_(m_{i+1}): the segment is constant. *)
  Definition segments_constant : Prop := forall i, (i <= q)%nat -> order_statistic n s (m (S i)) (y i).
  Lemma segments_of_equal : over n tail (w s) = layers -> segments_constant.
  Proof.
    intros E. rewrite <- open_weight in E.
    destruct (weight_is_most y n s q open gaps levels_fall open_finite gaps_total gaps_start open_top
      open_few E) as [A B].
    assert (forall i, (i <= q)%nat -> forall j z, (j < n)%nat -> open j = true -> s j = Some z ->
              exp (y i) <= up y q (s j) -> y i <= z) as reach.
    { intros i Hi j z Hj O S U. rewrite <- (A j Hj O) in U. unfold w in U. rewrite S in U. cbn in U.
      destruct (Rle_dec (y i) z) as [|N]; [assumption|]. pose proof (exp_increasing z (y i)). lra. }
    assert (forall i, (i <= q)%nat -> forall j, (j < n)%nat -> kept j = true -> at_least (y i) (s j) = true)
      as head.
    { intros i Hi j Hj K. destruct (head_above n s kept k x is_top_k bounds s_k j Hj K) as (z & -> & L).
      pose proof (below_x i Hi). unfold at_least. destruct (Rle_dec (y i) z); [reflexivity|lra]. }
    assert (forall d i, (i + d = q)%nat -> (m (S i) <= count n (fun j => at_least (y i) (s j)))%nat) as C.
    { induction d; intros i D.
      - assert (i = q) as -> by lia. rewrite ends. unfold rows.n_f. apply count_le. intros j Hj Fj.
        destruct (kept j) eqn:K; [now apply (head q)|]. destruct (s j) as [z|] eqn:S; [|discriminate].
        unfold at_least. destruct (Rle_dec (y q) z) as [|N]; [reflexivity|exfalso; apply N].
        apply (reach q ltac:(lia) j z Hj); [unfold outside; now rewrite K, S|assumption|]. rewrite S.
        unfold up. enough (0 <= sum q (fun i => (exp (y i) - exp (y (Datatypes.S i))) * indicator (above (y
          (Datatypes.S i)) (Some z)))) by lra.
        apply sum_nonneg. intros a Ha. apply Rmult_le_pos; [now apply (step_pos y q levels_fall)|].
        unfold indicator. destruct (above (y (Datatypes.S a)) (Some z)); lra.
      - specialize (IHd (S i) ltac:(lia)). pose proof (levels_fall i ltac:(lia)) as L.
        destruct (Req_dec (y (S i)) (y i)) as [Y|Y].
        + rewrite <- Y. pose proof (rises (S i) ltac:(lia)). lia.
        + specialize (B i ltac:(lia) ltac:(lra)).
          rewrite (parts (fun j => at_least (y i) (s j))) by (intros j _; apply at_least_finite).
          rewrite kept_all by (apply head; lia).
          assert (count n (fun j => open j && above (y (S i)) (s j)) <= count n (fun j => open j && at_least
            (y i) (s j)))%nat.
          { apply count_le. intros j Hj H. apply andb_prop in H as [O H]. rewrite O. cbn [andb].
            unfold above in H. destruct (s j) as [z|] eqn:S; [|discriminate].
              destruct (Rlt_dec (y (Datatypes.S i)) z) as [Q|]; [|discriminate].
            unfold at_least. destruct (Rle_dec (y i) z) as [|N]; [reflexivity|exfalso; apply N].
            apply (reach i ltac:(lia) j z Hj ltac:(cbv beta; rewrite S; exact O) S). rewrite S.
              now apply up_reaches; [apply levels_fall|lia|]. }
          pose proof (rises_le 0 (S i) ltac:(lia)). lia. }
    intros i Hi. split; [|now apply (C (q - i)%nat); lia].
    destruct (level i Hi) as [L _]. specialize (rises i Hi). lia.
  Qed.
  Lemma equal_of_segments : segments_constant -> over n tail (w s) = layers.
  Proof.
    intros H. apply Rle_antisym; [exact tail_most_layers|]. rewrite <- open_weight.
    apply (weight_least y n s q open gaps levels_fall open_finite gaps_total gaps_start).
    - intros i z Hi O S. destruct (H q ltac:(lia)) as [_ L]. rewrite ends in L.
      destruct (Rle_dec (y q) z) as [|N]; [assumption|exfalso].
      assert (count n (fun j => at_least (y q) (s j)) < n_f)%nat; [|lia].
      apply (count_lt n _ _ i); auto.
      + rewrite S. unfold at_least. destruct (Rle_dec (y q) z); [lra|reflexivity].
      + now rewrite S.
      + intros j _. apply at_least_finite.
    - intros i Hi. destruct (H i ltac:(lia)) as [_ L].
      rewrite (parts (fun j => at_least (y i) (s j))) in L by (intros j _; apply at_least_finite).
      pose proof (kept_count (fun j => at_least (y i) (s j))). lia.
  Qed.

  Lemma bound_equal : tau = G / (INR k + G) <->
    (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\ segments_constant.
  Proof.
    pose proof (counts_pos n s k bounds) as [P _]. pose proof (exp_pos x) as E. pose proof G_pos as GP.
    rewrite <- quotient_is, <- G_is by now apply Rmult_lt_0_compat. rewrite tau_is_most.
    - destruct is_top_k as [C _]. split.
      + intros [EH ET]. split; [|now apply segments_of_equal]. intros i Hi K.
        rewrite Rmult_comm, <- C, <- over_const in EH. symmetry in EH.
        pose proof (over_equal _ _ _ _ (head_terms n s kept k x is_top_k bounds s_k) EH i Hi K) as Q.
          cbn in Q.
        destruct (head_above n s kept k x is_top_k bounds s_k i Hi K) as (z & S & _). unfold w in Q.
        rewrite S in *. cbn in Q. apply exp_inv in Q. now subst.
      + intros [EH ET]. split; [|now apply equal_of_segments].
        rewrite Rmult_comm, <- C, <- over_const. apply over_ext. intros i Hi K. unfold w. now rewrite EH.
    - now apply Rmult_lt_0_compat.
    - rewrite G_is. now apply Rmult_lt_0_compat.
    - rewrite Rmult_comm. exact (head_at_least n s kept k x is_top_k bounds s_k).
    - exact tail_most_layers.
  Qed.
End Row.

(* Only the first q + 1 gaps known: m_i = k + i, and the last segment holds the other n_f - k - q keys. *)
Definition first_gaps (n : nat) (s : nat -> score) (k : nat) (x : R) (y : nat -> R) (q : nat) : R :=
  sum q (fun i => exp (y i - x)) + (INR (n_f n s) - INR k - INR q) * exp (y q - x).

Lemma first_gaps_are n s k x y q : first_gaps n s k x y q =
  G x q (fun i => if (i <=? q)%nat then (k + i)%nat else n_f n s) y.
Proof.
  unfold G, first_gaps. cbn [sum]. f_equal.
  - apply sum_ext. intros i Hi. destruct (Nat.leb_spec (S i) q); [|lia]. destruct (Nat.leb_spec i q); [|lia].
    rewrite !plus_INR, S_INR. lra.
  - destruct (Nat.leb_spec (S q) q); [lia|]. destruct (Nat.leb_spec q q); [|lia]. rewrite plus_INR. lra.
Qed.

(* Equality exactly when the head is constant and every segment is constant. *)
Theorem multi_gap_bound n s kept k x : top_k n s kept k -> (1 <= k < n_f n s)%nat -> order_statistic n s k x
  ->
  (forall q m y, m 0%nat = k -> m (S q) = n_f n s -> (forall i, (i <= q)%nat -> (m i < m (S i))%nat) ->
     (forall i, (i <= q)%nat -> order_statistic n s (m i + 1) (y i)) ->
     tau n s kept <= G x q m y / (INR k + G x q m y) /\
     (tau n s kept = G x q m y / (INR k + G x q m y) <->
      (forall i, (i < n)%nat -> kept i = true -> s i = Some x) /\ segments_constant n s q m y)) /\
  (forall q y, (k + q < n_f n s)%nat -> (forall i, (i <= q)%nat -> order_statistic n s (k + i + 1) (y i)) ->
     tau n s kept <= first_gaps n s k x y q / (INR k + first_gaps n s k x y q) /\
     (forall r, (r < q)%nat -> first_gaps n s k x y (S r) <= first_gaps n s k x y r) /\
     first_gaps n s k x y 0 / (INR k + first_gaps n s k x y 0) =
       1 / (1 + INR k / (INR (n_f n s) - INR k) * exp (x - y 0%nat))).
Proof.
  intros T B X. split.
  - intros q m y M0 M1 R L. split; [now apply (bound_holds n s kept k x)|now apply (bound_equal n s kept k
      x)].
  - intros q y Q L. split; [|split].
    + rewrite first_gaps_are. apply (bound_holds n s kept k x); auto.
      * destruct (Nat.leb_spec 0 q); lia.
      * destruct (Nat.leb_spec (S q) q); lia.
      * intros i Hi. destruct (Nat.leb_spec i q); [|lia]. destruct (Nat.leb_spec (S i) q); lia.
      * intros i Hi. destruct (Nat.leb_spec i q); [|lia]. now apply L.
    + intros r Hr. unfold first_gaps. cbn [sum]. rewrite S_INR.
      assert (exp (y (S r) - x) <= exp (y r - x)) as E.
      { apply exp_le. pose proof (order_antitone n s (k + r + 1) (k + S r + 1) (y r) (y (S r)) (L r
        ltac:(lia)) (L (S r) ltac:(lia)) ltac:(lia)). lra. }
      assert (0 <= INR (n_f n s) - INR k - INR r - 1) as N.
      { assert (k + r + 1 <= n_f n s)%nat as H by lia. apply le_INR in H. rewrite !plus_INR in H.
        cbn [INR] in H. lra. }
      apply (Rmult_le_compat_l _ _ _ N) in E. lra.
    + unfold first_gaps. cbn [sum INR]. pose proof (counts_pos n s k B) as [P C].
      replace (exp (y 0%nat - x)) with (/ exp (x - y 0%nat)) by (rewrite <- exp_Ropp; f_equal; ring).
      pose proof (exp_pos (x - y 0%nat)) as E. rewrite Rplus_0_l, Rminus_0_r.
      assert (0 < INR k * exp (x - y 0%nat)) by now apply Rmult_lt_0_compat. field. lra.
Qed.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\ order_statistic 2 flat 1 0 /\
  order_statistic 2 flat (1 + 0 + 1) 0 /\
  tau 2 flat (first 1) = first_gaps 2 flat 1 0 (fun _ => 0) 0 / (INR 1 + first_gaps 2 flat 1 0 (fun _ => 0)
    0).
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|]. split; [apply flat_score; lia|].
  split; [apply flat_score; lia|]. rewrite flat_tau. unfold first_gaps. rewrite flat_count. cbn [sum INR].
  rewrite Rminus_eq_0, exp_0. field.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ tau 2 flat (first 1) <=
  99 / 100 * (first_gaps 2 flat 1 0 (fun _ => 0) 0 / (INR 1 + first_gaps 2 flat 1 0 (fun _ => 0) 0)).
Proof. destruct witness as (_ & _ & _ & _ & <-). rewrite flat_tau. lra. Qed.
