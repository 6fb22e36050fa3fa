(* shared-head-sets: G heads that share one set, p- the mean of their distributions: a Top-k set of p- has
   the least mean
   of tau_g over sets of k keys; max tau_g <= G tau of p-; for 0 < eps < 1 the smallest set with max
   tau_g <= eps has at least max(k_eps(p-), max k_eps(g)) and at most k_{eps/G}(p-) keys *)
(* k_eps of a distribution is the size of its smallest set that leaves out eps of it at most: by k-epsilon, of
   one row, the least k with tau_k <= eps. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import k_epsilon.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

Section Heads.
  Variables n G : nat.
  (* Row g of scores, one of each head. *)
  Variable s : nat -> nat -> score.
  Hypothesis some_head : (0 < G)%nat.
  Hypothesis some_finite : forall g, (g < G)%nat -> exists i, (i < n)%nat /\ finite (s g i) = true.

  Definition mean (f : nat -> R) : R := sum G f / INR G.
  Definition p_mean (i : nat) : R := mean (fun g => p n (s g) i).
  (* What a set leaves out of p-. *)
  Definition tau_mean (S : nat -> bool) : R := over n (outside S) p_mean.
  (* k keys, none of which p- gives less than any other key. *)
  Definition top_of_mean (S : nat -> bool) (k : nat) : Prop := count n S = k /\
    forall i j, (i < n)%nat -> (j < n)%nat -> S i = true -> S j = false -> p_mean j <= p_mean i.
  Definition serves (eps : R) (k : nat) : Prop :=
    exists S, count n S = k /\ forall g, (g < G)%nat -> tau n (s g) S <= eps.
  Definition serves_mean (eps : R) (k : nat) : Prop := exists S, count n S = k /\ tau_mean S <= eps.

  Lemma G_pos : 0 < INR G.
  Proof. now apply lt_0_INR. Qed.
  Lemma p_least g i : (g < G)%nat -> 0 <= p n (s g) i.
  Proof. intros Hg. apply (p_nonneg n (s g) _ (some_kept n (s g) (some_finite g Hg))). Qed.
  Lemma tail_least g S : (g < G)%nat -> 0 <= tau n (s g) S.
  Proof. intros Hg. apply over_nonneg. intros. now apply p_least. Qed.
  Lemma p_mean_least i : 0 <= p_mean i.
  Proof. apply div_nonneg; [|exact G_pos]. apply sum_nonneg. intros g Hg. now apply p_least. Qed.
  Lemma over_mean h : over n h p_mean = mean (fun g => over n h (p n (s g))).
  Proof.
    unfold mean, Rdiv. rewrite Rmult_comm, <- sum_scal. unfold over. rewrite (sum_ext G _
      (fun g => sum n (fun i => / INR G * (if h i then p n (s g) i else 0)))) by (intros; now rewrite
        sum_scal).
    rewrite sum_swap. apply sum_ext. intros i _. unfold p_mean, mean. rewrite sum_scal. unfold Rdiv.
    destruct (h i); [ring|]. rewrite sum_zero. ring.
  Qed.
  Lemma tau_mean_is S : tau_mean S = mean (fun g => tau n (s g) S).
  Proof. exact (over_mean (outside S)). Qed.
  Lemma mean_total : sum n p_mean = 1.
  Proof.
    change (sum n p_mean) with (over n (fun _ => true) p_mean). rewrite over_mean. unfold mean.
    rewrite (sum_ext G _ (fun _ => 1)).
    - change (sum G (fun _ => 1)) with (over G (fun _ => true) (fun _ => 1)). rewrite over_const, count_true.
      field. pose proof G_pos. lra.
    - intros g Hg. exact (p_sum n (s g) _ (some_kept n (s g) (some_finite g Hg))).
  Qed.
  Lemma best_set S S' k : top_of_mean S k -> count n S' = k ->
    mean (fun g => tau n (s g) S) <= mean (fun g => tau n (s g) S').
  Proof.
    intros [C L] C'. rewrite <- !tau_mean_is. unfold tau_mean.
    destruct (threshold n p_mean S) as (t & T & A); auto; [intros; apply p_mean_least|].
    pose proof (heaviest n p_mean S S' t A T ltac:(lia)) as H.
    pose proof (split n S p_mean). pose proof (split n S' p_mean). lra.
  Qed.
  (* G tau of p- is the sum of the tails. *)
  Lemma sum_of_tails S : INR G * tau_mean S = sum G (fun g => tau n (s g) S).
  Proof. rewrite tau_mean_is. unfold mean. field. pose proof G_pos. lra. Qed.
  Lemma largest_tail S g : (g < G)%nat -> tau n (s g) S <= INR G * tau_mean S.
  Proof.
    intros Hg. rewrite sum_of_tails. apply (sum_at_least_one G (fun g => tau n (s g) S)); auto.
    intros. now apply tail_least.
  Qed.
  (* One head has it all exactly when no other has a tail. *)
  Lemma sum_is_one f g : (forall i, (i < G)%nat -> 0 <= f i) -> (g < G)%nat ->
    (f g = sum G f <-> forall i, (i < G)%nat -> i <> g -> f i = 0).
  Proof.
    clear. intros P Hg. assert (sum G f = f g + over G (fun i => negb (Nat.eqb i g)) f) as E.
    { rewrite (split G (fun i => Nat.eqb i g)). f_equal. clear P. induction G; [lia|]. unfold over in *. cbn
      [sum].
      destruct (Nat.eqb_spec n g) as [->|N].
      - rewrite (sum_ext g _ (fun _ => 0)), sum_zero; [lra|]. intros i Hi. destruct (Nat.eqb_spec i g);
        [lia|reflexivity].
      - rewrite IHn by lia. lra. }
    rewrite E. split.
    - intros F i Hi N. apply Rle_antisym; [|auto].
      assert (f i <= over G (fun i => negb (Nat.eqb i g)) f); [|lra].
      apply (over_at_least_one G (fun i => negb (Nat.eqb i g)) f i); auto. destruct (Nat.eqb_spec i g); easy.
    - intros F. rewrite (over_ext G _ f (fun _ => 0)), over_const; [lra|]. intros i Hi N. apply F;
      [assumption|].
      destruct (Nat.eqb_spec i g); [discriminate|assumption].
  Qed.
  Lemma largest_tail_is S : (exists g, (g < G)%nat /\ tau n (s g) S = INR G * tau_mean S) <->
    (exists g, (g < G)%nat /\ forall i, (i < G)%nat -> i <> g -> tau n (s i) S = 0).
  Proof.
    split; intros (g & Hg & E); exists g; split; auto; rewrite sum_of_tails in *;
      apply (sum_is_one (fun g => tau n (s g) S)); auto; intros; now apply tail_least.
  Qed.
  (* Sizes. *)
  Lemma serves_each eps k : serves eps k -> serves_mean eps k /\
    forall g, (g < G)%nat -> certified n (s g) eps k.
  Proof.
    intros (S & C & T). pose proof G_pos as P. split.
    - exists S. split; [assumption|]. apply (Rmult_le_reg_l (INR G)); [assumption|]. rewrite sum_of_tails.
      apply Rle_trans with (sum G (fun _ => eps)); [now apply sum_le|].
      change (sum G (fun _ => eps)) with (over G (fun _ => true) (fun _ => eps)). rewrite over_const,
        count_true. lra.
    - intros g Hg. apply (same_size n (s g) (some_finite g Hg) eps k). exists S. split; [assumption|].
      rewrite (mass_head n (s g) (some_finite g Hg)). specialize (T g Hg). lra.
  Qed.
  Lemma mean_serves eps k : serves_mean (eps / INR G) k -> serves eps k.
  Proof.
    intros (S & C & T). pose proof G_pos as P. exists S. split; [assumption|]. intros g Hg.
    eapply Rle_trans; [apply (largest_tail S g Hg)|]. apply (Rmult_le_compat_l (INR G)) in T; [|lra].
    replace (INR G * (eps / INR G)) with eps in T by (field; lra). exact T.
  Qed.

  Theorem shared_head_sets :
    (forall S S' k, top_of_mean S k -> count n S' = k ->
       mean (fun g => tau n (s g) S) <= mean (fun g => tau n (s g) S')) /\
    (forall S, tau_mean S = mean (fun g => tau n (s g) S)) /\
    (forall S g, (g < G)%nat -> tau n (s g) S <= INR G * tau_mean S) /\
    (forall S, (exists g, (g < G)%nat /\ tau n (s g) S = INR G * tau_mean S) <->
       (exists g, (g < G)%nat /\ forall i, (i < G)%nat -> i <> g -> tau n (s i) S = 0)) /\
    (forall eps k, 0 < eps < 1 -> least (serves eps) k ->
       (forall j, least (serves_mean eps) j -> (j <= k)%nat) /\
       (forall g j, (g < G)%nat -> least (certified n (s g) eps) j -> (j <= k)%nat) /\
       (forall j, least (serves_mean (eps / INR G)) j -> (k <= j)%nat)).
  Proof.
    split; [exact best_set|]. split; [exact tau_mean_is|]. split; [exact largest_tail|].
    split; [exact largest_tail_is|]. intros eps k E [A B]. destruct (serves_each eps k A) as [M C].
    split; [|split].
    - intros j [_ L]. now apply L.
    - intros g j Hg [_ L]. apply L. now apply C.
    - intros j [J _]. apply B. now apply mean_serves.
  Qed.
End Heads.

(* Two heads: the first has both keys, at equal weights, the second the first key alone. *)
Definition two_heads (g : nat) : nat -> score :=
  match g with O => flat | _ => row (Some 0 :: None :: nil) end.
Lemma two_finite g : (g < 2)%nat -> exists i, (i < 2)%nat /\ finite (two_heads g i) = true.
Proof. intros Hg. exists 0%nat. split; [lia|]. each g; reflexivity. Qed.
Lemma two_tails : tau 2 (two_heads 0) (first 1) = 1 / 2 /\ tau 2 (two_heads 1) (first 1) = 0.
Proof. split; [exact flat_tau|]. unfold two_heads. compute_row. field. Qed.
Lemma two_mean : tau_mean 2 2 two_heads (first 1) = 1 / 4.
Proof.
  rewrite tau_mean_is. destruct two_tails as [A B]. unfold mean. cbn [sum]. rewrite A, B. cbn [INR]. field.
Qed.
Lemma two_top : top_of_mean 2 2 two_heads (first 1) 1.
Proof.
  split; [reflexivity|]. intros i j Hi Hj K L. each i; each j; try discriminate.
  unfold p_mean, mean, two_heads. compute_row. cbn [INR]. apply Rmult_le_compat_r; [left; apply
    Rinv_0_lt_compat; lra|].
  apply Rplus_le_compat_l. lra.
Qed.
Example witness : (0 < 2)%nat /\
  (forall g, (g < 2)%nat -> exists i, (i < 2)%nat /\ finite (two_heads g i) = true) /\
  top_of_mean 2 2 two_heads (first 1) 1 /\
  tau 2 (two_heads 0) (first 1) = INR 2 * tau_mean 2 2 two_heads (first 1).
Proof.
  split; [lia|]. split; [exact two_finite|]. split; [exact two_top|]. destruct two_tails as [-> _].
  rewrite two_mean. cbn [INR]. lra.
Qed.

(* one-head: tau of p- without the factor G. *)
Example mutant_one_head : ~ tau 2 (two_heads 0) (first 1) <= tau_mean 2 2 two_heads (first 1).
Proof. destruct two_tails as [-> _]. rewrite two_mean. lra. Qed.
