(* Top-k sets: they exist, keep finite scores, weigh most; sets with a key more or less;
  sums over permuted keys. *)
From Coq Require Import Reals Lra Lia Arith Bool List Permutation FinFun.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus.
Open Scope R_scope.

Lemma count_true n : count n (fun _ => true) = n.
Proof. induction n; cbn; [reflexivity|]. rewrite IHn. lia. Qed.
Lemma count_most n h : (count n h <= n)%nat.
Proof. rewrite <- (count_true n) at 2. now apply count_le. Qed.

(* A key that the larger of two sets has and the other has not. *)
Lemma key_apart n g h : (count n g < count n h)%nat -> exists i, (i < n)%nat /\ h i = true /\ g i = false.
Proof.
  induction n; cbn; [lia|]. intros H.
  destruct (h n) eqn:A, (g n) eqn:B; try (destruct IHn as (i & ? & ? & ?); [lia|exists i; auto]).
  exists n. auto.
Qed.

Definition without_key (x : nat) (h : nat -> bool) (i : nat) : bool := negb (i =? x)%nat && h i.
Lemma over_with n x h f : (x < n)%nat -> h x = false -> over n (with_key x h) f = over n h f + f x.
Proof.
  unfold over, with_key. induction n; intros X H; [lia|]. cbn [sum].
  destruct (Nat.eqb_spec n x) as [->|E]; cbn [orb].
  - rewrite H. rewrite (sum_ext x _ (fun i => if h i then f i else 0)); [lra|].
    intros i Hi. destruct (Nat.eqb_spec i x); [lia|reflexivity].
  - rewrite IHn by (assumption || lia). lra.
Qed.
Lemma count_with n x h : (x < n)%nat -> h x = false -> count n (with_key x h) = S (count n h).
Proof.
  intros X H. apply INR_eq. rewrite S_INR.
  pose proof (over_with n x h (fun _ => 1) X H) as E. rewrite !over_const in E. lra.
Qed.
Lemma over_without n x h f : (x < n)%nat -> h x = true -> over n (without_key x h) f = over n h f - f x.
Proof.
  intros X H.
  assert (over n h f = over n (with_key x (without_key x h)) f) as ->.
  { apply sum_ext. intros i _. unfold with_key, without_key.
    destruct (Nat.eqb_spec i x) as [->|]; cbn; [now rewrite H|reflexivity]. }
  rewrite over_with; [lra|assumption|]. unfold without_key. now rewrite Nat.eqb_refl.
Qed.
Lemma count_without n x h : (x < n)%nat -> h x = true -> S (count n (without_key x h)) = count n h.
Proof.
  intros X H. apply INR_eq. rewrite S_INR.
  pose proof (over_without n x h (fun _ => 1) X H) as E. rewrite !over_const in E. lra.
Qed.

Lemma score_le_refl a : score_le a a.
Proof. destruct a; cbn; [lra|trivial]. Qed.
Lemma score_le_trans a b c : score_le a b -> score_le b c -> score_le a c.
Proof. destruct a, b, c; cbn; try easy. lra. Qed.
Lemma score_le_total a b : {score_le a b} + {score_le b a}.
Proof.
  destruct a as [x|], b as [y|]; cbn; auto.
  destruct (Rle_dec x y); [now left|right; lra].
Qed.
Lemma weight_le a b : score_le a b -> weight a <= weight b.
Proof.
  destruct a as [x|], b as [y|]; cbn; try easy; [apply exp_le|intros _; left; apply exp_pos|lra].
Qed.

(* Every other key's largest score. *)
Lemma largest_outside n (s : nat -> score) h : (exists i, (i < n)%nat /\ h i = false) ->
  exists x, (x < n)%nat /\ h x = false /\ forall j, (j < n)%nat -> h j = false -> score_le (s j) (s x).
Proof.
  induction n; intros (i & Hi & E); [lia|].
  destruct (h n) eqn:K.
  - destruct IHn as (x & X & F & L).
    { exists i. split; [|assumption]. assert (i <> n) by congruence. lia. }
    exists x. split; [lia|]. split; [assumption|]. intros j Hj G. apply L; [|assumption].
    assert (j <> n) by congruence. lia.
  - destruct (Nat.eq_dec (count n h) n) as [A|A].
    + exists n. split; [lia|]. split; [assumption|]. intros j Hj G.
      destruct (Nat.eq_dec j n) as [->|]; [apply score_le_refl|exfalso].
      assert (count n h < count n (fun _ => true))%nat; [|rewrite count_true in *; lia].
      apply (count_lt n _ _ j); auto. lia.
    + destruct IHn as (x & X & F & L).
      { destruct (key_apart n h (fun _ => true)) as (j & ? & _ & ?); [|now exists j].
        rewrite count_true. pose proof (count_most n h). lia. }
      destruct (score_le_total (s n) (s x)) as [S|S].
      * exists x. split; [lia|]. split; [assumption|]. intros j Hj G.
        destruct (Nat.eq_dec j n) as [->|]; [assumption|]. apply L; [lia|assumption].
      * exists n. split; [lia|]. split; [assumption|]. intros j Hj G.
        destruct (Nat.eq_dec j n) as [->|]; [apply score_le_refl|].
        apply score_le_trans with (s x); [|assumption]. apply L; [lia|assumption].
Qed.
Lemma top_k_exists n s k : (k <= n)%nat -> exists kept, top_k n s kept k.
Proof.
  induction k; intros H.
  - exists (fun _ => false). split; [|discriminate]. clear H. induction n; cbn; lia.
  - destruct IHk as (h & C & L); [lia|].
    destruct (largest_outside n s h) as (x & X & F & G).
    { destruct (key_apart n h (fun _ => true)) as (j & ? & _ & ?); [rewrite count_true; lia|now exists j]. }
    exists (with_key x h). split; [rewrite count_with by assumption; lia|].
    intros i j Hi Hj K N. unfold with_key in K, N. apply orb_false_iff in N as [_ N].
    destruct (Nat.eqb_spec i x) as [->|]; [now apply G|now apply L].
Qed.

(* A weight that separates the two sides of a Top-k set. *)
Lemma threshold n (wt : nat -> R) h : (forall i, (i < n)%nat -> 0 <= wt i) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> h i = true -> h j = false -> wt j <= wt i) ->
  exists t, 0 <= t /\ forall i, (i < n)%nat -> if h i then t <= wt i else wt i <= t.
Proof.
  induction n; intros P H; [exists 0; split; [lra|lia]|].
  destruct IHn as (t & T & A); auto. destruct (h n) eqn:K.
  - exists (Rmin t (wt n)). split; [apply Rmin_glb; auto|]. intros i Hi.
    destruct (Nat.eq_dec i n) as [->|]; [rewrite K; apply Rmin_r|].
    specialize (A i ltac:(lia)). destruct (h i) eqn:E.
    + eapply Rle_trans; [apply Rmin_l|assumption].
    + apply Rmin_glb; [assumption|apply H; auto; lia].
  - exists (Rmax t (wt n)). split; [eapply Rle_trans; [exact T|apply Rmax_l]|]. intros i Hi.
    destruct (Nat.eq_dec i n) as [->|]; [rewrite K; apply Rmax_r|].
    specialize (A i ltac:(lia)). destruct (h i) eqn:E.
    + apply Rmax_lub; [assumption|apply H; auto; lia].
    + eapply Rle_trans; [exact A|apply Rmax_l].
Qed.
Lemma heaviest n (wt : nat -> R) (h a : nat -> bool) t :
  (forall i, (i < n)%nat -> if h i then t <= wt i else wt i <= t) -> 0 <= t ->
  (count n a <= count n h)%nat -> over n a wt <= over n h wt.
Proof.
  intros T P C. enough (0 <= over n h (fun i => wt i - t) - over n a (fun i => wt i - t)) as E.
  { rewrite !over_minus, !over_const in E. apply le_INR in C. nra. }
  unfold over. rewrite <- sum_minus. apply sum_nonneg. intros i Hi. specialize (T i Hi).
  destruct (h i), (a i); lra.
Qed.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Hypothesis is_top_k : top_k n s kept k.
  Local Notation n_f := (rows.n_f n s).

  Lemma top_k_threshold : exists t, 0 <= t /\ forall i, (i < n)%nat -> if kept i then t <= w s i else w s i
    <= t.
  Proof.
    destruct is_top_k as [_ L]. apply threshold.
    - intros. apply weight_nonneg.
    - intros i j Hi Hj K N. now apply weight_le, L.
  Qed.
  Lemma top_k_heaviest a : (count n a <= k)%nat -> over n a (w s) <= over n kept (w s).
  Proof.
    intros C. destruct top_k_threshold as (t & T & A). apply (heaviest n _ _ _ t); auto.
    destruct is_top_k as [<- _]. exact C.
  Qed.

  Lemma kept_finite i : (k <= n_f)%nat -> (i < n)%nat -> kept i = true -> finite (s i) = true.
  Proof.
    intros B Hi K. destruct (finite (s i)) eqn:F; [reflexivity|exfalso]. destruct is_top_k as [C L].
    assert (n_f < count n kept)%nat; [|lia]. apply (count_lt n _ _ i); auto. intros j Hj G.
    destruct (kept j) eqn:E; [reflexivity|exfalso]. specialize (L i j Hi Hj K E).
    destruct (s i), (s j); cbn in *; easy.
  Qed.
  Lemma kept_some : (1 <= k <= n_f)%nat -> keeps_some n s kept.
  Proof.
    intros [A B]. destruct is_top_k as [C _].
    destruct (key_apart n (fun _ => false) kept) as (i & Hi & K & _).
    { rewrite C. replace (count n (fun _ => false)) with 0%nat; [lia|]. clear. induction n; cbn; lia. }
    exists i. split; [assumption|]. split; [assumption|]. now apply kept_finite.
  Qed.
  Lemma tail_count : (k <= n_f)%nat -> count n (fun i => outside kept i && finite (s i)) = (n_f - k)%nat.
  Proof.
    intros B. unfold rows.n_f. rewrite (count_split n (fun i => finite (s i)) kept).
    replace (count n (fun i => finite (s i) && kept i)) with k.
    - rewrite Nat.add_comm, Nat.add_sub. apply count_ext. intros. unfold outside. apply andb_comm.
    - destruct is_top_k as [C _]. rewrite <- C. apply count_ext. intros i Hi.
      destruct (kept i) eqn:E; [|now rewrite andb_false_r]. now rewrite kept_finite.
  Qed.
End Row.

(* Sums over keys in another order. *)
Lemma sum_as_fold n f : sum n f = fold_right Rplus 0 (map f (seq 0 n)).
Proof.
  induction n; [reflexivity|]. rewrite seq_S, map_app. cbn [sum Nat.add map].
  assert (forall l x, fold_right Rplus 0 (l ++ x :: nil) = fold_right Rplus 0 l + x) as A.
  { intros l x. induction l; cbn; [lra|]. rewrite IHl. lra. }
  now rewrite A, IHn.
Qed.
Lemma sum_permuted n pi f : (forall i, (i < n)%nat -> (pi i < n)%nat) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> pi i = pi j -> i = j) -> sum n (fun i => f (pi i)) = sum n f.
Proof.
  intros B I. rewrite !sum_as_fold. rewrite <- (map_map pi f).
  assert (Permutation (map pi (seq 0 n)) (seq 0 n)) as P.
  { apply NoDup_Permutation_bis.
    - apply (NoDup_nth _ 0%nat). intros i j Hi Hj E. rewrite map_length, seq_length in *.
      rewrite (nth_indep _ 0%nat (pi 0%nat)), (nth_indep (map pi _) 0%nat (pi 0%nat)) in E
        by (rewrite map_length, seq_length; assumption).
      rewrite !map_nth, !seq_nth in E by assumption. now apply I.
    - rewrite map_length. lia.
    - intros x H. apply in_map_iff in H as (i & <- & H). apply in_seq in H. apply in_seq. specialize (B i).
        lia. }
  apply (Permutation_map f) in P. induction P; cbn; lra.
Qed.
