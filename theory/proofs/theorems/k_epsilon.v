(* k-epsilon: for 0 < eps < 1, k_eps = min{k : tau_k <= eps} is the size of the smallest set of mass at
   least 1 - eps, and (1 - eps)/p_max <= k_eps <= ceil(n_f (1 - eps)) *)
(* certified k: the tail mass of the Top-k sets of k keys is at most eps. k_eps is the least of them; p_max
   the largest p_i. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

Section Row.
  Variables (n : nat) (s : nat -> score).
  Hypothesis some_finite : exists i, (i < n)%nat /\ finite (s i) = true.
  Local Notation p := (rows.p n s).
  Local Notation n_f := (rows.n_f n s).

  (* tau_k <= eps; the choice of the Top-k set does not matter. *)
  Definition certified (eps : R) (k : nat) : Prop := exists H, top_k n s H k /\ tau n s H <= eps.
  Definition least (P : nat -> Prop) (k : nat) : Prop := P k /\ forall j, P j -> (k <= j)%nat.
  Definition of_mass (m : R) (k : nat) : Prop := exists S, count n S = k /\ m <= over n S p.

  Lemma mass_head H : over n H p = 1 - tau n s H.
  Proof. destruct (mass_range n s H some_finite) as [_ E]. unfold tau. rewrite <- E. lra. Qed.
  Lemma some_kept : keeps_some n s (fun _ => true).
  Proof. destruct some_finite as (i & ? & ?). exists i. auto. Qed.
  Lemma heaviest_mass H k S : top_k n s H k -> (count n S <= k)%nat -> over n S p <= over n H p.
  Proof.
    intros T C. rewrite !mass_is. apply Rmult_le_compat_r.
    - left. apply Rinv_0_lt_compat. exact (Z_pos n s _ some_kept).
    - now apply (top_k_heaviest n s H k).
  Qed.
  Lemma same_size eps k : of_mass (1 - eps) k <-> certified eps k.
  Proof.
    split.
    - intros (S & C & M). destruct (top_k_exists n s k) as (H & T); [rewrite <- C; apply count_most|].
      exists H. split; [assumption|]. pose proof (heaviest_mass H k S T ltac:(lia)) as L.
        rewrite (mass_head H) in L. lra.
    - intros (H & T & E). exists H. destruct T as [C _]. split; [exact C|]. rewrite mass_head. lra.
  Qed.
  (* Any set of mass 1 - eps has (1 - eps)/p_max keys at least. *)
  Lemma at_least_this_many eps k p_max : 0 < p_max -> (forall i, (i < n)%nat -> p i <= p_max) ->
    certified eps k -> (1 - eps) / p_max <= INR k.
  Proof.
    intros P M (H & [C _] & E). pose proof (mass_head H) as MH.
    assert (over n H p <= INR k * p_max) as L by (rewrite <- C, <- over_const; apply over_le; auto).
    apply (Rmult_le_reg_r p_max); [assumption|]. replace ((1 - eps) / p_max * p_max) with (1 - eps) by
      (field; lra). lra.
  Qed.
  (* k >= n_f (1 - eps) keys, no more than n_f, suffice. *)
  Lemma this_many_suffice eps k : (1 <= k <= n_f)%nat -> INR n_f * (1 - eps) <= INR k -> certified eps k.
  Proof.
    intros B L. destruct (top_k_exists n s k) as (H & T).
    { pose proof (count_most n (fun i => finite (s i))). unfold rows.n_f in B. lia. }
    exists H. split; [assumption|]. pose proof (Z_pos n s _ some_kept) as P.
    destruct (top_k_threshold n s H k T) as (t & T0 & A). pose proof (tail_count n s H k T ltac:(lia)) as CT.
    pose proof T as [C _].
    assert (INR k * t <= over n H (w s)) as HH.
    { rewrite <- C, <- over_const. apply over_le. intros i Hi K. specialize (A i Hi). now rewrite K in A. }
    assert (over n (outside H) (w s) <= (INR n_f - INR k) * t) as TT.
    { rewrite <- minus_INR, <- CT, <- over_const by lia. apply sum_le. intros i Hi. specialize (A i Hi).
      unfold outside. destruct (H i); cbn [negb andb]; [lra|]. unfold w in *. destruct (s i); cbn in *; lra. }
    assert (0 < INR k) by (apply lt_0_INR; lia). assert (INR k <= INR n_f) by (apply le_INR; lia).
    pose proof (over_weight_nonneg n s (outside H)) as TN.
    assert (0 < over n H (w s)) as HP.
    { pose proof (split n H (w s)) as S. fold (Z n s) in S.
      destruct (Rle_lt_dec (over n H (w s)) 0); [|assumption]. exfalso.
      assert (t = 0) by nra. subst t. lra. }
    assert (INR k * over n (outside H) (w s) <= INR k * ((INR n_f - INR k) * t)) by (apply Rmult_le_compat_l;
      lra).
    assert ((INR n_f - INR k) * (INR k * t) <= (INR n_f - INR k) * over n H (w s)) by (apply
      Rmult_le_compat_l; lra).
    rewrite tau_odds. set (h := over n H (w s)) in *. set (o := over n (outside H) (w s)) in *.
    (* n_f o <= (n_f - k) (h + o) <= n_f eps (h + o) *)
    assert (INR n_f * o <= (INR n_f - INR k) * (h + o)) by lra.
    assert ((INR n_f - INR k) * (h + o) <= INR n_f * eps * (h + o)) by (apply Rmult_le_compat_r; lra).
    apply (Rmult_le_reg_r (h + o)); [lra|]. replace (o / (h + o) * (h + o)) with o by (field; lra).
    apply (Rmult_le_reg_l (INR n_f)); [lra|]. lra.
  Qed.
End Row.

(* With c = ceil(n_f (1 - eps)): the whole number from n_f (1 - eps) to less than 1 above it. *)
Theorem k_epsilon n s eps k p_max : (exists i, (i < n)%nat /\ finite (s i) = true) -> 0 < eps < 1 ->
  0 < p_max -> (forall i, (i < n)%nat -> p n s i <= p_max) ->
  least (certified n s eps) k ->
  least (of_mass n s (1 - eps)) k /\ (1 - eps) / p_max <= INR k /\
  (forall c, INR (n_f n s) * (1 - eps) <= INR c < INR (n_f n s) * (1 - eps) + 1 -> (k <= c)%nat).
Proof.
  intros F E P M [C L]. split; [|split].
  - split; [now apply same_size|]. intros j J. apply L. now apply same_size.
  - now apply (at_least_this_many n s F eps k p_max P M).
  - intros c [A B]. apply L. apply this_many_suffice; auto.
    assert (0 < INR (n_f n s)) as N.
    { apply lt_0_INR. destruct F as (i & Hi & Fi). unfold n_f.
      assert (count n (fun _ => false) < count n (fun j => finite (s j)))%nat; [|lia].
        now apply (count_lt n _ _ i). }
    split; [|assert (INR c < INR (n_f n s) + 1) as U by nra; rewrite <- S_INR in U; apply INR_lt in U; lia].
    assert (0 < INR c) as D by nra. destruct c; [cbn in D; lra|lia].
Qed.

Lemma flat_certified : least (certified 2 flat (1 / 2)) 1.
Proof.
  split.
  - exists (first 1). split; [exact flat_top|]. rewrite flat_tau. lra.
  - intros j (H & [C _] & E). destruct j; [exfalso|lia].
    assert (exists i, (i < 2)%nat /\ finite (flat i) = true) as F by (exists 0%nat; split; [lia|reflexivity]).
    pose proof (mass_head 2 flat F H) as M.
    assert (over 2 H (p 2 flat) = 0); [|lra].
    transitivity (over 2 H (fun _ => 0)); [|rewrite over_const; lra].
    apply over_ext. intros i Hi K. exfalso. assert (count 2 (fun _ => false) < count 2 H)%nat; [|lia].
    now apply (count_lt 2 _ _ i).
Qed.
Example witness : (exists i, (i < 2)%nat /\ finite (flat i) = true) /\ 0 < 1 / 2 < 1 /\ 0 < 1 / 2 /\
  (forall i, (i < 2)%nat -> p 2 flat i <= 1 / 2) /\ least (certified 2 flat (1 / 2)) 1 /\
  (1 - 1 / 2) / (1 / 2) = INR 1.
Proof.
  split; [exists 0%nat; split; [lia|reflexivity]|]. split; [lra|]. split; [lra|]. split; [|split].
  - intros i Hi. each i; compute_row; replace (1 / (0 + 1 + 1)) with (1 / 2) by field; lra.
  - exact flat_certified.
  - cbn. field.
Qed.

(* tightened-ceiling: one key fewer than n_f (1 - eps). *)
Example mutant_one_key_fewer : ~ certified 2 flat (1 / 2) 0.
Proof. intros H. apply flat_certified in H. lia. Qed.
