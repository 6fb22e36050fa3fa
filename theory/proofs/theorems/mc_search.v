(* mc-search: exact scores s_j = scale q.k_j, every key in one cell of n_j keys with s <= U_j, cells opened
   by descending U_j, head = Top-k of the scored keys (all while fewer), k never shrinking: tau of the
   current head <= tau^ = (scored outside the head + sum of n_j e^{U_j} over the closed cells)/(all scored
   + the same sum), at every step; tau^ never rises, and is tau_k once every cell is open *)
(* At a step: opened, the scored keys; bound, of every key its cell's U_j, so that the sum of n_j e^{U_j}
   over the closed cells runs over their keys; H, a Top-k set of the scored keys. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

Section Search.
  Variable n : nat.
  Variable s bound : nat -> score.
  (* s <= U_j in every cell. *)
  Hypothesis bounded : forall i, (i < n)%nat -> score_le (s i) (bound i).

  Definition closed_sum (opened : nat -> bool) : R := over n (outside opened) (fun i => weight (bound i)).
  Definition tau_hat (opened H : nat -> bool) : R :=
    (over n (fun i => opened i && negb (H i)) (w s) + closed_sum opened) / (over n opened (w s) + closed_sum
      opened).
  Definition top_of (opened H : nat -> bool) : Prop :=
    (forall i, (i < n)%nat -> H i = true -> opened i = true) /\
    (forall i j, (i < n)%nat -> (j < n)%nat -> H i = true -> H j = false -> opened j = true -> score_le (s j)
      (s i)).

  Lemma within opened H : top_of opened H ->
    over n (fun i => opened i && negb (H i)) (w s) = over n opened (w s) - over n H (w s).
  Proof.
    intros [S _]. enough (over n opened (w s) = over n H (w s) + over n (fun i => opened i && negb (H i)) (w
      s)) by lra.
    unfold over. rewrite <- sum_plus. apply sum_ext. intros i Hi. specialize (S i Hi).
    destruct (H i); [rewrite S by reflexivity; cbn; lra|]. destruct (opened i); cbn; lra.
  Qed.
  Lemma closed_terms opened i : (i < n)%nat -> outside opened i = true -> w s i <= weight (bound i).
  Proof. intros Hi _. apply weight_le. now apply bounded. Qed.
  Lemma closed_most opened : over n (outside opened) (w s) <= closed_sum opened.
  Proof. apply over_le. exact (closed_terms opened). Qed.

  Lemma sound opened H : keeps_some n s H -> top_of opened H -> tau n s H <= tau_hat opened H.
  Proof.
    intros K T. pose proof (head_weight n s H K) as P. pose proof (closed_most opened) as C.
    unfold tau_hat. rewrite (within opened H T). pose proof (split n opened (w s)) as A.
      pose proof (split n H (w s)) as B.
    rewrite tau_odds. pose proof (over_weight_nonneg n s (outside H)).
    apply div_le_div; try lra. nra.
  Qed.
  Lemma attained opened H : keeps_some n s H -> top_of opened H ->
    (tau n s H = tau_hat opened H <->
     forall i, (i < n)%nat -> opened i = false -> weight (s i) = weight (bound i)).
  Proof.
    intros K T. pose proof (head_weight n s H K) as P. pose proof (closed_most opened) as C.
    unfold tau_hat. rewrite (within opened H T). pose proof (split n opened (w s)) as A.
      pose proof (split n H (w s)) as B.
    pose proof (over_weight_nonneg n s (outside H)). rewrite tau_odds. split.
    - intros E i Hi N. apply div_cross in E; [|lra|lra].
      assert (over n (outside opened) (w s) = closed_sum opened) as E1 by nra.
      apply (over_equal n (outside opened) _ _ (closed_terms opened) E1 i Hi). unfold outside. now rewrite N.
    - intros E. assert (over n (outside opened) (w s) = closed_sum opened) as E1.
      { apply over_ext. intros i Hi O. apply E; auto. unfold outside in O. now destruct (opened i). }
      rewrite <- E1. f_equal; lra.
  Qed.
  Lemma heaviest_of_opened opened H A : top_of opened H ->
    (forall i, (i < n)%nat -> A i = true -> opened i = true) -> (count n A <= count n H)%nat ->
    over n A (w s) <= over n H (w s).
  Proof.
    intros [S L] SA C. set (wt := fun i => if opened i then w s i else 0).
    assert (forall i, 0 <= wt i) as N by (intros i; unfold wt; destruct (opened i);
      [apply weight_nonneg|lra]).
    destruct (threshold n wt H) as (t & T0 & T).
    - intros; apply N.
    - intros i j Hi Hj K Q. unfold wt at 1. destruct (opened j) eqn:O; [|apply N]. unfold wt.
        rewrite (S i Hi K).
      apply weight_le. now apply L.
    - pose proof (heaviest n wt H A t T T0 C) as X.
      rewrite (over_ext n A wt (w s)) in X by (intros i Hi K; unfold wt; now rewrite SA).
      rewrite (over_ext n H wt (w s)) in X by (intros i Hi K; unfold wt; now rewrite S). exact X.
  Qed.
  Lemma never_rises opened H opened' H' : keeps_some n s H -> top_of opened H -> top_of opened' H' ->
    (forall i, (i < n)%nat -> opened i = true -> opened' i = true) -> (count n H <= count n H')%nat ->
    tau_hat opened' H' <= tau_hat opened H.
  Proof.
    intros K T T' O C. pose proof (head_weight n s H K) as P.
    assert (over n H (w s) <= over n H' (w s)) as L.
    { apply (heaviest_of_opened opened' H' H T'); [|exact C]. intros i Hi Hh. apply O; [assumption|].
      now apply (proj1 T). }
    unfold tau_hat. rewrite (within _ _ T), (within _ _ T').
    assert (over n opened' (w s) + closed_sum opened' <= over n opened (w s) + closed_sum opened) as D.
    { unfold closed_sum, over. rewrite <- !sum_plus. apply sum_le. intros i Hi. specialize (O i Hi).
      pose proof (weight_le _ _ (bounded i Hi)). unfold outside, w.
      destruct (opened i); [rewrite O by reflexivity; cbn; lra|]. destruct (opened' i); cbn; lra. }
    assert (over n H (w s) <= over n opened (w s)) as I.
    { pose proof (within _ _ T). pose proof (over_weight_nonneg n s (fun i => opened i && negb (H i))). lra. }
    assert (over n H' (w s) <= over n opened' (w s)) as I'.
    { pose proof (within _ _ T'). pose proof (over_weight_nonneg n s (fun i => opened' i && negb (H' i))).
      lra. }
    assert (forall o, 0 <= closed_sum o) as CN by (intros o; apply over_nonneg; intros; apply weight_nonneg).
    pose proof (CN opened). pose proof (CN opened'). apply div_le_div; try lra. nra.
  Qed.
  Lemma exact opened H k : top_of opened H -> count n H = k -> (forall i, (i < n)%nat -> opened i = true) ->
    keeps_some n s H -> top_k n s H k /\ tau_hat opened H = tau n s H.
  Proof.
    intros T C A K. split.
    - split; [assumption|]. intros i j Hi Hj X Y. apply (proj2 T); auto.
    - symmetry. apply attained; auto. intros i Hi N. rewrite A in N by assumption. discriminate.
  Qed.
End Search.

(* The first three at every step of every search, whatever the order of the cells. *)
Theorem mc_search n s bound : (forall i, (i < n)%nat -> score_le (s i) (bound i)) ->
  (forall opened H, keeps_some n s H -> top_of n s opened H ->
     tau n s H <= tau_hat n s bound opened H /\
     (tau n s H = tau_hat n s bound opened H <->
      forall i, (i < n)%nat -> opened i = false -> weight (s i) = weight (bound i))) /\
  (forall opened H opened' H', keeps_some n s H -> top_of n s opened H -> top_of n s opened' H' ->
     (forall i, (i < n)%nat -> opened i = true -> opened' i = true) -> (count n H <= count n H')%nat ->
     tau_hat n s bound opened' H' <= tau_hat n s bound opened H) /\
  (forall opened H k, top_of n s opened H -> count n H = k -> (forall i, (i < n)%nat -> opened i = true) ->
     keeps_some n s H -> top_k n s H k /\ tau_hat n s bound opened H = tau n s H).
Proof.
  intros B. split; [|split].
  - intros opened H K T. split; [now apply sound|now apply attained].
  - now apply never_rises.
  - now apply exact.
Qed.

(* One scored key of two in a closed cell of two, all scores 0. *)
Definition three_flat : nat -> score := row (Some 0 :: Some 0 :: Some 0 :: nil).
Lemma three_top : top_of 3 three_flat (first 1) (first 1).
Proof. split; [auto|]. intros i j Hi Hj A B C. congruence. Qed.
Lemma three_some : keeps_some 3 three_flat (first 1).
Proof. exists 0%nat. repeat split; lia. Qed.
Lemma three_tau : tau 3 three_flat (first 1) = 2 / 3.
Proof. unfold three_flat. compute_row. field. Qed.
Example witness : (forall i, (i < 3)%nat -> score_le (three_flat i) (three_flat i)) /\
  keeps_some 3 three_flat (first 1) /\ top_of 3 three_flat (first 1) (first 1) /\
  tau 3 three_flat (first 1) = tau_hat 3 three_flat three_flat (first 1) (first 1).
Proof.
  split; [intros i _; apply score_le_refl|]. split; [exact three_some|]. split; [exact three_top|].
  rewrite three_tau. unfold tau_hat, closed_sum, three_flat. compute_row. field.
Qed.

(* counts-dropped: e^{U_j} for n_j e^{U_j} of a closed cell of two keys. *)
Example mutant_counts_dropped : ~ tau 3 three_flat (first 1) <= (0 + exp 0) / (exp 0 + exp 0).
Proof. rewrite three_tau, exp_0. lra. Qed.
