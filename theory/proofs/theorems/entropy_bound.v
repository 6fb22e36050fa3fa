(* entropy-bound: 1 <= k < n_f: H(P) <= h(tau) + (1-tau) ln k + tau ln(n_f - k) *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).

  (* A part of mass m spread over N keys has at most the entropy of a constant, and that of no other. *)
  Lemma part_entropy h (f : nat -> bool) m N : over n h p = m -> 0 < m -> 0 < N ->
    (forall i, (i < n)%nat -> h i = true -> f i = false -> p i = 0) ->
    (forall i, (i < n)%nat -> h i = true -> f i = true -> 0 < p i) ->
    over n h (fun i => if f i then m / N else 0) = m ->
    over n h (fun i => - (p i * ln (p i))) <= - (m * ln m) + m * ln N /\
    (over n h (fun i => - (p i * ln (p i))) = - (m * ln m) + m * ln N <->
     forall i, (i < n)%nat -> h i = true -> f i = true -> p i = m / N).
  Proof.
    intros Hm Pm PN Out Pos In. assert (0 < m / N) as PC by (apply Rdiv_lt_0_compat; lra).
    set (g i := (if f i then m / N else 0) + - p i + - ln (m / N) * p i).
    assert (over n h g = - (m * ln m) + m * ln N) as G.
    { unfold g. rewrite !over_plus, over_scal, In, Hm.
      rewrite (over_ext n h (fun i => - p i) (fun i => -1 * p i)) by (intros; lra).
      rewrite over_scal, Hm. unfold Rdiv. rewrite ln_mult by (try assumption; now apply Rinv_0_lt_compat).
      rewrite ln_Rinv by assumption. lra. }
    assert (forall i, 0 < p i -> m / N - p i - ln (m / N) * p i + p i * ln (p i) =
              p i * ((m / N / p i - 1) - ln (m / N / p i))) as X.
    { intros i Q. rewrite (ln_quotient (m / N)) by assumption. field. lra. }
    assert (forall i, (i < n)%nat -> h i = true -> - (p i * ln (p i)) <= g i) as L.
    { intros i Hi Hh. unfold g. destruct (f i) eqn:F; [|rewrite (Out i) by assumption; lra].
      pose proof (Pos i Hi Hh F) as Q. specialize (X i Q).
      assert (0 < m / N / p i) as R by now apply Rdiv_lt_0_compat.
      pose proof (ln_le _ R). assert (0 <= p i * ((m / N / p i - 1) - ln (m / N / p i))) by (apply
        Rmult_le_pos; lra). lra. }
    rewrite <- G. split; [now apply over_le|]. split.
    - intros E i Hi Hh F. pose proof (over_equal n h _ _ L E i Hi Hh) as S. unfold g in S. rewrite F in S.
      pose proof (Pos i Hi Hh F) as Q. specialize (X i Q).
      assert (0 < m / N / p i) as R by now apply Rdiv_lt_0_compat.
      assert (m / N / p i = 1) as O.
      { apply ln_equal; [assumption|]. apply (Rmult_eq_reg_l (p i)); lra. }
      apply (Rmult_eq_compat_r (p i)) in O. unfold Rdiv in O. rewrite Rmult_assoc, Rinv_l in O by lra.
      unfold Rdiv. lra.
    - intros E. apply over_ext. intros i Hi Hh. unfold g. destruct (f i) eqn:F.
      + rewrite (E i) by assumption. lra.
      + rewrite (Out i) by assumption. lra.
  Qed.

  (* Equality exactly when head and finite tail are uniform. *)
  Theorem entropy_bound k : count n kept = k -> (forall i, (i < n)%nat -> kept i = true -> finite (s i) =
    true) ->
    (k < n_f n s)%nat ->
    let bound := binary_entropy tau + (1 - tau) * ln (INR k) + tau * ln (INR (n_f n s - k)) in
    entropy n p <= bound /\
    (entropy n p = bound <->
     (forall i, (i < n)%nat -> kept i = true -> p i = (1 - tau) / INR k) /\
     (forall i, (i < n)%nat -> kept i = false -> finite (s i) = true -> p i = tau / INR (n_f n s - k))).
  Proof.
    intros C F B bound. pose proof (head_pos n s kept some) as P.
    assert (0 < INR k) as K.
    { apply lt_0_INR. destruct some as (i & Hi & Ki & _). rewrite <- C.
      assert (count n (fun _ => false) < count n kept)%nat; [|lia]. now apply (count_lt n _ _ i). }
    assert (0 < INR (n_f n s - k)) as N by (apply lt_0_INR; lia).
    assert (count n (fun i => tail i && finite (s i)) = (n_f n s - k)%nat) as CT.
    { unfold n_f. rewrite (count_split n (fun i => finite (s i)) kept).
      replace (count n (fun i => finite (s i) && kept i)) with k.
      - rewrite Nat.add_comm, Nat.add_sub. apply count_ext. intros. unfold outside. apply andb_comm.
      - rewrite <- C. apply count_ext. intros i Hi. destruct (kept i) eqn:E; [|now rewrite andb_false_r].
        now rewrite F. }
    assert (forall i, (i < n)%nat -> finite (s i) = true -> 0 < p i) as pos.
    { intros i Hi E. apply Rdiv_lt_0_compat; [now apply weight_pos|now apply (Z_pos n s kept)]. }
    assert (0 < tau) as T.
    { destruct (over_some n (fun i => tail i && finite (s i)) (fun _ => 1)) as (j & Hj & E & _).
      { rewrite over_const, CT. lra. }
      apply andb_prop in E as [O E]. eapply Rlt_le_trans; [apply (pos j Hj E)|].
      apply (over_at_least_one n tail p j); auto. intros. now apply (p_nonneg n s kept some). }
    destruct (part_entropy kept (fun _ => true) (1 - tau) (INR k)) as [H1 E1]; auto.
    { now apply head_mass. } { discriminate. } { rewrite over_const, C. field. lra. }
    destruct (part_entropy tail (fun i => finite (s i)) tau (INR (n_f n s - k))) as [H2 E2]; auto.
    { intros i _ _ E. unfold rows.p, w. destruct (s i); [discriminate|]. cbn. unfold Rdiv. lra. }
    { transitivity (over n (fun i => tail i && finite (s i)) (fun _ => tau / INR (n_f n s - k))).
      - apply sum_ext. intros i _. destruct (tail i), (finite (s i)); reflexivity.
      - rewrite over_const, CT. field. lra. }
    unfold entropy, bound, binary_entropy. rewrite (split n kept). split; [lra|]. split.
    - intros E. split.
      + intros i Hi Ki. apply E1; auto. lra.
      + intros i Hi Ki Fi. apply E2; auto; [lra|]. unfold outside. now rewrite Ki.
    - intros [A D]. rewrite (proj2 E1), (proj2 E2); [lra| |auto].
      intros i Hi O Fi. apply D; auto. unfold outside in O. now destruct (kept i).
  Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ count 2 (first 1) = 1%nat /\ (1 < n_f 2 flat)%nat /\
  entropy 2 (p 2 flat) = ln 2.
Proof.
  split; [exact flat_some|]. split; [reflexivity|]. split; [rewrite flat_count; lia|].
  unfold entropy. compute_row. replace (1 / (0 + 1 + 1)) with (/ 2) by field. rewrite ln_Rinv by lra. lra.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ entropy 2 (p 2 flat) <=
  99 / 100 * (binary_entropy (1 / 2) + (1 - 1 / 2) * ln (INR 1) + 1 / 2 * ln (INR (2 - 1))).
Proof.
  destruct witness as (_ & _ & _ & ->). unfold binary_entropy. cbn [INR Nat.sub]. rewrite ln_1.
  replace (1 - 1 / 2) with (/ 2) by lra. replace (1 / 2) with (/ 2) by lra. rewrite ln_Rinv by lra.
  pose proof (ln_increasing 1 2). rewrite ln_1 in *. lra.
Qed.
