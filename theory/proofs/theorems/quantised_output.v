(* quantised-output: p^' the softmax over S alone of scores s' masked alike, w_H = max - min of s' - s over
   S, v^ other
   values, out = sum over S of p^' v^, diam_H over pairs in S: |Attn - out| <= tau diam_{H,T} +
   tanh(w_H/4) diam_H + max_S |v - v^|, and TV(P, p^') <= 1 - (1 - tau)(1 - tanh(w_H/4)). v^ here: the
   values rounded to 1 to 8 binary digits *)
(* For any other values v^. w_H = hi - lo, where s' - s is from lo to hi on S. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require local_splits score_perturbation.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax calculus odds vectors means examples.
Open Scope R_scope.

(* A set alone: all other keys masked. *)
Definition alone (kept : nat -> bool) (s : nat -> score) (i : nat) : score := if kept i then s i else None.

(* Total variation by what two distributions have in common, and what it can move. *)
Section Pair.
  Variables n d : nat.
  Variables a b : nat -> R.
  Hypothesis sum_a : sum n a = 1.
  Hypothesis sum_b : sum n b = 1.
  Local Notation T := (total_variation n a b).
  Definition more (i : nat) : R := a i - Rmin (a i) (b i).
  Definition less (i : nat) : R := b i - Rmin (a i) (b i).
  Lemma common : T = 1 - sum n (fun i => Rmin (a i) (b i)).
  Proof.
    unfold total_variation. rewrite (sum_ext n _ (fun i => a i + b i - 2 * Rmin (a i) (b i))).
    - rewrite sum_minus, sum_plus, sum_scal, sum_a, sum_b. lra.
    - intros i _. unfold Rmin. destruct (Rle_dec (a i) (b i)); [rewrite Rabs_left1|rewrite Rabs_right]; lra.
  Qed.
  Lemma moved : sum n more = T /\ sum n less = T /\
    (forall i, 0 <= more i) /\ (forall i, 0 <= less i) /\ (forall i, more i - less i = a i - b i).
  Proof.
    unfold more, less. rewrite !sum_minus, sum_a, sum_b, common. repeat split; try lra;
      intros i; unfold Rmin; destruct (Rle_dec (a i) (b i)); lra.
  Qed.
  Variable v : nat -> vector.
  Variable D : R.
  Hypothesis apart : forall i j, (i < n)%nat -> (j < n)%nat -> more i <> 0 -> less j <> 0 ->
    norm d (sub (v i) (v j)) <= D.
  Lemma moves_at_most : norm d (fun x => sum n (fun i => (a i - b i) * v i x)) <= T * D.
  Proof.
    destruct moved as (A & B & PA & PB & E). destruct (Req_dec T 0) as [Z|Z].
    - rewrite Z, Rmult_0_l. rewrite (norm_ext d _ (scale 0 (fun _ => 0))); [rewrite norm_scale, Rabs_R0;
      lra|].
      intros x. unfold scale. rewrite Rmult_0_l. transitivity (sum n (fun _ => 0)); [|apply sum_zero].
      apply sum_ext. intros i Hi. rewrite <- E.
      assert (more i <= 0) by (rewrite <- Z, <- A; apply (sum_at_least_one n more); auto).
      assert (less i <= 0) by (rewrite <- Z, <- B; apply (sum_at_least_one n less); auto).
      specialize (PA i). specialize (PB i). replace (more i - less i) with 0 by lra. ring.
    - assert (0 <= T) as T0 by (rewrite <- A; apply sum_nonneg; intros; apply PA).
      rewrite (norm_ext d _ (total n (fun i => total n (fun j => scale (more i * less j * / T) (sub (v i) (v
        j)))))).
      + eapply Rle_trans; [apply norm_total|].
        apply Rle_trans with (sum n (fun i => D * more i)); [|rewrite sum_scal, A; lra].
        apply sum_le. intros i Hi. eapply Rle_trans; [apply norm_total|].
        apply Rle_trans with (sum n (fun j => more i * / T * D * less j)).
        * apply sum_le. intros j Hj. rewrite norm_scale.
          assert (0 <= more i * less j * / T) as P.
          { apply Rmult_le_pos; [now apply Rmult_le_pos|]. left. apply Rinv_0_lt_compat. lra. }
          rewrite Rabs_right by lra. destruct (Req_dec (more i) 0) as [M|M]; [rewrite M; lra|].
          destruct (Req_dec (less j) 0) as [N|N]; [rewrite N; lra|].
          pose proof (Rmult_le_compat_l _ _ _ P (apart i j Hi Hj M N)). lra.
        * rewrite sum_scal, B. right. field. exact Z.
      + intros x. unfold total, scale, sub.
        rewrite (sum_ext n (fun i => sum n (fun j => more i * less j * / T * (v i x - v j x)))
          (fun i => more i * v i x - / T * sum n (fun j => less j * v j x) * more i)).
        * rewrite sum_minus, sum_scal, A.
          replace (/ T * sum n (fun j => less j * v j x) * T) with (sum n (fun j => less j * v j x)) by
            (field; exact Z).
          rewrite <- sum_minus. apply sum_ext. intros i _. rewrite <- E. ring.
        * intros i _. rewrite (sum_ext n _ (fun j => more i * / T * v i x * less j - more i * / T * (less j *
          v j x)))
            by (intros; ring).
          rewrite sum_minus, !sum_scal, B. field. exact Z.
  Qed.
End Pair.

Section Row.
  Variables n d : nat.
  Variables s s' : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Variables lo hi : R.
  Hypothesis alike : differ_within n (alone kept s) (alone kept s') lo hi.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation p' := (rows.p n (alone kept s')).
  Local Notation tau := (rows.tau n s kept).
  Local Notation T := (tanh ((hi - lo) / 4)).

  Lemma alone_finite : exists i, (i < n)%nat /\ finite (alone kept s i) = true.
  Proof. destruct some as (i & Hi & K & F). exists i. unfold alone. rewrite K. auto. Qed.
  Lemma truncation_alone i : p_hat i = rows.p n (alone kept s) i.
  Proof.
    unfold rows.p_hat. rewrite mass_is. pose proof (Z_pos n s kept some) as P. pose proof (head_weight n s
      kept some) as H.
    assert (Z n (alone kept s) = over n kept (w s)) as E.
    { apply sum_ext. intros j _. unfold w, alone. now destruct (kept j). }
    unfold rows.p at 2. rewrite E. unfold w at 2, alone. destruct (kept i); [|cbn; unfold Rdiv; ring].
    unfold rows.p, w. field. split; [|lra]. unfold w in H. lra.
  Qed.
  Lemma alone_some' : keeps_some n (alone kept s') (fun _ => true).
  Proof. exact (score_perturbation.some_s' n _ _ lo hi alike alone_finite). Qed.
  Lemma p'_sum : sum n p' = 1.
  Proof. exact (p_sum n _ _ alone_some'). Qed.
  Lemma p'_outside i : kept i = false \/ finite (s' i) = false -> p' i = 0.
  Proof.
    intros H. unfold rows.p, w, alone. destruct (kept i); [|cbn; unfold Rdiv; ring].
    destruct H as [|H]; [discriminate|]. destruct (s' i); [discriminate|]. cbn. unfold Rdiv. ring.
  Qed.
  Lemma variation_on_head : total_variation n p_hat p' <= T.
  Proof.
    unfold total_variation. rewrite (sum_ext n _ (fun i => Rabs (rows.p n (alone kept s) i - p' i)))
      by (intros; now rewrite truncation_alone).
    exact (score_perturbation.spread n _ _ lo hi alike alone_finite).
  Qed.
  Lemma head_alike i : (i < n)%nat -> kept i = true -> finite (s i) = finite (s' i).
  Proof.
    intros Hi K. pose proof (alike i Hi) as A. unfold alone in A. rewrite K in A. destruct (s i), (s' i);
      easy.
  Qed.

  (* Total variation: what P and p^' have in common is at least 1 - tau of what p^ and p^' have. *)
  Lemma common_at_least i : (i < n)%nat -> (1 - tau) * Rmin (p_hat i) (p' i) <= Rmin (p i) (p' i).
  Proof.
    intros Hi. pose proof (head_pos n s kept some) as P. pose proof (tau_nonneg n s kept some) as Q.
    pose proof (p_nonneg n s kept some i) as A. pose proof (p_nonneg n _ _ alone_some' i) as B.
    assert ((1 - tau) * p_hat i <= p i) as C.
    { unfold rows.p_hat. rewrite (head_mass n s kept some). destruct (kept i); [right; field; lra|lra]. }
    apply Rmin_glb.
    - eapply Rle_trans; [|exact C]. apply Rmult_le_compat_l; [lra|apply Rmin_l].
    - apply Rle_trans with ((1 - tau) * p' i); [apply Rmult_le_compat_l; [lra|apply Rmin_r]|]. nra.
  Qed.
  Lemma variation_by_head : total_variation n p p' <= 1 - (1 - tau) * (1 - total_variation n p_hat p').
  Proof.
    rewrite (common n p p') by (exact (p_sum n s kept some) || exact p'_sum).
    rewrite (common n p_hat p') by (exact (p_hat_sum n s kept some) || exact p'_sum).
    replace (1 - (1 - sum n (fun i => Rmin (p_hat i) (p' i)))) with (sum n (fun i => Rmin (p_hat i) (p' i)))
      by ring.
    rewrite <- sum_scal. apply Rplus_le_compat_l, Ropp_le_contravar, sum_le. exact common_at_least.
  Qed.
  Lemma T_below_one : T < 1.
  Proof.
    unfold tanh. pose proof (exp_pos ((hi - lo) / 4)). pose proof (exp_pos (- ((hi - lo) / 4))).
    unfold sinh, cosh. apply (Rmult_lt_reg_r ((exp ((hi - lo) / 4) + exp (- ((hi - lo) / 4))) / 2)); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.
  Lemma variation_holds : total_variation n p p' <= 1 - (1 - tau) * (1 - T).
  Proof.
    eapply Rle_trans; [exact variation_by_head|]. pose proof (head_pos n s kept some). pose proof
      variation_on_head.
    apply Rplus_le_compat_l, Ropp_le_contravar, Rmult_le_compat_l; lra.
  Qed.
  Lemma nothing_moved : total_variation n p_hat p' = 0 -> forall i, (i < n)%nat -> p_hat i = p' i.
  Proof.
    intros E i Hi. unfold total_variation in E.
    assert (0 = Rabs (p_hat i - p' i)) as Q.
    { apply (sum_equal n (fun _ => 0) (fun i => Rabs (p_hat i - p' i))); auto; [intros; apply Rabs_pos|].
      rewrite sum_zero. lra. }
    destruct (Req_dec (p_hat i - p' i) 0); [lra|]. exfalso. now apply (Rabs_no_R0 (p_hat i - p' i)).
  Qed.
  Lemma variation_is : total_variation n p p' = 1 - (1 - tau) * (1 - T) <->
    lo = hi \/ (tau = 0 /\ total_variation n p_hat p' = T).
  Proof.
    pose proof (head_pos n s kept some) as P. pose proof (tau_nonneg n s kept some) as Q0.
    pose proof variation_on_head as V. pose proof variation_by_head as W.
    pose proof (score_perturbation.lo_le_hi n _ _ lo hi alike alone_finite) as LH.
    assert (0 <= total_variation n p_hat p') as V0.
    { apply Rmult_le_pos; [lra|]. apply sum_nonneg. intros. apply Rabs_pos. }
    assert (lo = hi -> T = 0) as T0.
    { intros ->. rewrite Rminus_eq_0. unfold Rdiv. rewrite Rmult_0_l. apply tanh_0. }
    split.
    - intros E. assert ((1 - tau) * (1 - T) <= (1 - tau) * (1 - total_variation n p_hat p')) as L
        by (apply Rmult_le_compat_l; lra).
      assert ((1 - tau) * (1 - T) = (1 - tau) * (1 - total_variation n p_hat p')) as F by lra.
      apply Rmult_eq_reg_l in F; [|lra]. assert (total_variation n p_hat p' = T) as VT by lra.
      destruct (Req_dec lo hi) as [|LN]; [now left|right]. split; [|exact VT].
      destruct (Req_dec tau 0) as [|TN]; [assumption|exfalso].
      (* each key has in common what the bound says, so none loses *)
      rewrite VT in W. assert (total_variation n p p' = 1 - (1 - tau) * (1 - total_variation n p_hat p')) as
        G by (rewrite VT; lra).
      rewrite (common n p p') in G by (exact (p_sum n s kept some) || exact p'_sum).
      rewrite (common n p_hat p') in G by (exact (p_hat_sum n s kept some) || exact p'_sum).
      assert (sum n (fun i => (1 - tau) * Rmin (p_hat i) (p' i)) = sum n (fun i => Rmin (p i) (p' i))) as S
        by (rewrite sum_scal; lra).
      assert (forall i, (i < n)%nat -> p_hat i <= p' i) as N.
      { intros i Hi. destruct (Rle_dec (p_hat i) (p' i)) as [|X]; [assumption|exfalso].
        pose proof (sum_equal n _ _ common_at_least S i Hi) as C. cbn beta in C.
        pose proof (p_nonneg n _ _ alone_some' i) as B.
        assert (kept i = true) as K by (destruct (kept i) eqn:K; [reflexivity|unfold rows.p_hat in X; rewrite
          K in X; lra]).
        assert (p i = (1 - tau) * p_hat i) as PI.
        { unfold rows.p_hat. rewrite K, (head_mass n s kept some). field. lra. }
        assert (0 < p' i) as B'.
        { unfold rows.p. apply Rdiv_lt_0_compat; [|exact (Z_pos n _ _ alone_some')]. unfold w, alone. rewrite
          K.
          apply weight_pos. rewrite <- head_alike by assumption.
          destruct (finite (s i)) eqn:Fi; [reflexivity|exfalso]. assert (p_hat i = 0) as Z0; [|lra].
          rewrite truncation_alone. unfold rows.p, w, alone. rewrite K. destruct (s i); [discriminate|].
          cbn. unfold Rdiv. ring. }
        rewrite (Rmin_right (p_hat i)) in C by lra.
        assert ((1 - tau) * p' i < Rmin (p i) (p' i)); [|lra].
        apply Rmin_glb_lt; [rewrite PI; apply Rmult_lt_compat_l; lra|]. assert (0 < tau * p' i) by (apply
          Rmult_lt_0_compat; lra). lra. }
      assert (T = 0) as TZ.
      { rewrite <- VT, (common n p_hat p') by (exact (p_hat_sum n s kept some) || exact p'_sum).
        rewrite (sum_ext n _ p_hat) by (intros i Hi; apply Rmin_left; now apply N).
        rewrite (p_hat_sum n s kept some). ring. }
      assert (0 < T); [|lra]. unfold tanh, sinh, cosh.
      pose proof (exp_increasing (- ((hi - lo) / 4)) ((hi - lo) / 4) ltac:(lra)). pose proof (exp_pos (- ((hi
        - lo) / 4))).
      apply Rdiv_lt_0_compat; lra.
    - intros [E|[E F]].
      + rewrite (T0 E) in *. assert (total_variation n p_hat p' = 0) as Z0 by lra.
        pose proof (nothing_moved Z0) as N. rewrite (common n p p') by (exact (p_sum n s kept some) || exact
          p'_sum).
        rewrite (sum_ext n _ (fun i => (1 - tau) * p_hat i)); [rewrite sum_scal, (p_hat_sum n s kept some);
          ring|].
        intros i Hi. rewrite <- N by assumption. pose proof (p_nonneg n s kept some i) as A. unfold
          rows.p_hat.
        rewrite (head_mass n s kept some). destruct (kept i); [|rewrite Rmin_right by assumption; ring].
        replace ((1 - tau) * (p i / (1 - tau))) with (p i) by (field; lra). apply Rmin_left.
        apply (Rmult_le_reg_r (1 - tau)); [assumption|]. replace (p i / (1 - tau) * (1 - tau)) with (p i) by
          (field; lra). nra.
      + rewrite E, <- F, Rminus_0_r, Rmult_1_l.
        replace (1 - (1 - total_variation n p_hat p')) with (total_variation n p_hat p') by ring.
        unfold total_variation. f_equal. apply sum_ext. intros i Hi. do 2 f_equal. unfold rows.p_hat.
        rewrite (head_mass n s kept some), E. destruct (kept i) eqn:K; [field|].
        apply Rle_antisym; [|now apply (p_nonneg n s kept)]. rewrite <- E.
        apply (over_at_least_one n (outside kept) p i); auto; [|unfold outside; now rewrite K].
        intros. now apply (p_nonneg n s kept).
  Qed.

  Variables v v' : nat -> vector.
  Definition out : vector := fun a => sum n (fun i => p' i * v' i a).
  (* D_H is at least diam_H, E at least max |v - v^| over S. *)
  Definition within_head (D_H : R) : Prop := forall i j, (i < n)%nat -> (j < n)%nat -> kept i = true -> kept
    j = true ->
    finite (s i) = true -> finite (s j) = true -> norm d (sub (v i) (v j)) <= D_H.
  Definition values_off (E : R) : Prop := forall i, (i < n)%nat -> kept i = true -> finite (s i) = true ->
    norm d (sub (v i) (v' i)) <= E.
  Lemma tail_error D : across n d s kept v D -> norm d (err n s kept v) <= tau * D.
  Proof.
    intros A. apply (local_splits.local_error n d s kept 1 (fun _ => 0%nat)) with (b := 0%nat); auto.
    intros b Hb. replace b with 0%nat by lia. exact some.
  Qed.
  Lemma head_error D_H : within_head D_H ->
    norm d (fun a => sum n (fun i => (p_hat i - p' i) * v i a)) <= T * D_H.
  Proof.
    intros W. eapply Rle_trans.
    - apply (moves_at_most n d p_hat p' (p_hat_sum n s kept some) p'_sum v D_H). intros i j Hi Hj M L.
      assert (forall i, (i < n)%nat -> p_hat i <> 0 -> kept i = true /\ finite (s i) = true) as In.
      { intros a Ha N. unfold rows.p_hat in N. destruct (kept a); [|lra]. split; [reflexivity|].
        unfold rows.p, w in N. destruct (s a); [reflexivity|]. exfalso. apply N. cbn. unfold Rdiv. ring. }
      assert (0 <= p_hat j /\ 0 <= p' j /\ 0 <= p_hat i /\ 0 <= p' i) as (P1 & P2 & P3 & P4).
      { rewrite !truncation_alone. repeat split; try apply (p_nonneg n _ _ alone_some');
          apply (p_nonneg n _ (fun _ => true)); destruct alone_finite as (a & ? & ?); exists a; auto. }
      assert (p_hat i <> 0) as Ni.
      { intros Z0. apply M. unfold more. rewrite Z0, Rmin_left; lra. }
      assert (p' j <> 0) as Nj.
      { intros Z0. apply L. unfold less. rewrite Z0, Rmin_right; lra. }
      destruct (In i Hi Ni) as [Ki Fi].
      assert (kept j = true) as Kj.
      { destruct (kept j) eqn:K; [reflexivity|]. exfalso. apply Nj, p'_outside. now left. }
      assert (finite (s j) = true) as Fj.
      { rewrite head_alike by assumption. destruct (finite (s' j)) eqn:F; [reflexivity|]. exfalso. apply Nj,
        p'_outside. now right. }
      now apply W.
    - destruct (Rle_dec 0 D_H) as [P|P].
      + apply Rmult_le_compat_r; [assumption|exact variation_on_head].
      + exfalso. destruct some as (i & Hi & K & F). pose proof (W i i Hi Hi K K F F). pose proof (norm_pos d
        (sub (v i) (v i))). lra.
  Qed.
  Lemma value_error E : values_off E -> norm d (fun a => sum n (fun i => p' i * (v i a - v' i a))) <= E.
  Proof.
    intros V. rewrite (norm_ext d _ (total n (fun i => scale (p' i) (sub (v i) (v' i))))) by reflexivity.
    eapply Rle_trans; [apply norm_total|]. apply Rle_trans with (sum n (fun i => E * p' i)); [|rewrite
      sum_scal, p'_sum; lra].
    apply sum_le. intros i Hi. rewrite norm_scale. pose proof (p_nonneg n _ _ alone_some' i) as P.
    rewrite Rabs_right by lra. destruct (Req_dec (p' i) 0) as [Z0|Z0]; [rewrite Z0; lra|].
    rewrite (Rmult_comm E). apply Rmult_le_compat_l; [assumption|].
    assert (kept i = true) as K.
    { destruct (kept i) eqn:K; [reflexivity|]. exfalso. apply Z0, p'_outside. now left. }
    apply V; auto. rewrite head_alike by assumption.
    destruct (finite (s' i)) eqn:F; [reflexivity|]. exfalso. apply Z0, p'_outside. now right.
  Qed.
  Lemma norm_holds D D_H E : across n d s kept v D -> within_head D_H -> values_off E ->
    norm d (sub (attention n s v) out) <= tau * D + T * D_H + E.
  Proof.
    intros A W V.
    rewrite (norm_ext d _ (add (add (err n s kept v) (fun a => sum n (fun i => (p_hat i - p' i) * v i a)))
      (fun a => sum n (fun i => p' i * (v i a - v' i a))))).
    - eapply Rle_trans; [apply norm_add|]. apply Rplus_le_compat; [|now apply value_error].
      eapply Rle_trans; [apply norm_add|]. apply Rplus_le_compat; [now apply tail_error|now apply head_error].
    - intros a. unfold add, sub, err, sub, attention, truncated, out.
      rewrite <- !sum_minus, <- !sum_plus. apply sum_ext. intros. ring.
  Qed.

  Theorem quantised_output :
    (forall D D_H E, across n d s kept v D -> within_head D_H -> values_off E ->
       norm d (sub (attention n s v) out) <= tau * D + T * D_H + E) /\
    total_variation n p p' <= 1 - (1 - tau) * (1 - T) /\
    (total_variation n p p' = 1 - (1 - tau) * (1 - T) <->
     lo = hi \/ (tau = 0 /\ total_variation n p_hat p' = T)).
  Proof. split; [exact norm_holds|]. split; [exact variation_holds|exact variation_is]. Qed.
End Row.

(* Nothing rounded, values 1 and -1: what is left is the tail. *)
Lemma flat_alike : differ_within 2 (alone (first 1) flat) (alone (first 1) flat) 0 0.
Proof. intros i Hi. each i; cbn; trivial; lra. Qed.
Lemma flat_out : norm 1 (sub (attention 2 flat apart) (out 2 flat (first 1) apart)) = 1.
Proof.
  rewrite norm_one. unfold sub, attention, out, apart, alone. compute_row. rewrite Rabs_left; lra.
Qed.
Example witness : keeps_some 2 flat (first 1) /\
  differ_within 2 (alone (first 1) flat) (alone (first 1) flat) 0 0 /\ across 2 1 flat (first 1) apart 2 /\
  within_head 2 1 flat (first 1) apart 0 /\ values_off 2 1 flat (first 1) apart apart 0 /\
  norm 1 (sub (attention 2 flat apart) (out 2 flat (first 1) apart)) =
    tau 2 flat (first 1) * 2 + tanh ((0 - 0) / 4) * 0 + 0.
Proof.
  split; [exact flat_some|]. split; [exact flat_alike|]. split; [exact (proj1 apart_diameter)|]. split;
    [|split].
  - intros i j _ _ Ki Kj _ _. rewrite norm_one. unfold sub, apart. rewrite Ki, Kj, Rminus_eq_0, Rabs_R0. lra.
  - intros i _ _ _. rewrite norm_one. unfold sub. rewrite Rminus_eq_0, Rabs_R0. lra.
  - rewrite flat_out, flat_tau. lra.
Qed.

(* tail-dropped: without tau diam_{H,T}. *)
Example mutant_tail_dropped :
  ~ norm 1 (sub (attention 2 flat apart) (out 2 flat (first 1) apart)) <= tanh ((0 - 0) / 4) * 0 + 0.
Proof. rewrite flat_out. lra. Qed.
