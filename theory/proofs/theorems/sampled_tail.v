(* sampled-tail: m of the N tail keys drawn uniformly without replacement, 1 <= m <= N, e^s <= e^U in the
   tail, Z^ =
   N/m times the sample's sum, 0 < delta < 1: of all C(N, m) samples at most delta C(N, m) have Z_T >
   Z^ + N e^U sqrt((1 - (m-1)/N) ln(1/delta)/(2m)); with strata b the radius is sqrt((ln(1/delta)/2)
   sum N_b^2 e^{2 U_b} (1 - (m_b-1)/N_b)/m_b); m draws with replacement from P_T, out = (1-tau) mu_H +
   tau mean(v): E out = Attn, E |Attn - out|^2 = tau^2 Var_T/m *)
(* Samples are sets, and are counted. Of m + 1 keys the last drawn is uniform among those that are left,
   whose mean is
   known: Hoeffding's bound of each draw makes Serfling's of all (R. J. Serfling, Ann. Statist. 2, 1974). *)
From Coq Require Import Reals Lra Lia Arith Bool List FunctionalExtensionality.
From Tailmass.theorems Require block_mean_bounds multi_step_truncation.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax calculus top_sets vectors examples.
Import ListNotations.
Open Scope R_scope.

(* Sums over all sets of keys below n, and over those of m keys; how many those are: C(n, m). *)
Fixpoint sets (n : nat) (f : (nat -> bool) -> R) : R :=
  match n with O => f (fun _ => false) | S j => sets j f + sets j (fun h => f (with_key j h)) end.
Definition sets_of (n m : nat) (f : (nat -> bool) -> R) : R :=
  sets n (fun h => if Nat.eqb (count n h) m then f h else 0).
Definition number (n m : nat) : R := sets_of n m (fun _ => 1).

Definition within (n : nat) (h : nat -> bool) : Prop := forall i, (n <= i)%nat -> h i = false.
Lemma with_within n h : within n h -> within (S n) (with_key n h).
Proof. intros W i Hi. unfold with_key. rewrite W by lia. destruct (Nat.eqb_spec i n); [lia|reflexivity]. Qed.
Lemma sets_le n f g : (forall h, within n h -> f h <= g h) -> sets n f <= sets n g.
Proof.
  revert f g. induction n; intros f g H; cbn; [apply H; now intros i|]. apply Rplus_le_compat; apply IHn;
    intros h W.
  - apply H. intros i Hi. apply W. lia.
  - apply H. now apply with_within.
Qed.
Lemma sets_ext n f g : (forall h, within n h -> f h = g h) -> sets n f = sets n g.
Proof. intros H. apply Rle_antisym; apply sets_le; intros h W; rewrite H by assumption; lra. Qed.
Lemma sets_scal n c f : sets n (fun h => c * f h) = c * sets n f.
Proof. revert f. induction n; intros f; cbn; [reflexivity|]. rewrite IHn, (IHn (fun h => f (with_key n h))).
  ring. Qed.
Lemma sets_plus n f g : sets n (fun h => f h + g h) = sets n f + sets n g.
Proof.
  revert f g. induction n; intros f g; cbn; [reflexivity|].
  rewrite IHn, (IHn (fun h => f (with_key n h)) (fun h => g (with_key n h))). ring.
Qed.
Lemma sets_zero n : sets n (fun _ => 0) = 0.
Proof. induction n; cbn; lra. Qed.
Lemma sets_sum n k (f : nat -> (nat -> bool) -> R) : sets n (fun h => sum k (fun x => f x h)) = sum k (fun x
  => sets n (f x)).
Proof. induction k; cbn; [apply sets_zero|]. now rewrite sets_plus, IHk. Qed.

(* The sets with x are those without it, x added. *)
Lemma flip n x (f : (nat -> bool) -> R) : (x < n)%nat ->
  sets n (fun h => if h x then f h else 0) = sets n (fun h => if h x then 0 else f (with_key x h)).
Proof.
  revert f. induction n; intros f X; [lia|]. cbn [sets]. destruct (Nat.eq_dec x n) as [->|N].
  - rewrite (sets_ext n (fun h => if h n then f h else 0) (fun _ => 0)) by (intros h W; now rewrite W by lia).
    rewrite (sets_ext n (fun h => if h n then 0 else f (with_key n h)) (fun h => f (with_key n h)))
      by (intros h W; now rewrite W by lia).
    rewrite (sets_ext n (fun h => if with_key n h n then f (with_key n h) else 0) (fun h => f (with_key n h)))
      by (intros h W; unfold with_key at 1; now rewrite Nat.eqb_refl).
    rewrite (sets_ext n (fun h => if with_key n h n then 0 else f (with_key n (with_key n h))) (fun _ => 0))
      by (intros h W; unfold with_key at 1; now rewrite Nat.eqb_refl).
    rewrite sets_zero. ring.
  - rewrite (IHn f) by lia. f_equal.
    assert (forall h, with_key n h x = h x) as K.
    { intros h. unfold with_key. destruct (Nat.eqb_spec x n); [contradiction|reflexivity]. }
    rewrite (sets_ext n (fun h => if with_key n h x then f (with_key n h) else 0) (fun h => if h x then f
      (with_key n h) else 0))
      by (intros h _; now rewrite K).
    rewrite (IHn (fun h => f (with_key n h))) by lia. apply sets_ext. intros h _. rewrite K.
    destruct (h x); [reflexivity|]. f_equal. apply functional_extensionality. intros i. unfold with_key.
    destruct (Nat.eqb i n), (Nat.eqb i x); reflexivity.
Qed.
(* Each set of m + 1 keys is m + 1 times a set of m and a key outside it. *)
Lemma one_more n m f : INR (S m) * sets_of n (S m) f =
  sets_of n m (fun h => over n (outside h) (fun x => f (with_key x h))).
Proof.
  unfold sets_of. rewrite <- sets_scal.
  rewrite (sets_ext n _ (fun h => sum n (fun x => if h x then (if Nat.eqb (count n h) (S m) then f h else 0)
    else 0))).
  - rewrite sets_sum, (sum_ext n _ (fun x => sets n (fun h => if h x then 0 else
      (if Nat.eqb (count n (with_key x h)) (S m) then f (with_key x h) else 0)))).
    + rewrite <- sets_sum. apply sets_ext. intros h _. destruct (Nat.eqb_spec (count n h) m) as [E|N].
      * apply sum_ext. intros x X. unfold outside. destruct (h x) eqn:K; [reflexivity|]. cbn [negb].
        rewrite count_with, E, Nat.eqb_refl by assumption. reflexivity.
      * rewrite (sum_ext n _ (fun _ => 0)), sum_zero; [reflexivity|]. intros x X. destruct (h x) eqn:K;
        [reflexivity|].
        rewrite count_with by assumption. destruct (Nat.eqb_spec (S (count n h)) (S m)); [lia|reflexivity].
    + intros x X. exact (flip n x (fun h => if Nat.eqb (count n h) (S m) then f h else 0) X).
  - intros h _. fold (over n h (fun _ => if Nat.eqb (count n h) (S m) then f h else 0)). rewrite over_const.
    destruct (Nat.eqb_spec (count n h) (S m)) as [->|]; ring.
Qed.
Lemma number_nonneg n m : 0 <= number n m.
Proof.
  unfold number, sets_of. rewrite <- (sets_zero n) at 1. apply sets_le. intros h _.
  destruct (Nat.eqb (count n h) m); lra.
Qed.

(* The exponential moments of a sample's distance below what its mean is. *)
Section Sample.
  Variables (n : nat) (x : nat -> R) (r : R).
  Hypothesis some : (0 < n)%nat.
  Hypothesis r_pos : 0 < r.
  Hypothesis range : forall i, (i < n)%nat -> 0 <= x i <= r.
  Definition mu : R := sum n x / INR n.
  Definition short (h : nat -> bool) : R := over n h (fun i => mu - x i).
  Definition spread (m : nat) : R := INR m * (INR n - INR m + 1) / INR n.
  Lemma n_pos : 0 < INR n.
  Proof. now apply lt_0_INR. Qed.
  Lemma short_total h : over n (outside h) (fun i => mu - x i) = - short h.
  Proof.
    pose proof n_pos. unfold short. assert (sum n (fun i => mu - x i) = 0) as E.
    { rewrite sum_minus, block_mean_bounds.const_sum. unfold mu. field. lra. }
    rewrite (split n h) in E. lra.
  Qed.
  Lemma one_draw h k t : count n h = k -> (0 < k)%nat -> 0 <= t ->
    over n h (fun i => exp (t * (mu - x i))) <= INR k * exp (t * (over n h (fun i => mu - x i) / INR k) + t *
      t * (r * r) / 8).
  Proof.
    intros C K T. assert (0 < INR k) as P by now apply lt_0_INR. destruct T as [T|<-].
    - set (L := t * (mu - r)). set (U := t * mu). assert (L < U) as LU.
      { unfold L, U. assert (0 < t * r) by now apply Rmult_lt_0_compat. lra. }
      set (ybar := t * (over n h (fun i => mu - x i) / INR k)).
      assert (forall i, (i < n)%nat -> L <= t * (mu - x i) <= U) as Y.
      { intros i Hi. specialize (range i Hi). unfold L, U. split; apply Rmult_le_compat_l; lra. }
      assert (over n h (fun i => t * (mu - x i)) = INR k * ybar) as S by (rewrite over_scal; unfold ybar;
        field; lra).
      assert (L <= ybar <= U) as B.
      { split; apply (Rmult_le_reg_l (INR k)); auto; rewrite <- S, <- C, <- over_const; apply over_le; intros
        i Hi _; now apply Y. }
      apply Rle_trans with (INR k * (((U - ybar) * exp L + (ybar - L) * exp U) / (U - L))).
      + apply Rle_trans with (over n h (fun i => (U * exp L - L * exp U) / (U - L) + (exp U - exp L) / (U -
        L) * (t * (mu - x i)))).
        * apply over_le. intros i Hi _. eapply Rle_trans; [apply (block_mean_bounds.chord_point L U (t * (mu
          - x i)) LU); now apply Y|].
          right. field. lra.
        * rewrite over_plus, over_const, over_scal, S, C. right. field. lra.
      + apply Rmult_le_compat_l; [lra|].
        pose proof (block_mean_bounds.chord_below_hoeffding 1 (fun _ => ybar) L U ltac:(lia) (fun _ _ => B)
          LU) as H.
        assert (block_mean_bounds.mean 1 (fun _ => ybar) = ybar) as M by (unfold block_mean_bounds.mean; cbn
          [sum INR]; field).
        rewrite M in H. replace (t * t * (r * r) / 8) with ((U - L) * (U - L) / 8) by (unfold U, L; field).
          exact H.
    - rewrite (over_ext n h _ (fun _ => 1)) by (intros; rewrite Rmult_0_l; apply exp_0). rewrite over_const,
      C.
      replace (0 * (over n h (fun i => mu - x i) / INR k) + 0 * 0 * (r * r) / 8) with 0 by (unfold Rdiv;
        ring).
      rewrite exp_0. lra.
  Qed.
  Lemma moments m t : (m <= n)%nat -> 0 <= t ->
    sets_of n m (fun h => exp (t * short h)) <= number n m * exp (t * t * (r * r) / 8 * spread m).
  Proof.
    pose proof n_pos as NP. revert t. induction m; intros t M T.
    - right. unfold number, sets_of. replace (spread 0) with 0 by (unfold spread, Rdiv; cbn; ring).
      rewrite Rmult_0_r, exp_0, Rmult_1_r. apply sets_ext. intros h _.
      destruct (Nat.eqb_spec (count n h) 0) as [E|]; [|reflexivity].
      replace (short h) with 0; [now rewrite Rmult_0_r, exp_0|]. symmetry. unfold short.
      rewrite (over_ext n h _ (fun _ => 0)), over_const; [ring|]. intros i Hi K. exfalso.
      assert (count n (fun _ => false) < count n h)%nat; [|lia]. now apply (count_lt n _ _ i).
    - (* k keys are left *)
      set (k := (n - m)%nat). assert (INR k = INR n - INR m) as KE by (unfold k; rewrite minus_INR by lia;
        reflexivity).
      assert (1 <= INR k) as KP by (rewrite KE; pose proof (le_INR _ _ M) as Q; rewrite S_INR in Q; lra).
      set (t' := t * (1 - / INR k)). assert (0 < / INR k <= 1) as IK.
      { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
      assert (0 <= t') as T' by (apply Rmult_le_pos; lra).
      assert (0 < INR (S m)) as SP by (apply lt_0_INR; lia).
      assert (forall h, count n h = m -> count n (outside h) = k) as CO.
      { intros h C. apply INR_eq. pose proof (split n h (fun _ => 1)) as S.
        rewrite !over_const, block_mean_bounds.const_sum, C in S. lra. }
      apply (Rmult_le_reg_l (INR (S m))); [assumption|]. rewrite <- Rmult_assoc. unfold number. rewrite
        !one_more.
      apply Rle_trans with (INR k * exp (t * t * (r * r) / 8) * sets_of n m (fun h => exp (t' * short h))).
      + unfold sets_of. rewrite <- sets_scal. apply sets_le. intros h _.
        destruct (Nat.eqb_spec (count n h) m) as [C|]; [|lra].
        rewrite (over_ext n (outside h) _ (fun i => exp (t * short h) * exp (t * (mu - x i)))).
        * rewrite over_scal.
          apply Rle_trans with (exp (t * short h) * (INR k * exp (t * (- short h / INR k) + t * t * (r * r) /
            8))).
          -- apply Rmult_le_compat_l; [left; apply exp_pos|]. rewrite <- short_total.
             apply one_draw; auto. unfold k. lia.
          -- right. rewrite exp_plus. unfold t'.
             replace (t * (1 - / INR k) * short h) with (t * short h + t * (- short h / INR k)) by (unfold
               Rdiv; ring).
             rewrite exp_plus. ring.
        * intros i Hi O. rewrite <- exp_plus. f_equal. unfold short, outside in *.
          rewrite over_with; [ring|assumption|now destruct (h i)].
      + apply Rle_trans with (INR k * exp (t * t * (r * r) / 8) * (number n m * exp (t' * t' * (r * r) / 8 *
        spread m))).
        * apply Rmult_le_compat_l; [apply Rmult_le_pos; [lra|left; apply exp_pos]|]. apply IHm;
          [lia|assumption].
        * assert (sets_of n m (fun h => over n (outside h) (fun _ => 1)) = INR k * number n m) as NE.
          { unfold number, sets_of. rewrite <- sets_scal. apply sets_ext. intros h _.
            destruct (Nat.eqb_spec (count n h) m) as [C|]; [|ring]. rewrite over_const, (CO h C). ring. }
          rewrite NE.
          replace (INR k * exp (t * t * (r * r) / 8) * (number n m * exp (t' * t' * (r * r) / 8 * spread m)))
            with (INR k * number n m * exp (t * t * (r * r) / 8 + t' * t' * (r * r) / 8 * spread m)) by
              (rewrite exp_plus; ring).
          apply Rmult_le_compat_l; [apply Rmult_le_pos; [lra|apply number_nonneg]|]. apply exp_le.
          assert (1 + (1 - / INR k) * (1 - / INR k) * spread m <= spread (S m)) as B.
          { unfold spread. rewrite S_INR. replace (INR n) with (INR k + INR m) by lra.
            pose proof (pos_INR m) as MP. set (a := INR k) in *. set (b := INR m) in *.
            apply (Rmult_le_reg_r (a + b)); [lra|].
            replace ((b + 1) * (a + b - (b + 1) + 1) / (a + b) * (a + b)) with ((b + 1) * a) by (field; lra).
            replace ((1 + (1 - / a) * (1 - / a) * (b * (a + b - b + 1) / (a + b))) * (a + b))
              with (a + b + (1 - / a) * (1 - / a) * (b * (a + 1))) by (field; lra).
            assert (0 <= b * (a - 1) * (/ a * / a)) as Q.
            { apply Rmult_le_pos; [apply Rmult_le_pos; lra|]. apply Rmult_le_pos; lra. }
            replace (a + b + (1 - / a) * (1 - / a) * (b * (a + 1))) with ((b + 1) * a - b * (a - 1) * (/ a *
              / a)) by (field; lra).
            lra. }
          assert (0 <= t * t * (r * r) / 8) as Q by (apply Rmult_le_pos; [apply Rmult_le_pos; apply
            Rle_0_sqr|lra]).
          apply (Rmult_le_compat_l _ _ _ Q) in B. unfold t'. lra.
  Qed.
End Sample.

(* Strata: a sample of each. *)
Section Strata.
  Variables (N m : nat -> nat).
  Fixpoint tuples (B : nat) (f : (nat -> nat -> bool) -> R) : R :=
    match B with
    | O => f (fun _ _ => false)
    | S b => sets_of (N b) (m b) (fun h => tuples b (fun c => f (fun a => if Nat.eqb a b then h else c a)))
    end.
  Fixpoint product (B : nat) (f : nat -> R) : R := match B with O => 1 | S b => product b f * f b end.
  Lemma tuples_le B f g : (forall c, (forall b, (b < B)%nat -> count (N b) (c b) = m b) -> f c <= g c) ->
    tuples B f <= tuples B g.
  Proof.
    revert f g. induction B; intros f g H; cbn; [apply H; lia|]. apply sets_le. intros h _.
    destruct (Nat.eqb_spec (count (N B) h) (m B)) as [C|]; [|lra]. apply IHB. intros c V. apply H. intros b
      Hb.
    destruct (Nat.eqb_spec b B) as [->|]; [assumption|]. apply V. lia.
  Qed.
  Lemma tuples_scal B k f : tuples B (fun c => k * f c) = k * tuples B f.
  Proof.
    revert f. induction B; intros f; cbn; [reflexivity|]. unfold sets_of. rewrite <- sets_scal. apply
      sets_ext. intros h _.
    destruct (Nat.eqb (count (N B) h) (m B)); [apply (IHB (fun c => f (fun a => if Nat.eqb a B then h else c
      a)))|ring].
  Qed.
  Lemma tuples_product B (g : nat -> (nat -> bool) -> R) : tuples B (fun c => exp (sum B (fun b => g b (c
    b)))) =
    product B (fun b => sets_of (N b) (m b) (fun h => exp (g b h))).
  Proof.
    induction B; cbn; [apply exp_0|]. rewrite <- IHB, Rmult_comm. unfold sets_of at 1.
    rewrite (Rmult_comm (sets_of _ _ _)). unfold sets_of. rewrite <- sets_scal. apply sets_ext. intros h _.
    destruct (Nat.eqb (count (N B) h) (m B)); [|ring]. rewrite Rmult_comm, <- tuples_scal. f_equal.
    apply functional_extensionality. intros c. rewrite Nat.eqb_refl, exp_plus, Rmult_comm. f_equal. f_equal.
    apply sum_ext. intros b Hb. destruct (Nat.eqb_spec b B); [lia|reflexivity].
  Qed.
  Lemma product_le B f g : (forall b, (b < B)%nat -> 0 <= f b <= g b) -> 0 <= product B f <= product B g.
  Proof.
    induction B; cbn; intros H; [lra|]. specialize (IHB ltac:(auto)). specialize (H B ltac:(lia)).
    split; [apply Rmult_le_pos; lra|apply Rmult_le_compat; lra].
  Qed.
  Lemma product_exp B f g : product B (fun b => f b * exp (g b)) = product B f * exp (sum B g).
  Proof. induction B; cbn; [rewrite exp_0; ring|]. rewrite IHB, exp_plus. ring. Qed.
  Lemma tuples_number B : tuples B (fun _ => 1) = product B (fun b => number (N b) (m b)).
  Proof.
    unfold number. transitivity (tuples B (fun c => exp (sum B (fun b => (fun _ _ => 0) b (c b))))).
    - f_equal. apply functional_extensionality. intros c. now rewrite sum_zero, exp_0.
    - rewrite (tuples_product B (fun _ _ => 0)). now rewrite exp_0.
  Qed.

  Variables (B : nat) (s : nat -> nat -> R) (U : nat -> R) (delta : R).
  Hypothesis some : (0 < B)%nat.
  Hypothesis sizes : forall b, (b < B)%nat -> (1 <= m b <= N b)%nat.
  Hypothesis below : forall b i, (b < B)%nat -> (i < N b)%nat -> s b i <= U b.
  Hypothesis delta_range : 0 < delta < 1.
  Local Notation x b := (fun i => exp (s b i)).
  Definition Z_T : R := sum B (fun b => sum (N b) (x b)).
  Definition Z_hat (c : nat -> nat -> bool) : R := sum B (fun b => INR (N b) / INR (m b) * over (N b) (c b)
    (x b)).
  Definition squares : R := sum B (fun b => INR (N b) * INR (N b) * exp (2 * U b) *
    (1 - (INR (m b) - 1) / INR (N b)) / INR (m b)).
  Definition radius : R := sqrt (ln (1 / delta) / 2 * squares).
  Lemma stratum b : (b < B)%nat -> 1 <= INR (m b) <= INR (N b).
  Proof. intros Hb. destruct (sizes b Hb) as [A C]. apply le_INR in A, C. cbn in A. lra. Qed.
  Lemma log_pos : 0 < ln (1 / delta).
  Proof.
    rewrite <- ln_1. apply ln_increasing; [lra|]. apply (Rmult_lt_reg_r delta); [lra|].
    replace (1 / delta * delta) with 1 by (field; lra). lra.
  Qed.
  Lemma term_pos b : (b < B)%nat ->
    0 < INR (N b) * INR (N b) * exp (2 * U b) * (1 - (INR (m b) - 1) / INR (N b)) / INR (m b).
  Proof.
    intros Hb. pose proof (stratum b Hb) as R. pose proof (exp_pos (2 * U b)).
    assert (0 < 1 - (INR (m b) - 1) / INR (N b)).
    { replace (1 - (INR (m b) - 1) / INR (N b)) with ((INR (N b) - INR (m b) + 1) / INR (N b)) by (field;
      lra).
      apply Rdiv_lt_0_compat; lra. }
    apply Rdiv_lt_0_compat; [|lra]. repeat apply Rmult_lt_0_compat; lra.
  Qed.
  Lemma squares_pos : 0 < squares.
  Proof.
    eapply Rlt_le_trans; [exact (term_pos 0%nat some)|].
    apply (sum_at_least_one B (fun b => INR (N b) * INR (N b) * exp (2 * U b) * (1 - (INR (m b) - 1) / INR (N
      b)) / INR (m b)));
      [|assumption]. intros b Hb. left. now apply term_pos.
  Qed.
  Definition fails (c : nat -> nat -> bool) : R := if Rlt_dec (Z_hat c + radius) Z_T then 1 else 0.
  Lemma few_fail : tuples B fails <= delta * tuples B (fun _ => 1).
  Proof.
    pose proof log_pos as LP. pose proof squares_pos as SP.
    assert (0 <= radius) as RP by apply sqrt_pos.
    assert (radius * radius = ln (1 / delta) / 2 * squares) as RR by (apply sqrt_sqrt; apply Rmult_le_pos;
      lra).
    set (t := 4 * radius / squares). assert (0 <= t) as T by (apply div_nonneg; lra).
    set (g := fun b h => t * (INR (N b) / INR (m b)) * short (N b) (x b) h).
    apply Rle_trans with (tuples B (fun c => exp (- (t * radius)) * exp (sum B (fun b => g b (c b))))).
    - apply tuples_le. intros c V. rewrite <- exp_plus.
      assert (sum B (fun b => g b (c b)) = t * (Z_T - Z_hat c)) as ->.
      { unfold Z_T, Z_hat. rewrite <- sum_minus, <- sum_scal. apply sum_ext. intros b Hb. pose proof (stratum
        b Hb).
        unfold g, short. rewrite over_minus, over_const, (V b Hb). unfold mu. field. lra. }
      unfold fails. destruct (Rlt_dec (Z_hat c + radius) Z_T); [|left; apply exp_pos].
      rewrite <- exp_0. apply exp_le. assert (0 <= t * (Z_T - Z_hat c - radius)) by (apply Rmult_le_pos;
        lra). lra.
    - rewrite tuples_scal, tuples_product, tuples_number.
      apply Rle_trans with (exp (- (t * radius)) * product B (fun b => number (N b) (m b) *
        exp (t * t / 8 * (INR (N b) * INR (N b) * exp (2 * U b) * (1 - (INR (m b) - 1) / INR (N b)) / INR (m
          b))))).
      + apply Rmult_le_compat_l; [left; apply exp_pos|]. apply product_le. intros b Hb. pose proof (stratum b
        Hb) as R.
        split.
        * unfold sets_of. rewrite <- (sets_zero (N b)) at 1. apply sets_le. intros h _.
          destruct (Nat.eqb (count (N b) h) (m b)); [left; apply exp_pos|lra].
        * pose proof (moments (N b) (x b) (exp (U b))) as H.
          specialize (H ltac:(destruct (sizes b Hb); lia) (exp_pos _)).
          specialize (H ltac:(intros i Hi; split; [left; apply exp_pos|apply exp_le; now apply below])).
          specialize (H (m b) (t * (INR (N b) / INR (m b))) ltac:(now apply sizes)
            ltac:(apply Rmult_le_pos; [assumption|apply div_nonneg; lra])).
          eapply Rle_trans; [exact H|]. right. f_equal. f_equal. unfold spread.
          replace (exp (2 * U b)) with (exp (U b) * exp (U b)) by (rewrite <- exp_plus; f_equal; ring).
            field. lra.
      + rewrite product_exp, sum_scal. fold squares.
        replace (exp (- (t * radius)) * (product B (fun b => number (N b) (m b)) * exp (t * t / 8 * squares)))
          with (exp (- (t * radius) + t * t / 8 * squares) * product B (fun b => number (N b) (m b))) by
            (rewrite exp_plus; ring).
        assert (- (t * radius) + t * t / 8 * squares = ln delta) as ->.
        { unfold t. replace (- (4 * radius / squares * radius) + 4 * radius / squares * (4 * radius /
          squares) / 8 * squares)
            with (- 2 * (radius * radius) / squares) by (field; lra).
          rewrite RR. unfold Rdiv at 3. rewrite Rmult_1_l, ln_Rinv by lra. field. lra. }
        rewrite exp_ln by lra. lra.
  Qed.
End Strata.

(* One stratum. *)
Lemma one_sample N m (s : nat -> R) U delta : (1 <= m <= N)%nat -> (forall i, (i < N)%nat -> s i <= U) -> 0 <
  delta < 1 ->
  sets_of N m (fun h => if Rlt_dec (INR N / INR m * over N h (fun i => exp (s i)) +
      INR N * exp U * sqrt ((1 - (INR m - 1) / INR N) * ln (1 / delta) / (2 * INR m))) (sum N (fun i => exp
        (s i))) then 1 else 0)
  <= delta * number N m.
Proof.
  intros S B D.
  pose proof (few_fail (fun _ => N) (fun _ => m) 1 (fun _ => s) (fun _ => U) delta ltac:(lia) (fun _ _ => S)
    (fun _ i _ => B i) D) as F.
  pose proof (stratum (fun _ => N) (fun _ => m) 1 (fun _ _ => S) 0%nat ltac:(lia)) as R. cbv beta in R.
  pose proof (log_pos delta D) as LP. cbn [tuples] in F. unfold number.
  eapply Rle_trans; [|exact F]. right. unfold sets_of. apply sets_ext. intros h _.
  destruct (Nat.eqb (count N h) m); [|reflexivity]. unfold fails, Z_hat, Z_T. cbn [sum Nat.eqb]. rewrite
    !Rplus_0_l.
  assert (radius (fun _ => N) (fun _ => m) 1 (fun _ => U) delta =
    INR N * exp U * sqrt ((1 - (INR m - 1) / INR N) * ln (1 / delta) / (2 * INR m))) as ->; [|reflexivity].
  assert (0 <= 1 - (INR m - 1) / INR N) as K.
  { replace (1 - (INR m - 1) / INR N) with ((INR N - INR m + 1) / INR N) by (field; lra). apply div_nonneg;
    lra. }
  pose proof (exp_pos U) as EP. rewrite <- (sqrt_square (INR N * exp U)) by (apply Rmult_le_pos; lra).
  rewrite <- sqrt_mult; [|apply Rle_0_sqr|apply div_nonneg; [apply Rmult_le_pos; lra|lra]].
  unfold radius, squares. cbn [sum]. rewrite Rplus_0_l. f_equal.
  replace (exp (2 * U)) with (exp U * exp U) by (rewrite <- exp_plus; f_equal; ring). field. lra.
Qed.

(* Draws with replacement: sequences of m keys, each of law P_T. *)
Section Draws.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).
  Hypothesis tau_range : 0 < tau < 1.
  Variable v : nat -> vector.
  Variable m : nat.
  Hypothesis m_pos : (0 < m)%nat.
  Definition p_T (i : nat) : R := if tail i then p i / tau else 0.
  Definition expectation (f : list nat -> R) : R :=
    multi_step_truncation.paths n m [] (fun l => multi_step_truncation.prob (fun _ => p_T) l * f l).
  Fixpoint total_of (f : nat -> R) (l : list nat) : R := match l with [] => 0 | x :: l' => total_of f l' + f
    x end.
  Definition out (l : list nat) : vector :=
    fun a => (1 - tau) * mu_H n s kept v a + tau * (total_of (fun i => v i a) l / INR m).
  Local Notation centred := (fun i => sub (v i) (mu_T n s kept v)).

  Lemma mean_T f : sum n (fun i => p_T i * f i) = over n tail (fun i => p i * f i) / tau.
  Proof.
    unfold Rdiv. rewrite Rmult_comm, <- over_scal. apply sum_ext. intros i _. unfold p_T. destruct (tail i);
      [unfold Rdiv|]; ring.
  Qed.
  Lemma p_T_sum : sum n p_T = 1.
  Proof.
    rewrite (sum_ext n p_T (fun i => p_T i * 1)) by (intros; ring). rewrite mean_T.
    rewrite (over_ext n tail _ p) by (intros; ring). change (over n tail p) with tau. field. lra.
  Qed.
  Lemma last_draw k l f : multi_step_truncation.paths n (S k) l f =
    multi_step_truncation.paths n k l (fun w => sum n (fun x => f (x :: w))).
  Proof. revert l. induction k; intros l; [reflexivity|]. cbn [multi_step_truncation.paths] in *. apply
    sum_ext. intros x _. apply IHk. Qed.
  Lemma all_draws k : multi_step_truncation.paths n k [] (multi_step_truncation.prob (fun _ => p_T)) = 1.
  Proof. rewrite multi_step_truncation.total; [reflexivity|]. intros _. exact p_T_sum. Qed.
  Lemma centred_sum a : sum n (fun i => p_T i * centred i a) = 0.
  Proof.
    rewrite mean_T. unfold sub. rewrite (over_ext n tail _ (fun i => p i * v i a - mu_T n s kept v a * p i))
      by (intros; ring).
    rewrite over_minus, over_scal. change (over n tail p) with tau. unfold mu_T. field. lra.
  Qed.
  Definition steps (l : list nat) : vector := fun a => total_of (fun i => centred i a) l.
  Lemma mean_steps k a : multi_step_truncation.paths n k [] (fun l => multi_step_truncation.prob (fun _ =>
    p_T) l * steps l a) = 0.
  Proof.
    induction k; [cbn; ring|]. rewrite last_draw, <- IHk. apply multi_step_truncation.paths_ext. intros w _.
    cbn [multi_step_truncation.prob]. set (q := multi_step_truncation.prob (fun _ => p_T) (w ++ [])).
    rewrite (sum_ext n _ (fun x => q * steps (w ++ []) a * p_T x + q * (p_T x * centred x a))) by (intros;
      unfold steps; cbn [total_of]; ring).
    rewrite sum_plus, !sum_scal, p_T_sum, centred_sum. ring.
  Qed.
  Lemma mean_square k : multi_step_truncation.paths n k [] (fun l => multi_step_truncation.prob (fun _ =>
    p_T) l * square d (steps l)) =
    INR k * Var_T n d s kept v.
  Proof.
    induction k.
    - cbn. unfold square, dot, steps. cbn [total_of]. rewrite (sum_ext d _ (fun _ => 0)) by (intros; ring).
      rewrite sum_zero. ring.
    - rewrite last_draw, S_INR. rewrite (multi_step_truncation.paths_ext n k [] _ (fun w =>
        multi_step_truncation.prob (fun _ => p_T) w * square d (steps w) +
        Var_T n d s kept v * multi_step_truncation.prob (fun _ => p_T) w)).
      + rewrite multi_step_truncation.paths_plus, multi_step_truncation.paths_scal, IHk, all_draws. ring.
      + intros w _. set (l := w ++ []). cbn [multi_step_truncation.prob]. set (q :=
        multi_step_truncation.prob (fun _ => p_T) l).
        rewrite (sum_ext n _ (fun x => q * square d (steps l) * p_T x + 2 * q * (p_T x * dot d (centred x)
          (steps l)) +
          q * (p_T x * square d (centred x)))).
        * rewrite !sum_plus, !sum_scal, p_T_sum, (mean_T (fun x => square d (centred x))).
          assert (sum n (fun x => p_T x * dot d (centred x) (steps l)) = 0) as ->.
          { rewrite (sum_ext n _ (fun x => dot d (scale (p_T x) (centred x)) (steps l))) by (intros; now
            rewrite dot_scale).
            rewrite <- dot_total. unfold dot. rewrite (sum_ext d _ (fun _ => 0)), sum_zero; [reflexivity|].
              intros a _.
            unfold total, scale. rewrite centred_sum. ring. }
          unfold Var_T. ring.
        * intros x _. unfold square.
          assert (forall y, dot d (steps (x :: l)) y = dot d (steps l) y + dot d (centred x) y) as E.
          { intros y. rewrite <- dot_add. apply dot_ext. intros a. unfold steps, add. reflexivity. }
          rewrite E, (dot_comm d (steps l)), (dot_comm d (centred x) (steps (x :: l))), !E, (dot_comm d
            (steps l) (centred x)). ring.
  Qed.
  (* The output is off by the steps' mean, tau times. *)
  Lemma total_length f c l : total_of (fun i => f i - c) l = total_of f l - INR (length l) * c.
  Proof. induction l as [|x l IH]; [cbn; ring|]. cbn [total_of length]. rewrite IH, S_INR. ring. Qed.
  Lemma off l a : length l = m -> sub (attention n s v) (out l) a = - (tau / INR m) * steps l a.
  Proof.
    intros L. assert (0 < INR m) by now apply lt_0_INR. unfold steps, sub. rewrite total_length, L. unfold
      out.
    assert (attention n s v a = (1 - tau) * mu_H n s kept v a + tau * mu_T n s kept v a) as ->.
    { unfold attention, mu_H, mu_T. rewrite (split n kept). field. lra. }
    field. lra.
  Qed.
  Lemma unbiased a : expectation (fun l => out l a) = attention n s v a.
  Proof.
    unfold expectation. rewrite (multi_step_truncation.paths_ext n m [] _ (fun l => attention n s v a *
      multi_step_truncation.prob (fun _ => p_T) l +
      tau / INR m * (multi_step_truncation.prob (fun _ => p_T) l * steps l a))).
    - rewrite multi_step_truncation.paths_plus, !multi_step_truncation.paths_scal, all_draws, mean_steps.
      ring.
    - intros w [L _]. rewrite app_nil_r. pose proof (off w a L) as O. unfold sub in O at 1.
      replace (out w a) with (attention n s v a + tau / INR m * steps w a) by lra. ring.
  Qed.
  Lemma mean_square_error : expectation (fun l => square d (sub (attention n s v) (out l))) = tau * tau *
    Var_T n d s kept v / INR m.
  Proof.
    assert (0 < INR m) as P by now apply lt_0_INR. unfold expectation.
    rewrite (multi_step_truncation.paths_ext n m [] _ (fun l => tau / INR m * (tau / INR m) *
      (multi_step_truncation.prob (fun _ => p_T) l * square d (steps l)))).
    - rewrite multi_step_truncation.paths_scal, mean_square. field. lra.
    - intros w [L _]. rewrite app_nil_r. unfold square.
      rewrite (dot_ext d _ (scale (- (tau / INR m)) (steps w)) _ (fun a => off w a L)), dot_comm,
        (dot_ext d _ (scale (- (tau / INR m)) (steps w)) _ (fun a => off w a L)), dot_scale, dot_scale_r.
          ring.
  Qed.
End Draws.

Theorem sampled_tail :
  (forall N m s U delta, (1 <= m <= N)%nat -> (forall i, (i < N)%nat -> s i <= U) -> 0 < delta < 1 ->
     sets_of N m (fun h => if Rlt_dec (INR N / INR m * over N h (fun i => exp (s i)) +
         INR N * exp U * sqrt ((1 - (INR m - 1) / INR N) * ln (1 / delta) / (2 * INR m))) (sum N (fun i =>
           exp (s i)))
       then 1 else 0) <= delta * number N m) /\
  (forall N m B s U delta, (0 < B)%nat -> (forall b, (b < B)%nat -> (1 <= m b <= N b)%nat) ->
     (forall b i, (b < B)%nat -> (i < N b)%nat -> s b i <= U b) -> 0 < delta < 1 ->
     tuples N m B (fun c => if Rlt_dec (Z_hat N m B s c + radius N m B U delta) (Z_T N B s) then 1 else 0) <=
       delta * product B (fun b => number (N b) (m b))) /\
  (forall n d s kept v m, keeps_some n s kept -> 0 < tau n s kept < 1 -> (0 < m)%nat ->
     (forall a, expectation n s kept m (fun l => out n s kept v m l a) = attention n s v a) /\
     expectation n s kept m (fun l => square d (sub (attention n s v) (out n s kept v m l))) =
       tau n s kept * tau n s kept * Var_T n d s kept v / INR m).
Proof.
  split; [exact one_sample|]. split.
  - intros N m B s U delta P S L D. rewrite <- tuples_number. now apply few_fail.
  - intros n d s kept v m K T P. split; [intros a; now apply unbiased|now apply mean_square_error].
Qed.

(* Two keys of score 0, one of them drawn: no sample fails; and one draw of the tail of (0, 0). *)
Example witness : (1 <= 1 <= 2)%nat /\ number 2 1 = 2 /\ keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first
  1) < 1 /\
  expectation 2 flat (first 1) 1 (fun l => out 2 flat (first 1) apart 1 l 0%nat) = attention 2 flat apart
    0%nat.
Proof.
  split; [lia|]. split; [unfold number, sets_of; cbn; lra|]. split; [exact flat_some|]. split; [exact
    flat_range|].
  apply unbiased; [exact flat_range|lia].
Qed.

(* whole-tail: out without the factor tau is not the output in the mean. *)
Example mutant_whole_tail : expectation 2 flat (first 1) 1
  (fun l => (1 - tau 2 flat (first 1)) * mu_H 2 flat (first 1) apart 0%nat + total_of (fun i => apart i
    0%nat) l / INR 1) <>
  attention 2 flat apart 0%nat.
Proof.
  unfold expectation, p_T, attention, mu_H, apart. rewrite flat_tau.
  cbn [multi_step_truncation.paths multi_step_truncation.prob sum total_of INR]. compute_row. lra.
Qed.
