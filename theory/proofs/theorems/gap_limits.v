(* gap-limits: a row with the same n_f, k, s_(m_i + 1) - s_(k) and s_(c_j) - s_(k) attains
   multi-gap-two-sided, so
   that no certificate from these is less. From below (n_f, k, Delta_k) gives nothing for k >= 2:
   raising s_(1) by t leaves it and makes tau at most (n_f - k) e^{-Delta_k - t}; for k = 1 it gives
   tau >= 1/(1 + e^Delta) *)
(* Attained for levels of every kind: u_j = s_(c_{j+1}) - s_(k) on the head, g_i = s_(m_i + 1) - s_(k) on the
   tail,
   N = n_f. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import certificate_optimality.
From Tailmass.theorems Require multi_gap_bound multi_gap_two_sided.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds layers top_sets examples.
Open Scope R_scope.

(* Segments between checkpoints m_0 < ... < m_{q+1} that start anywhere. *)
Section Rising.
  Variables (q : nat) (m : nat -> nat).
  Hypothesis rises : forall i, (i <= q)%nat -> (m i < m (S i))%nat.
  Lemma rising_le i j : (i <= j <= S q)%nat -> (m i <= m j)%nat.
  Proof.
    intros [A B]. revert B. induction A as [|l A IH]; intros B; [lia|]. specialize (IH ltac:(lia)).
    pose proof (rises l ltac:(lia)). lia.
  Qed.
  Lemma from i j : (i <= q)%nat -> (m i <= j)%nat -> (i <= segment q m j)%nat.
  Proof.
    intros Hi L. unfold segment. rewrite <- (count_below q i) at 1 by assumption. apply count_le.
    intros a Ha E. apply Nat.ltb_lt in E. apply Nat.leb_le. pose proof (rising_le (S a) i ltac:(lia)). lia.
  Qed.
  Lemma before i j : (i <= q)%nat -> (j < m (S i))%nat -> (segment q m j <= i)%nat.
  Proof.
    intros Hi L. unfold segment.
    apply Nat.le_trans with (count q (fun a => a <? i)%nat); [|rewrite count_below by assumption; lia].
    apply count_le. intros a Ha E. apply Nat.leb_le in E. apply Nat.ltb_lt.
    destruct (Nat.lt_ge_cases a i) as [|G]; [assumption|exfalso]. pose proof (rising_le (S i) (S a)
      ltac:(lia)). lia.
  Qed.
End Rising.

(* The row of N finite scores that is constant on every segment of head and tail. *)
Definition extremal (k t : nat) (c : nat -> nat) (u : nat -> R) (q : nat) (m : nat -> nat) (g : nat -> R) (j
  : nat) :
  score := Some (if (j <? k)%nat then u (segment t c j) else g (segment q m j)).

Section Extremal.
  Variables (N k q t : nat) (m c : nat -> nat) (g u : nat -> R).
  Hypothesis starts : m 0%nat = k.
  Hypothesis ends : m (S q) = N.
  Hypothesis rises : forall i, (i <= q)%nat -> (m i < m (S i))%nat.
  Hypothesis falls : falling g q.
  Hypothesis below : g 0%nat <= 0.
  Hypothesis c_starts : c 0%nat = 0%nat.
  Hypothesis c_ends : c (S t) = k.
  Hypothesis c_rises : forall j, (j <= t)%nat -> (c j < c (S j))%nat.
  Hypothesis c_falls : falling u t.
  Hypothesis u_last : u t = 0.
  Local Notation s := (extremal k t c u q m g).
  Local Notation head := (fun i => (i <? k)%nat).

  Lemma k_below : (1 <= k < N)%nat.
  Proof.
    pose proof (rises 0%nat ltac:(lia)). pose proof (rising_le q m rises 1 (S q) ltac:(lia)).
    pose proof (c_rises t ltac:(lia)). lia.
  Qed.
  Lemma u_above j : (j <= t)%nat -> 0 <= u j.
  Proof. intros H. rewrite <- u_last. apply (falling_le u t j t c_falls). lia. Qed.
  Lemma g_below i : (i <= q)%nat -> g i <= 0.
  Proof. intros H. pose proof (falling_le g q 0 i falls ltac:(lia)). lra. Qed.
  Lemma all_finite : n_f N s = N.
  Proof. unfold n_f. cbn. apply count_true. Qed.
  Lemma head_is_top : top_k N s head k.
  Proof.
    pose proof k_below. split; [apply count_below; lia|]. intros i j Hi Hj K L. unfold extremal. rewrite K,
      L. cbn.
    pose proof (u_above _ (segment_at_most t c i)). pose proof (g_below _ (segment_at_most q m j)). lra.
  Qed.
  (* Ranks of segment j of the head, and of segment i of the tail. *)
  Lemma head_reaches j r : (j <= t)%nat -> (c j < r <= c (S j))%nat -> order_statistic N s r (u j).
  Proof.
    intros Hj R. pose proof k_below. pose proof (rising_le t c c_rises (S j) (S t) ltac:(lia)) as CL.
    apply order_statistic_of; [lia| | |lia].
    - intros i z Hi E L. unfold extremal in E. injection E as <-. destruct (Nat.lt_ge_cases i (c j)) as [|G];
      [lia|exfalso].
      destruct (Nat.ltb_spec i k).
      + pose proof (from t c c_rises j i Hj G). pose proof (segment_at_most t c i).
        pose proof (falling_le u t j (segment t c i) c_falls ltac:(lia)). lra.
      + pose proof (g_below _ (segment_at_most q m i)). pose proof (u_above j Hj). lra.
    - intros i Hi. eexists. split; [reflexivity|]. destruct (Nat.ltb_spec i k); [|lia].
      pose proof (before t c c_rises j i Hj ltac:(lia)). apply (falling_le u t); [exact c_falls|lia].
  Qed.
  Lemma tail_reaches i r : (i <= q)%nat -> (m i < r <= m (S i))%nat -> order_statistic N s r (g i).
  Proof.
    intros Hi R. pose proof k_below. pose proof (rising_le q m rises (S i) (S q) ltac:(lia)).
    pose proof (rising_le q m rises 0 i ltac:(lia)). apply order_statistic_of; [lia| | |lia].
    - intros j z Hj E L. unfold extremal in E. injection E as <-. destruct (Nat.lt_ge_cases j (m i)) as [|G];
      [lia|exfalso].
      destruct (Nat.ltb_spec j k); [lia|]. pose proof (from q m rises i j Hi G).
      pose proof (segment_at_most q m j). pose proof (falling_le g q i (segment q m j) falls ltac:(lia)). lra.
    - intros j Hj. eexists. split; [reflexivity|]. pose proof (g_below i Hi). destruct (Nat.ltb_spec j k).
      + pose proof (u_above _ (segment_at_most t c j)). lra.
      + pose proof (before q m rises i j Hi ltac:(lia)). apply (falling_le g q); [exact falls|lia].
  Qed.
  Lemma at_k : order_statistic N s k 0.
  Proof.
    rewrite <- u_last. apply head_reaches; [lia|]. rewrite c_ends. split; [|lia]. rewrite <- c_ends. now
      apply c_rises.
  Qed.
  Lemma attains : tau N s head = multi_gap_bound.G 0 q m g /
    (multi_gap_two_sided.A 0 t c u + multi_gap_bound.G 0 q m g).
  Proof.
    pose proof k_below as KN.
    apply (multi_gap_two_sided.multi_gap_two_sided N s head k 0 head_is_top ltac:(rewrite all_finite; exact
      KN) at_k
             q m g starts ltac:(rewrite all_finite; exact ends) rises
             ltac:(intros i Hi; apply tail_reaches; [assumption|pose proof (rises i Hi); lia])
             t c u c_starts c_ends c_rises
             ltac:(intros j Hj; apply head_reaches; [assumption|pose proof (c_rises j Hj); lia])).
    - intros j Hj. apply head_reaches; [assumption|]. pose proof (c_rises j Hj). lia.
    - intros i Hi. apply tail_reaches; [assumption|]. pose proof (rises i Hi). lia.
  Qed.
End Extremal.

(* A certificate from the gaps of head and tail. *)
Definition certifies_two_sided
  (f : nat -> nat -> nat -> (nat -> nat) -> (nat -> R) -> nat -> (nat -> nat) -> (nat -> R) -> R) : Prop :=
  forall n s kept k x q m g t c u, top_k n s kept k -> (1 <= k < n_f n s)%nat -> order_statistic n s k x ->
  m 0%nat = k -> m (S q) = n_f n s -> (forall i, (i <= q)%nat -> (m i < m (S i))%nat) ->
  (forall i, (i <= q)%nat -> order_statistic n s (m i + 1) (x + g i)) ->
  c 0%nat = 0%nat -> c (S t) = k -> (forall j, (j <= t)%nat -> (c j < c (S j))%nat) ->
  (forall j, (j <= t)%nat -> order_statistic n s (c (S j)) (x + u j)) ->
  tau n s kept <= f (n_f n s) k q m g t c u.
Definition by_both (N k q : nat) (m : nat -> nat) (g : nat -> R) (t : nat) (c : nat -> nat) (u : nat -> R) :
  R :=
  multi_gap_bound.G 0 q m g / (multi_gap_two_sided.A 0 t c u + multi_gap_bound.G 0 q m g).

Lemma count_one n i : (count n (fun j => Nat.eqb j i) <= 1)%nat.
Proof.
  induction n as [|l IH]; cbn; [lia|]. destruct (Nat.eqb_spec l i) as [->|]; [|lia].
  rewrite (count_ext i _ (fun _ => false)); [|intros j Hj; apply Nat.eqb_neq; lia].
  replace (count i (fun _ => false)) with 0%nat; [lia|]. clear. induction i; cbn; lia.
Qed.

(* Key i raised by t, a key of the largest score. *)
Definition raised (i : nat) (t : R) (s : nat -> score) (j : nat) : score :=
  if Nat.eqb j i then option_map (Rplus t) (s j) else s j.
Section Raised.
  Variables (n : nat) (s : nat -> score) (kept : nat -> bool) (k : nat) (x y t a : R) (i : nat).
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (2 <= k < n_f n s)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Hypothesis t_pos : 0 <= t.
  Hypothesis i_in : (i < n)%nat.
  Hypothesis i_first : s i = Some a.
  Hypothesis i_largest : forall j z, (j < n)%nat -> s j = Some z -> z <= a.
  Hypothesis i_kept : kept i = true.
  Local Notation s' := (raised i t s).

  Lemma raised_finite j : finite (s' j) = finite (s j).
  Proof. unfold raised. destruct (Nat.eqb j i); [|reflexivity]. now destruct (s j). Qed.
  Lemma raised_count : n_f n s' = n_f n s.
  Proof. apply count_ext. intros. apply raised_finite. Qed.
  Lemma raised_top : top_k n s' kept k.
  Proof.
    destruct is_top_k as [C L]. split; [assumption|]. intros p q Hp Hq K N. specialize (L p q Hp Hq K N).
    unfold raised. destruct (Nat.eqb_spec q i) as [->|]; [congruence|].
    destruct (Nat.eqb_spec p i); [|assumption]. destruct (s p), (s q); cbn in *; try easy. lra.
  Qed.
  (* x <= a, and as many keys are above or at x or y as before. *)
  Lemma raised_order r z : z <= a -> order_statistic n s r z -> (2 <= r)%nat -> order_statistic n s' r z.
  Proof.
    intros Z [A B] R. split.
    - destruct (Rlt_dec z a) as [L|L].
      + rewrite (count_ext n _ (fun j => above z (s j))); [assumption|]. intros j Hj. unfold raised.
        destruct (Nat.eqb_spec j i) as [->|]; [|reflexivity]. rewrite i_first. unfold above. cbn.
        destruct (Rlt_dec z (t + a)), (Rlt_dec z a); auto; lra.
      + (* z = a: only the raised key can be above *)
        apply Nat.le_lt_trans with (count n (fun j => Nat.eqb j i)).
        * apply count_le. intros j Hj E. unfold raised in E. destruct (Nat.eqb j i); [reflexivity|].
          destruct (s j) as [v|] eqn:S; cbn in E; [|discriminate]. destruct (Rlt_dec z v); [|discriminate].
          pose proof (i_largest j v Hj S). lra.
        * pose proof (count_one n i). lia.
    - eapply Nat.le_trans; [exact B|]. apply count_le. intros j Hj E. unfold raised.
      destruct (Nat.eqb_spec j i) as [->|]; [|assumption]. rewrite i_first in *. unfold at_least in *. cbn.
      destruct (Rle_dec z a); [|discriminate]. destruct (Rle_dec z (t + a)); [reflexivity|lra].
  Qed.
  Lemma ordered_levels : y <= x /\ x <= a.
  Proof.
    split; [apply (multi_gap_bound.order_antitone n s k (k + 1) x y s_k s_k_1); lia|].
    destruct (head_above n s kept k x is_top_k ltac:(lia) s_k i i_in i_kept) as (z & E & L). rewrite i_first
      in E.
    injection E as <-. exact L.
  Qed.
  Lemma raised_order_k : order_statistic n s' k x /\ order_statistic n s' (k + 1) y.
  Proof. pose proof ordered_levels. split; apply raised_order; auto; lra || lia. Qed.
  Lemma raised_small : tau n s' kept <= (INR (n_f n s) - INR k) * exp (- (x - y) - t).
  Proof.
    destruct raised_order_k as [X Y]. destruct ordered_levels as [YX XA].
    pose proof (tail_at_most_ n s' kept k x y raised_top ltac:(rewrite raised_count; lia) X Y) as U.
    rewrite raised_count in U.
    assert (keeps_some n s' kept) as K by (exists i; rewrite raised_finite, i_first; auto).
    assert (exp (t + x) <= over n kept (w s')) as L.
    { apply Rle_trans with (w s' i).
      - unfold w, raised. rewrite Nat.eqb_refl, i_first. cbn. apply exp_le. lra.
      - apply (over_at_least_one n kept (w s') i); auto. intros; apply weight_nonneg. }
    pose proof (exp_pos (t + x)) as P. pose proof (over_weight_nonneg n s' (outside kept)) as T.
    rewrite tau_odds. replace (exp (- (x - y) - t)) with (exp y / exp (t + x)).
    - unfold Rdiv at 2. rewrite <- Rmult_assoc. fold (Rdiv ((INR (n_f n s) - INR k) * exp y) (exp (t + x))).
      apply div_le_div; try lra. apply Rmult_le_compat; lra.
    - unfold Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring.
  Qed.
End Raised.

(* For k = 1 the tail has a key at s_(2). *)
Section One.
  Variables (n : nat) (s : nat -> score) (kept : nat -> bool) (x y : R).
  Hypothesis is_top_1 : top_k n s kept 1.
  Hypothesis bounds : (1 < n_f n s)%nat.
  Hypothesis s_1 : order_statistic n s 1 x.
  Hypothesis s_2 : order_statistic n s 2 y.
  Lemma head_is : over n kept (w s) = exp x.
  Proof.
    destruct is_top_1 as [C _]. rewrite <- (Rmult_1_l (exp x)). change 1 with (INR 1). rewrite <- C, <-
      over_const.
    apply over_ext. intros i Hi K.
    destruct (head_above n s kept 1 x is_top_1 ltac:(lia) s_1 i Hi K) as (z & E & L). unfold w. rewrite E.
      cbn.
    f_equal. apply Rle_antisym; [|exact L]. destruct s_1 as [A _]. destruct (Rle_dec z x) as [|N];
      [assumption|exfalso].
    assert (count n (fun _ => false) < count n (fun j => above x (s j)))%nat; [|lia].
    apply (count_lt n _ _ i); auto. rewrite E. unfold above. destruct (Rlt_dec x z); [reflexivity|lra].
  Qed.
  Lemma second_key : exists j, (j < n)%nat /\ outside kept j = true /\ s j = Some y.
  Proof.
    destruct s_2 as [_ L]. destruct is_top_1 as [C _].
    destruct (over_some n (fun i => at_least y (s i) && negb (kept i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, Rmult_1_r. apply not_0_INR.
      rewrite (count_split n (fun i => at_least y (s i)) kept) in L.
      assert (count n (fun i => at_least y (s i) && kept i) <= count n kept)%nat; [|lia].
      apply count_le. intros i _ H. now apply andb_prop in H as [_ H]. }
    apply andb_prop in E as [A K]. exists j. split; [assumption|]. split; [exact K|].
    assert (kept j = false) as Kj by now destruct (kept j).
    unfold at_least in A. destruct (s j) as [z|] eqn:E; [|discriminate]. destruct (Rle_dec y z);
      [|discriminate].
    pose proof (tail_below n s kept 1 y is_top_1 ltac:(lia) s_2 j z Hj Kj E). f_equal. lra.
  Qed.
  Lemma second_weight : exp y <= over n (outside kept) (w s) /\
    (over n (outside kept) (w s) = exp y <-> n_f n s = 2%nat).
  Proof.
    destruct second_key as (j & Hj & O & E). assert (w s j = exp y) as W by (unfold w; now rewrite E).
    pose proof (finite_tail_count n s kept 1 x is_top_1 ltac:(lia) s_1) as FC.
    split; [rewrite <- W; apply (over_at_least_one n (outside kept) (w s) j); auto; intros; apply
      weight_nonneg|].
    rewrite <- W, <- (sum_delta n (w s) j Hj). split.
    - intros Q.
      assert (forall i, (i < n)%nat -> outside kept i = true -> (if Nat.eqb j i then w s i else 0) <= w s i)
        as T.
      { intros i _ _. destruct (Nat.eqb j i); [lra|apply weight_nonneg]. }
      assert (over n (outside kept) (fun i => if Nat.eqb j i then w s i else 0) = over n (outside kept) (w
        s)) as Q'.
      { rewrite Q. apply sum_ext. intros i _. destruct (Nat.eqb_spec j i) as [<-|]; [now rewrite O|].
        now destruct (outside kept i). }
      enough (count n (fun i => outside kept i && finite (s i)) <= 1)%nat by lia.
      apply Nat.le_trans with (count n (fun i => Nat.eqb j i));
        [|rewrite (count_ext n _ (fun i => Nat.eqb i j)); [apply count_one|intros; apply Nat.eqb_sym]].
      apply count_le. intros i Hi F. apply andb_prop in F as [Oi F]. pose proof (over_equal n _ _ _ T Q' i Hi
        Oi) as X.
      cbn beta in X. destruct (Nat.eqb j i); [reflexivity|]. pose proof (weight_pos _ F). unfold w in X. lra.
    - intros Q. rewrite Q in FC. apply sum_ext. intros i Hi. destruct (Nat.eqb_spec j i) as [<-|N]; [now
      rewrite O|].
      destruct (outside kept i) eqn:Oi; [|reflexivity]. destruct (s i) as [z|] eqn:S; [exfalso|unfold w; now
        rewrite S].
      assert (count n (fun i => Nat.eqb j i) < count n (fun i => outside kept i && finite (s i)))%nat as L.
      { apply (count_lt n _ _ i); auto; [now apply Nat.eqb_neq|now rewrite Oi, S|]. intros a _ A.
        apply Nat.eqb_eq in A. subst. now rewrite O, E. }
      assert (count n (fun _ => false) < count n (fun i => Nat.eqb j i))%nat; [|lia].
      apply (count_lt n _ _ j); auto. apply Nat.eqb_refl.
  Qed.
  Lemma one_bound : 1 / (1 + exp (x - y)) <= tau n s kept /\
    (tau n s kept = 1 / (1 + exp (x - y)) <-> n_f n s = 2%nat).
  Proof.
    destruct second_weight as [L E]. pose proof (exp_pos x). pose proof (exp_pos y).
    pose proof (some n s kept 1 x is_top_1 ltac:(lia) s_1) as K.
    assert (1 / (1 + exp (x - y)) = exp y / (exp x + exp y)) as ->.
    { unfold Rminus. rewrite exp_plus, exp_Ropp. field. lra. }
    split; [apply tau_at_least; auto; [lra|rewrite head_is; lra]|].
    rewrite tau_is_least; auto; [|rewrite head_is; lra]. rewrite head_is. rewrite <- E. tauto.
  Qed.
End One.

Theorem gap_limits :
  (certifies_two_sided by_both /\
   forall f, certifies_two_sided f -> forall N k q m g t c u,
     m 0%nat = k -> m (S q) = N -> (forall i, (i <= q)%nat -> (m i < m (S i))%nat) -> falling g q -> g 0%nat
       <= 0 ->
     c 0%nat = 0%nat -> c (S t) = k -> (forall j, (j <= t)%nat -> (c j < c (S j))%nat) -> falling u t -> u t
       = 0 ->
     by_both N k q m g t c u <= f N k q m g t c u) /\
  (forall n s kept k x y t a i, top_k n s kept k -> (2 <= k < n_f n s)%nat ->
     order_statistic n s k x -> order_statistic n s (k + 1) y -> 0 <= t -> (i < n)%nat -> s i = Some a ->
     (forall j z, (j < n)%nat -> s j = Some z -> z <= a) -> kept i = true ->
     let s' := raised i t s in
     n_f n s' = n_f n s /\ top_k n s' kept k /\ order_statistic n s' k x /\ order_statistic n s' (k + 1) y /\
     tau n s' kept <= (INR (n_f n s) - INR k) * exp (- (x - y) - t)) /\
  (forall f : nat -> nat -> R -> R, (forall n s kept k x y, top_k n s kept k -> (1 <= k < n_f n s)%nat ->
       order_statistic n s k x -> order_statistic n s (k + 1) y -> f (n_f n s) k (x - y) <= tau n s kept) ->
     forall N k delta, (2 <= k < N)%nat -> 0 <= delta -> f N k delta <= 0) /\
  (forall n s kept x y, top_k n s kept 1 -> (1 < n_f n s)%nat ->
     order_statistic n s 1 x -> order_statistic n s 2 y ->
     1 / (1 + exp (x - y)) <= tau n s kept /\
     (tau n s kept = 1 / (1 + exp (x - y)) <-> n_f n s = 2%nat)).
Proof.
  split; [split|split; [|split]].
  - intros n s kept k x q m g t c u T B X M0 M1 R L C0 C1 CR CL.
    pose proof (multi_gap_two_sided.multi_gap_two_sided n s kept k x T B X q m (fun i => x + g i) M0 M1 R L
                  t c (fun j => x + u j) C0 C1 CR CL) as [A _].
    unfold by_both. replace (multi_gap_bound.G 0 q m g) with (multi_gap_bound.G x q m (fun i => x + g i)).
    + replace (multi_gap_two_sided.A 0 t c u) with (multi_gap_two_sided.A x t c (fun j => x + u j)); [exact
      A|].
      apply sum_ext. intros i _. do 2 f_equal. ring.
    + apply sum_ext. intros i _. do 2 f_equal. ring.
  - intros f F N k q m g t c u M0 M1 R Fg G0 C0 C1 CR Fu U0.
    unfold by_both. rewrite <- (attains N k q t m c g u M0 M1 R Fg G0 C0 C1 CR Fu U0).
    pose proof (k_below N k q t m c M0 M1 R C0 C1 CR) as KN.
    pose proof (all_finite N k q t m c g u) as AF. rewrite <- AF at 2. apply F with (x := 0).
    + now apply head_is_top.
    + rewrite AF. exact KN.
    + now apply at_k.
    + exact M0.
    + now rewrite AF.
    + exact R.
    + intros i Hi. rewrite Rplus_0_l. apply (tail_reaches N k q t m c g u); auto. pose proof (R i Hi). lia.
    + exact C0.
    + exact C1.
    + exact CR.
    + intros j Hj. rewrite Rplus_0_l. apply (head_reaches N k q t m c g u); auto.
  - intros n s kept k x y t a i T B X Y P I A L K. cbv zeta.
    split; [apply raised_count|]. split; [now apply raised_top|].
    destruct (raised_order_k n s kept k x y t a i T B X Y P I A L K) as [X' Y'].
    split; [exact X'|]. split; [exact Y'|]. now apply (raised_small n s kept k x y t a i).
  - intros f F N k delta B D. destruct (Rle_dec (f N k delta) 0) as [|H]; [assumption|exfalso].
    destruct (step_information N k delta ltac:(lia) D) as (SF & T & X & Y).
    set (s := step_row k delta) in *. set (h := fun i => (i <? k)%nat) in *.
    assert (0 < INR N - INR k) as NK by (apply Rlt_Rminus, lt_INR; lia).
    set (t := Rmax 0 (ln ((INR N - INR k) / f N k delta) - delta + 1)).
    assert (0 <= t) as T0 by apply Rmax_l.
    assert (s 0%nat = Some delta) as S0 by (unfold s, step_row; destruct (Nat.ltb_spec 0 k);
      [reflexivity|lia]).
    assert (forall j z, (j < N)%nat -> s j = Some z -> z <= delta) as SL.
    { intros j z _ E. unfold s, step_row in E. injection E as <-. destruct (j <? k)%nat; lra. }
    assert (h 0%nat = true) as H0 by (unfold h; apply Nat.ltb_lt; lia).
    assert ((2 <= k < n_f N s)%nat) as B' by (rewrite SF; exact B).
    destruct (raised_order_k N s h k delta 0 t delta 0%nat T B' X Y T0 ltac:(lia) S0 SL H0) as [X' Y'].
    pose proof (raised_small N s h k delta 0 t delta 0%nat T B' X Y T0 ltac:(lia) S0 SL H0) as U.
    pose proof (raised_count N s t 0) as RC.
    pose proof (F N (raised 0 t s) h k delta 0 (raised_top N s h k t 0%nat T T0 H0)
                  ltac:(rewrite RC; lia) X' Y') as L.
    rewrite RC, SF, Rminus_0_r in L. rewrite SF, Rminus_0_r in U.
    assert (0 < f N k delta) as FP by lra.
    assert (0 < (INR N - INR k) / f N k delta) as Q by now apply Rdiv_lt_0_compat.
    assert ((INR N - INR k) * exp (- delta - t) < f N k delta); [|lra].
    apply Rle_lt_trans with ((INR N - INR k) * exp (- ln ((INR N - INR k) / f N k delta) + - (1))).
    + apply Rmult_le_compat_l; [lra|]. apply exp_le.
      pose proof (Rmax_r 0 (ln ((INR N - INR k) / f N k delta) - delta + 1)) as M. fold t in M. lra.
    + rewrite exp_plus, exp_Ropp, exp_ln by assumption.
      replace ((INR N - INR k) * (/ ((INR N - INR k) / f N k delta) * exp (- (1)))) with (f N k delta * exp
        (- (1)))
        by (field; lra).
      pose proof (exp_increasing (- (1)) 0 ltac:(lra)) as E1. rewrite exp_0 in E1.
      apply (Rmult_lt_compat_l (f N k delta)) in E1; lra.
  - intros n s kept x y T B X Y. now apply one_bound.
Qed.

(* Two keys, a gap of 0: both bounds of k = 1 are attained. *)
Example witness : top_k 2 flat (first 1) 1 /\ (1 < n_f 2 flat)%nat /\ order_statistic 2 flat 1 0 /\
  order_statistic 2 flat 2 0 /\ tau 2 flat (first 1) = 1 / (1 + exp (0 - 0)) /\
  tau 2 flat (first 1) = by_both 2 1 0 S (fun _ => 0) 0 (fun j => j) (fun _ => 0).
Proof.
  split; [exact flat_top|]. split; [rewrite flat_count; lia|]. split; [apply flat_score; lia|].
  split; [apply flat_score; lia|]. rewrite flat_tau. unfold by_both, multi_gap_bound.G, multi_gap_two_sided.A.
  cbn [sum INR]. rewrite Rminus_eq_0, exp_0. split; field.
Qed.

(* tightened: 0.99 of the two-sided bound is no certificate. *)
Example mutant_tightened :
  ~ certifies_two_sided (fun N k q m g t c u => 99 / 100 * by_both N k q m g t c u).
Proof.
  intros C. destruct witness as (T & B & X & Y & _ & E).
  pose proof (C 2%nat flat (first 1) 1%nat 0 0%nat S (fun _ => 0) 0%nat (fun j => j) (fun _ => 0) T
    ltac:(rewrite flat_count; lia) X eq_refl ltac:(now rewrite flat_count) ltac:(intros; lia)
    ltac:(intros i Hi; rewrite Rplus_0_l; apply flat_score; lia) eq_refl eq_refl ltac:(intros; cbv beta; lia)
    ltac:(intros i Hi; cbv beta; rewrite Rplus_0_l; apply flat_score; lia)) as L.
  rewrite flat_count in L. rewrite flat_tau in *. rewrite <- E in L. lra.
Qed.
