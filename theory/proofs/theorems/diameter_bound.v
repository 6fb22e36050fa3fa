(* diameter-bound: 0 < tau < 1: |err| <= tau diam_{H,T}, the greatest |v_i - v_j| over head i and tail j of
   finite score *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import centre_distance_bound.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors means examples.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable v : nat -> vector.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).
  Hypothesis tau_range : 0 < tau < 1.
  Local Notation err := (values.err n s kept v).
  Local Notation mu_H := (values.mu_H n s kept v).
  Local Notation mu_T := (values.mu_T n s kept v).

  Definition same (u x : vector) : Prop := forall a, (a < d)%nat -> u a = x a.
  Lemma square_zero u x : square d (sub u x) <= 0 -> same u x.
  Proof.
    intros S a Ha. assert (sum d (fun _ => 0) = sum d (fun a => sub u x a * sub u x a)) as E.
    { rewrite sum_zero. pose proof (dot_pos d (sub u x)). unfold square, dot in *. lra. }
    assert (0 = sub u x a * sub u x a) as F.
    { apply (sum_equal d (fun _ => 0) (fun a => sub u x a * sub u x a)); auto. intros. apply Rle_0_sqr. }
    symmetry in F. apply Rmult_integral in F. unfold sub in F. lra.
  Qed.
  (* The values constant on each side, masked keys left out. *)
  Definition constant_on (side : nat -> bool) : Prop := forall i j, (i < n)%nat -> (j < n)%nat ->
    side i = true -> side j = true -> finite (s i) = true -> finite (s j) = true -> same (v i) (v j).

  Lemma bound_holds D : across n d s kept v D -> norm d err <= tau * D.
  Proof. intros A. apply centre_distance; auto. now apply centre_below_diameter. Qed.

  Lemma mean_of_same h m (c : vector) : over n h p = m -> m <> 0 ->
    (forall i, (i < n)%nat -> h i = true -> finite (s i) = true -> same (v i) c) ->
    same (fun a => over n h (fun i => p i * v i a) / m) c.
  Proof.
    intros M N S a Ha. rewrite (over_ext n h _ (fun i => c a * p i)).
    - rewrite over_scal, M. field. exact N.
    - intros i Hi Hh. destruct (finite (s i)) eqn:F; [rewrite (S i Hi Hh F a Ha); lra|].
      unfold rows.p, w. destruct (s i); [discriminate|]. cbn. unfold Rdiv. lra.
  Qed.
  Lemma norm_same u x y z : same u x -> same y z -> norm d (sub u y) = norm d (sub x z).
  Proof.
    intros A B. unfold norm. f_equal. apply sum_ext. intros a Ha. unfold sub. now rewrite (A a Ha), (B a Ha).
  Qed.

  (* All pairs at the distance of the means, in its direction. *)
  Lemma all_pairs_alike D : diameter n d s kept v D -> norm d err = tau * D ->
    forall i j, pair n s kept i j -> same (sub (v j) (v i)) (sub mu_T mu_H).
  Proof.
    intros [A _] E. rewrite (error_norm n d s kept v some tau_range) in E. apply Rmult_eq_reg_l in E; [|lra].
    set (u := sub mu_T mu_H) in *.
    assert (0 <= D) as D0 by (rewrite <- E; apply norm_pos).
    assert (0 < Z n s) as ZP by now apply (Z_pos n s kept).
    assert (dot d u u = D * D) as UU by (rewrite <- norm_sqr, E; reflexivity).
    assert (forall i j, pair n s kept i j -> dot d (sub (v j) (v i)) u <= D * D) as L.
    { intros i j Q. eapply Rle_trans; [apply cauchy_schwarz|]. rewrite E. apply Rmult_le_compat_r;
      [assumption|].
      rewrite norm_sub_comm. now apply A. }
    assert (forall x y, dot d (sub x y) u = dot d x u - dot d y u) as dot_sub.
    { intros x y. unfold dot, sub. rewrite <- sum_minus. apply sum_ext. intros; lra. }
    assert (forall h m, over n h p = m -> m <> 0 ->
              dot d (fun a => over n h (fun i => p i * v i a) / m) u * m = over n h (fun i => p i * dot d (v
                i) u)) as lin.
    { intros h m M N. unfold dot at 1. rewrite Rmult_comm, <- sum_scal.
      transitivity (sum d (fun a => sum n (fun i => if h i then p i * (v i a * u a) else 0))).
      - apply sum_ext. intros a _. replace (m * _) with (u a * over n h (fun i => p i * v i a)) by (field;
          exact N).
        rewrite <- over_scal. apply over_ext. intros. lra.
      - rewrite <- sum_swap. apply sum_ext. intros i _. destruct (h i); [|now rewrite sum_zero].
        unfold dot. now rewrite sum_scal. }
    pose proof (lin kept (1 - tau) (head_mass n s kept some) ltac:(lra)) as LH.
    pose proof (lin tail tau eq_refl ltac:(lra)) as LT.
    fold mu_H in LH. fold mu_T in LT.
    assert (dot d mu_T u - dot d mu_H u = D * D) as M by (rewrite <- dot_sub; exact UU).
    (* each tail key's projection is that of mu_T *)
    assert (forall i, (i < n)%nat -> kept i = true -> finite (s i) = true ->
              forall j, (j < n)%nat -> tail j = true -> finite (s j) = true -> 0 <= D * D - (dot d (v j) u -
                dot d (v i) u)) as N.
    { intros i Hi Ki Fi j Hj Kj Fj. rewrite <- dot_sub.
      assert (pair n s kept i j) as Q.
      { unfold outside in Kj. repeat split; auto. now destruct (kept j). }
      pose proof (L i j Q). lra. }
    assert (forall j, (j < n)%nat -> tail j = true -> finite (s j) = true ->
              0 <= D * D - (dot d (v j) u - dot d mu_H u)) as NT.
    { intros j Hj Kj Fj. assert (0 <= over n kept (fun i => p i * (D * D - dot d (v j) u + dot d (v i) u)))
      as G.
      { apply over_nonneg. intros i Hi Ki. destruct (finite (s i)) eqn:Fi.
        - apply Rmult_le_pos; [now apply (p_nonneg n s kept)|]. pose proof (N i Hi Ki Fi j Hj Kj Fj). lra.
        - unfold rows.p, w. destruct (s i); [discriminate|]. cbn. unfold Rdiv. lra. }
      rewrite (over_ext n kept _ (fun i => (D * D - dot d (v j) u) * p i + p i * dot d (v i) u)) in G by
        (intros; lra).
      rewrite over_plus, over_scal, (head_mass n s kept some), <- LH in G. nra. }
    assert (forall j, (j < n)%nat -> tail j = true -> finite (s j) = true ->
              D * D - (dot d (v j) u - dot d mu_H u) = 0) as ET.
    { apply (mean_zero n s tail); auto.
      rewrite (over_ext n tail _ (fun i => (D * D + dot d mu_H u) * p i - p i * dot d (v i) u)) by (intros;
        lra).
      rewrite over_minus, over_scal, <- LT. change (over n tail p) with tau. nra. }
    assert (forall j, (j < n)%nat -> tail j = true -> finite (s j) = true ->
              forall i, (i < n)%nat -> kept i = true -> finite (s i) = true ->
              D * D - (dot d (v j) u - dot d (v i) u) = 0) as EH.
    { intros j Hj Kj Fj. apply (mean_zero n s kept); auto.
      rewrite (over_ext n kept _ (fun i => (D * D - dot d (v j) u) * p i + p i * dot d (v i) u)) by (intros;
        lra).
      rewrite over_plus, over_scal, (head_mass n s kept some), <- LH. pose proof (ET j Hj Kj Fj). nra. }
    intros i j Q. pose proof Q as (Hi & Hj & Ki & Kj & Fi & Fj). apply square_zero.
    assert (tail j = true) as Tj by (unfold outside; now rewrite Kj).
    pose proof (EH j Hj Tj Fj i Hi Ki Fi) as P. rewrite <- dot_sub in P.
    pose proof (A i j Q) as B. rewrite norm_sub_comm in B. pose proof (norm_pos d (sub (v j) (v i))) as B0.
    pose proof (norm_sqr d (sub (v j) (v i))) as B1. set (x := sub (v j) (v i)) in *.
    assert (square d (sub x u) = dot d x x - 2 * dot d x u + dot d u u) as ->.
    { unfold square, dot, sub. rewrite <- sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros; ring. }
    rewrite UU. nra.
  Qed.

  (* Equality exactly when the values are constant on each side. *)
  Theorem diameter_bound :
    (forall D, across n d s kept v D -> norm d err <= tau * D) /\
    (forall D, diameter n d s kept v D -> (norm d err = tau * D <-> constant_on kept /\ constant_on tail)).
  Proof.
    split; [exact bound_holds|]. intros D HD. pose proof HD as [A (i0 & j0 & Q & E0)].
    pose proof Q as (Hi & Hj & Ki & Kj & Fi & Fj). split.
    - intros E. pose proof (all_pairs_alike D HD E) as P. split; intros i j Hi' Hj' Si Sj Fi' Fj' a Ha.
      + pose proof (P i j0 ltac:(repeat split; auto) a Ha) as X. pose proof (P j j0 ltac:(repeat split;
          auto) a Ha) as Y.
        unfold sub in X, Y. lra.
      + unfold outside in Si, Sj.
        pose proof (P i0 i ltac:(repeat split; auto; now destruct (kept i)) a Ha) as X.
        pose proof (P i0 j ltac:(repeat split; auto; now destruct (kept j)) a Ha) as Y. unfold sub in X, Y.
          lra.
    - intros [CH CT]. rewrite (error_norm n d s kept v some tau_range). f_equal. rewrite <- E0, norm_sub_comm.
      assert (outside kept j0 = true) as Oj by (unfold outside; now rewrite Kj).
      apply norm_same.
      + apply (mean_of_same kept (1 - tau)); [now apply head_mass|lra|]. intros i H1 H2 H3. now apply CH.
      + apply (mean_of_same tail tau); [reflexivity|lra|]. intros i H1 H2 H3. now apply CT.
  Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  diameter 2 1 flat (first 1) apart 2 /\ norm 1 (err 2 flat (first 1) apart) = tau 2 flat (first 1) * 2.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|]. split; [exact apart_diameter|].
    rewrite apart_norm, flat_tau. lra.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ norm 1 (err 2 flat (first 1) apart) <= 99 / 100 * (tau 2 flat (first 1) * 2).
Proof. rewrite apart_norm, flat_tau. lra. Qed.
