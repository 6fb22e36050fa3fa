(* tail-mass-shape: tau_k is nonincreasing and convex in k for 0 <= k <= n; tau_k <= 1 - k/n_f for 1 <= k
   <= n_f; invariant to s + c and to permutation *)
(* H0, H1 and H2 are any Top-k sets of k - 1, k and k + 1 keys, nested or not; at k = 0 the mass is 1. A
   Top-k set exists for every k <= n (top_k_exists). *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax top_sets examples.
Open Scope R_scope.

Lemma mass_is n s h : over n h (p n s) = over n h (w s) / Z n s.
Proof.
  unfold p. rewrite (over_ext n h _ (fun i => / Z n s * w s i)) by (intros; unfold Rdiv; lra).
  rewrite over_scal. unfold Rdiv. lra.
Qed.
Lemma tau_is n s h : tau n s h = over n (outside h) (w s) / Z n s.
Proof. apply mass_is. Qed.
Lemma tail_is n s h : 0 < Z n s -> tau n s h = 1 - over n h (w s) / Z n s.
Proof.
  intros P. rewrite tau_is. pose proof (split n h (w s)) as S. fold (Z n s) in S.
  apply (Rmult_eq_reg_r (Z n s)); [|lra]. replace ((1 - _ / Z n s) * Z n s) with (Z n s - over n h (w s)) by
    (field; lra).
  replace (over n (outside h) (w s) / Z n s * Z n s) with (over n (outside h) (w s)) by (field; lra). lra.
Qed.
Definition shifted (c : R) (s : nat -> score) (i : nat) : score := option_map (Rplus c) (s i).

Section Row.
  Variables (n : nat) (s : nat -> score).
  Hypothesis some_finite : exists i, (i < n)%nat /\ finite (s i) = true.
  Lemma total_pos : 0 < Z n s.
  Proof. destruct some_finite as (i & H & F). apply (Z_pos n s (fun _ => true)). exists i. auto. Qed.

  Lemma nonincreasing H1 H2 k : top_k n s H1 k -> top_k n s H2 (k + 1) -> tau n s H2 <= tau n s H1.
  Proof.
    intros [C _] T. pose proof total_pos as P. rewrite !tail_is by assumption.
    assert (over n H1 (w s) <= over n H2 (w s)) as L by (apply (top_k_heaviest n s H2 (k + 1));
      [assumption|lia]).
    apply (Rmult_le_compat_r (/ Z n s)) in L; [unfold Rdiv; lra|left; now apply Rinv_0_lt_compat].
  Qed.
  Lemma convex H0 H1 H2 k : top_k n s H0 k -> top_k n s H1 (k + 1) -> top_k n s H2 (k + 2) ->
    2 * tau n s H1 <= tau n s H0 + tau n s H2.
  Proof.
    intros [C0 _] T1 [C2 _]. pose proof total_pos as P. rewrite !tail_is by assumption.
    destruct (key_apart n H0 H2) as (x & X & K & N); [lia|].
    pose proof (over_with n x H0 (w s) X N) as A. pose proof (over_without n x H2 (w s) X K) as B.
    assert (over n (with_key x H0) (w s) <= over n H1 (w s)) as L.
    { apply (top_k_heaviest n s H1 (k + 1)); [assumption|]. rewrite count_with by assumption. lia. }
    assert (over n (without_key x H2) (w s) <= over n H1 (w s)) as M.
    { apply (top_k_heaviest n s H1 (k + 1)); [assumption|]. pose proof (count_without n x H2 X K). lia. }
    assert (over n H0 (w s) + over n H2 (w s) <= 2 * over n H1 (w s)) as S by lra.
    apply (Rmult_le_compat_r (/ Z n s)) in S; [unfold Rdiv; lra|left; now apply Rinv_0_lt_compat].
  Qed.
  Lemma below_line H k : top_k n s H k -> (k <= n_f n s)%nat -> tau n s H <= 1 - INR k / INR (n_f n s).
  Proof.
    intros T B. pose proof total_pos as P. rewrite tail_is by assumption.
    assert (0 < INR (n_f n s)) as F.
    { apply lt_0_INR. destruct some_finite as (i & Hi & E). unfold n_f.
      assert (count n (fun _ => false) < count n (fun j => finite (s j)))%nat; [|lia].
      now apply (count_lt n _ _ i). }
    destruct (top_k_threshold n s H k T) as (t & T0 & A).
    pose proof (tail_count n s H k T B) as CT. pose proof T as [C _].
    assert (INR k * t <= over n H (w s)) as HH.
    { rewrite <- C, <- over_const. apply over_le. intros i Hi K. specialize (A i Hi). now rewrite K in A. }
    assert (over n (outside H) (w s) <= (INR (n_f n s) - INR k) * t) as TT.
    { rewrite <- minus_INR, <- CT, <- over_const by assumption. apply sum_le. intros i Hi.
      specialize (A i Hi).
      unfold outside. destruct (H i); cbn [negb andb]; [lra|]. unfold w in *. destruct (s i); cbn in *; lra. }
    pose proof (split n H (w s)) as S. fold (Z n s) in S.
    assert (INR k <= INR (n_f n s)) by now apply le_INR. pose proof (pos_INR k).
    enough (INR k / INR (n_f n s) <= over n H (w s) / Z n s) by lra.
    apply div_le_div; try assumption. rewrite S.
    assert (INR k * over n (outside H) (w s) <= INR k * ((INR (n_f n s) - INR k) * t)) by (apply
      Rmult_le_compat_l; assumption).
    assert ((INR (n_f n s) - INR k) * (INR k * t) <= (INR (n_f n s) - INR k) * over n H (w s)) by (apply
      Rmult_le_compat_l; lra).
    lra.
  Qed.
  Lemma on_line H k x : top_k n s H k -> (1 <= k <= n_f n s)%nat ->
    (forall i, (i < n)%nat -> s i = None \/ s i = Some x) -> tau n s H = 1 - INR k / INR (n_f n s).
  Proof.
    intros T B E. pose proof total_pos as P. rewrite tail_is by assumption. pose proof T as [C _].
    assert (over n H (w s) = INR k * exp x) as ->.
    { rewrite <- C, <- over_const. apply over_ext. intros i Hi K. unfold w.
      pose proof (kept_finite n s H k T i ltac:(lia) Hi K) as F.
      destruct (E i Hi) as [G|G]; rewrite G in *; [discriminate|reflexivity]. }
    assert (Z n s = INR (n_f n s) * exp x) as ->.
    { unfold n_f. rewrite <- over_const. apply sum_ext. intros i Hi. unfold w.
      destruct (E i Hi) as [->| ->]; reflexivity. }
    pose proof (exp_pos x). assert (0 < INR (n_f n s)) by (apply lt_0_INR; lia). field. lra.
  Qed.
End Row.

Lemma shift_invariant n s c h : tau n (shifted c s) h = tau n s h.
Proof.
  rewrite !tau_is. assert (forall i, w (shifted c s) i = exp c * w s i) as W.
  { intros i. unfold w, shifted. destruct (s i); cbn; [apply exp_plus|lra]. }
  unfold Z. rewrite (sum_ext n (w (shifted c s)) (fun i => exp c * w s i)) by auto. rewrite sum_scal.
  rewrite (over_ext n (outside h) (w (shifted c s)) (fun i => exp c * w s i)) by auto. rewrite over_scal.
  pose proof (exp_pos c). destruct (Req_dec (sum n (w s)) 0) as [->|]; [|field; lra].
  rewrite Rmult_0_r. unfold Rdiv. rewrite Rinv_0. lra.
Qed.
Lemma shift_top_k n s c h k : top_k n s h k -> top_k n (shifted c s) h k.
Proof.
  intros [C L]. split; [assumption|]. intros i j Hi Hj K N. specialize (L i j Hi Hj K N). unfold shifted.
  destruct (s i), (s j); cbn in *; try easy. lra.
Qed.
Lemma permutation_invariant n s h pi : (forall i, (i < n)%nat -> (pi i < n)%nat) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> pi i = pi j -> i = j) ->
  tau n (fun i => s (pi i)) (fun i => h (pi i)) = tau n s h.
Proof.
  intros B I. assert (Z n (fun i => s (pi i)) = Z n s) as E by exact (sum_permuted n pi (w s) B I).
  rewrite !tau_is, E. f_equal. exact (sum_permuted n pi (fun i => if outside h i then w s i else 0) B I).
Qed.

Theorem tail_mass_shape n s : (exists i, (i < n)%nat /\ finite (s i) = true) ->
  (forall H1 H2 k, top_k n s H1 k -> top_k n s H2 (k + 1) -> tau n s H2 <= tau n s H1) /\
  (forall H0 H1 H2 k, top_k n s H0 k -> top_k n s H1 (k + 1) -> top_k n s H2 (k + 2) ->
     2 * tau n s H1 <= tau n s H0 + tau n s H2) /\
  (forall H k, top_k n s H k -> (1 <= k <= n_f n s)%nat -> tau n s H <= 1 - INR k / INR (n_f n s)) /\
  (forall H k x, top_k n s H k -> (1 <= k <= n_f n s)%nat ->
     (forall i, (i < n)%nat -> s i = None \/ s i = Some x) -> tau n s H = 1 - INR k / INR (n_f n s)) /\
  (forall c H k, top_k n s H k -> top_k n (shifted c s) H k /\ tau n (shifted c s) H = tau n s H) /\
  (forall pi H, (forall i, (i < n)%nat -> (pi i < n)%nat) ->
     (forall i j, (i < n)%nat -> (j < n)%nat -> pi i = pi j -> i = j) ->
     tau n (fun i => s (pi i)) (fun i => H (pi i)) = tau n s H).
Proof.
  intros F. split; [now apply nonincreasing|]. split; [now apply convex|].
  split; [intros; apply below_line; auto; lia|]. split; [now apply on_line|]. split.
  - intros c H k T. split; [now apply shift_top_k|apply shift_invariant].
  - intros. now apply permutation_invariant.
Qed.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 <= n_f 2 flat)%nat /\
  tau 2 flat (first 1) = 1 - INR 1 / INR (n_f 2 flat).
Proof. split; [exact flat_top|]. split; [rewrite flat_count; lia|]. rewrite flat_tau. cbn. field. Qed.

(* one-key-fewer: n_f - 1 for n_f in the line. *)
Example mutant_one_key_fewer : ~ tau 2 flat (first 1) <= 1 - INR 1 / (INR (n_f 2 flat) - 1).
Proof. rewrite flat_tau, flat_count. cbn [INR]. replace (1 - 1 / (1 + 1 - 1)) with 0 by field. lra. Qed.
