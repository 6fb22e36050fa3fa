(* Finite sums and counts. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
Open Scope R_scope.

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof. induction n; cbn; intros H; [reflexivity|]. rewrite IHn, H; auto. Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n; cbn; [lra|]. rewrite IHn; lra. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n; cbn; [lra|]. rewrite IHn; lra. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n; cbn; [lra|]. rewrite IHn; lra. Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof. induction n; cbn; intros H; [lra|]. apply Rplus_le_compat; auto. Qed.

Lemma sum_zero n : sum n (fun _ => 0) = 0.
Proof. induction n; cbn; lra. Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof. intros H. rewrite <- (sum_zero n). now apply sum_le. Qed.

Lemma sum_at_least_one n f i : (forall j, (j < n)%nat -> 0 <= f j) -> (i < n)%nat -> f i <= sum n f.
Proof.
  induction n; intros H Hi; [lia|]. cbn.
  assert (0 <= sum n f) by (apply sum_nonneg; auto).
  assert (0 <= f n) by auto.
  destruct (Nat.eq_dec i n) as [->|E]; [lra|].
  assert (f i <= sum n f) by (apply IHn; auto; lia). lra.
Qed.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun i => Rabs (f i)).
Proof.
  induction n; cbn; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma sum_swap n m f : sum n (fun i => sum m (f i)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n; cbn; [now rewrite sum_zero|]. rewrite IHn. now rewrite <- sum_plus.
Qed.

Lemma split n h f : sum n f = over n h f + over n (outside h) f.
Proof.
  unfold over, outside. rewrite <- sum_plus. apply sum_ext. intros i _. destruct (h i); cbn; lra.
Qed.

Lemma over_ext n h f g : (forall i, (i < n)%nat -> h i = true -> f i = g i) -> over n h f = over n h g.
Proof. intros H. apply sum_ext. intros i Hi. destruct (h i) eqn:E; auto. Qed.

Lemma over_le n h f g :
  (forall i, (i < n)%nat -> h i = true -> f i <= g i) -> over n h f <= over n h g.
Proof. intros H. apply sum_le. intros i Hi. destruct (h i) eqn:E; auto. lra. Qed.

Lemma over_scal n h c f : over n h (fun i => c * f i) = c * over n h f.
Proof. unfold over. rewrite <- sum_scal. apply sum_ext. intros. destruct (h i); lra. Qed.

Lemma over_plus n h f g : over n h (fun i => f i + g i) = over n h f + over n h g.
Proof. unfold over. rewrite <- sum_plus. apply sum_ext. intros. destruct (h i); lra. Qed.

Lemma over_minus n h f g : over n h (fun i => f i - g i) = over n h f - over n h g.
Proof. unfold over. rewrite <- sum_minus. apply sum_ext. intros. destruct (h i); lra. Qed.

Lemma over_nonneg n h f : (forall i, (i < n)%nat -> h i = true -> 0 <= f i) -> 0 <= over n h f.
Proof. intros H. apply sum_nonneg. intros. destruct (h i) eqn:E; auto. lra. Qed.

Lemma over_at_least_one n h f i :
  (forall j, (j < n)%nat -> h j = true -> 0 <= f j) -> (i < n)%nat -> h i = true -> f i <= over n h f.
Proof.
  intros H Hi E. unfold over.
  replace (f i) with (if h i then f i else 0) by now rewrite E.
  apply (sum_at_least_one n (fun i => if h i then f i else 0)); auto.
  intros j Hj. destruct (h j) eqn:F; auto. lra.
Qed.

Lemma over_const n h c : over n h (fun _ => c) = INR (count n h) * c.
Proof.
  unfold over. induction n; cbn [sum count]; [cbn; lra|]. rewrite IHn, plus_INR.
  destruct (h n); cbn; lra.
Qed.

Lemma div_nonneg a b : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. Qed.
Lemma div_le_div a b c d : 0 < b -> 0 < d -> a * d <= c * b -> a / b <= c / d.
Proof.
  intros. apply (Rmult_le_reg_r (b * d)); [now apply Rmult_lt_0_compat|].
  replace (a / b * (b * d)) with (a * d) by (field; lra).
  replace (c / d * (b * d)) with (c * b) by (field; lra). assumption.
Qed.
Lemma over_some n h f : over n h f <> 0 -> exists i, (i < n)%nat /\ h i = true /\ f i <> 0.
Proof.
  induction n; unfold over in *; cbn; intros H; [lra|].
  destruct (h n) eqn:E; [destruct (Req_EM_T (f n) 0) as [F|F]; [|exists n; auto]|];
    (destruct IHn as (i & ? & ? & ?); [lra|exists i; auto]).
Qed.

Lemma count_le n g h : (forall i, (i < n)%nat -> g i = true -> h i = true) -> (count n g <= count n h)%nat.
Proof.
  induction n; intros H; [cbn; lia|]. cbn. specialize (IHn (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi))).
  specialize (H n (Nat.lt_succ_diag_r n)). destruct (g n), (h n); try lia; discriminate (H eq_refl).
Qed.
(* g is within h, which has one key more. *)
Lemma count_lt n g h i : (i < n)%nat -> g i = false -> h i = true ->
  (forall j, (j < n)%nat -> g j = true -> h j = true) -> (count n g < count n h)%nat.
Proof.
  induction n; intros Hi G H L; [lia|]. cbn. destruct (Nat.eq_dec i n) as [->|E].
  - rewrite G, H. enough (count n g <= count n h)%nat by lia. apply count_le. auto.
  - assert (count n g < count n h)%nat by (apply IHn; auto; lia).
    specialize (L n (Nat.lt_succ_diag_r n)). destruct (g n), (h n); try lia; discriminate (L eq_refl).
Qed.
Lemma count_split n g h :
  (count n g = count n (fun i => g i && h i) + count n (fun i => g i && negb (h i)))%nat.
Proof. induction n; cbn; [reflexivity|]. destruct (g n), (h n); cbn; lia. Qed.
Lemma count_ext n g h : (forall i, (i < n)%nat -> g i = h i) -> count n g = count n h.
Proof. induction n; cbn; intros H; [reflexivity|]. rewrite IHn, H; auto. Qed.

(* A sum of terms at most equal to others is equal only where each is. *)
Lemma sum_equal n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f = sum n g ->
  forall i, (i < n)%nat -> f i = g i.
Proof.
  induction n; cbn; intros H E i Hi; [lia|].
  assert (sum n f <= sum n g) by (apply sum_le; auto). assert (f n <= g n) by auto.
  destruct (Nat.eq_dec i n) as [->|]; [lra|]. apply IHn; auto; [lra|lia].
Qed.
Lemma over_equal n h f g : (forall i, (i < n)%nat -> h i = true -> f i <= g i) -> over n h f = over n h g ->
  forall i, (i < n)%nat -> h i = true -> f i = g i.
Proof.
  intros H E i Hi Hh. unfold over in E. apply sum_equal with (i := i) in E; auto.
  - now rewrite Hh in E.
  - intros j Hj. destruct (h j) eqn:F; auto. lra.
Qed.
Lemma div_cross a b c d : b <> 0 -> d <> 0 -> a / b = c / d -> a * d = c * b.
Proof.
  intros B D E. replace (a * d) with (a / b * (b * d)) by (field; assumption). rewrite E. field. assumption.
Qed.

(* Of terms that are 0 but for one. *)
Lemma sum_delta m (g : nat -> R) a : (a < m)%nat -> sum m (fun b => if Nat.eqb a b then g b else 0) = g a.
Proof.
  induction m; intros H; [lia|]. cbn [sum]. destruct (Nat.eqb_spec a m) as [->|N].
  - rewrite (sum_ext m _ (fun _ => 0)), sum_zero; [lra|]. intros b Hb.
    destruct (Nat.eqb_spec m b); [lia|reflexivity].
  - rewrite IHm by lia. lra.
Qed.
